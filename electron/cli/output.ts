/**
 * Where a command says what it does. With `--json` stdout carries JSON lines and nothing else; without, the result alone.
 * Sentences and the display under way go to stderr.
 */
import type { Writable } from "node:stream";
import type { Failure } from "../common/errors.ts";
import { failedLine, printLine, type Line } from "./json-lines.ts";
import { ansi, plain, type Style } from "./progress.ts";
import { printable } from "./text.ts";

/** A stream as Node gives it for stdout and stderr. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export interface Output {
  readonly json: boolean;
  /** Whether stderr is a terminal that lines can be redrawn on. */
  readonly live: boolean;
  /** Columns that fit without wrapping. */
  readonly width: number;
  readonly style: Style;
  /** An event of `--json`; nothing without it. */
  line(line: Line): void;
  /** Like `line`, but left out while the reader is behind: progress is worth nothing late. */
  progress(line: Line): void;
  /** The command's result, on stdout, byte for byte: a path must stay what it is. Nothing with `--json`. */
  result(text: string): void;
  /** A sentence for the person, on stderr, with `--json` too. */
  say(text: string): void;
  /** The lines under way; each call takes the place of the last. Only where `live`. */
  show(lines: readonly string[]): void;
  /** A failure, as JSON or as a sentence. */
  fail(failure: Failure, resumable: boolean): void;
  /** Resolves when all of it was taken by its reader, or the reader has gone. */
  flush(): Promise<void>;
}

/** Makes the output of one run. In: whether it is JSON, the streams and the environment. */
export function createOutput(
  json: boolean,
  stdout: OutputStream = process.stdout,
  stderr: OutputStream = process.stderr,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Output {
  const live = !json && stderr.isTTY === true && env["TERM"] !== "dumb";
  const out = guarded(stdout);
  const err = guarded(stderr);
  let drawn = 0;
  const erase = () => {
    if (drawn > 0) err.write(`\r\u001b[2K${"\u001b[1A\u001b[2K".repeat(drawn - 1)}`);
    drawn = 0;
  };
  const line = (line: Line) => {
    if (json) out.write(printLine(line));
  };
  const say = (text: string) => {
    erase();
    err.write(`${printable(text)}\n`);
  };
  return {
    json,
    live,
    get width() {
      // A full last column would wrap on some terminals, and then the wrong line would be erased.
      return Math.max(20, (stderr.columns ?? 80) - 1);
    },
    style: live && !env["NO_COLOR"] ? ansi : plain,
    line,
    progress: (text) => {
      if (!stdout.writableNeedDrain) line(text);
    },
    result: (text) => {
      erase();
      if (!json) out.write(`${text}\n`);
    },
    say,
    show: (lines) => {
      if (!live) return;
      erase();
      err.write(lines.join("\n"));
      drawn = lines.length;
    },
    fail: (failure, resumable) => {
      line(failedLine(failure, resumable));
      if (!json) say(`detour: ${failure.message}`);
    },
    flush: async () => {
      erase();
      await Promise.all([out.flush(), err.flush()]);
    },
  };
}

/**
 * A stream whose reader may go away (EPIPE, or EIO once the terminal is closed): what is written then is lost, and the
 * work goes on, since a file does not depend on who watches.
 */
function guarded(stream: OutputStream): { write(text: string): void; flush(): Promise<void> } {
  let gone = false;
  const waiting = new Set<() => void>();
  stream.on("error", () => {
    gone = true;
    for (const resolve of waiting) resolve();
  });
  return {
    write: (text) => {
      if (!gone) stream.write(text);
    },
    flush: () =>
      new Promise((resolve) => {
        if (gone) return resolve();
        waiting.add(resolve);
        // An empty write is called back only after all that was written before it.
        stream.write("", () => resolve());
      }),
  };
}
