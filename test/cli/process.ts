/** Fresh processes of the built command line. */
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Readable } from "node:stream";
import { parseLine, type AnyLine } from "./line-schemas.ts";

/** The built file, or another one to be tested (an installed one, say) by DETOUR_CLI. */
export const cliFile =
  process.env["DETOUR_CLI"] ?? path.resolve(import.meta.dirname, "../../out/cli/detour.js");

if (!existsSync(cliFile)) throw new Error(`${cliFile} is not there: run "npm run build" before these tests`);

export interface Ended {
  /** The exit status; null where a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliProcess {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;
  /** Resolves with the first JSON line that `wanted` accepts; rejects where the process ends before. */
  line<E extends AnyLine["event"]>(
    event: E,
    wanted?: (line: Extract<AnyLine, { event: E }>) => boolean,
  ): Promise<Extract<AnyLine, { event: E }>>;
}

/** Starts `detour WORDS` (or Node with other arguments). Only what is in `env`, and PATH, is in its environment. */
export function startCli(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  nodeArguments: readonly string[] = [cliFile],
  cwd?: string,
): CliProcess {
  const child = spawn(process.execPath, [...nodeArguments, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], ...env },
    ...(cwd !== undefined && { cwd }),
  });
  let stdout = "";
  let stderr = "";
  const listeners = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    for (const listener of listeners) listener();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = once(child, "close").then(([status]): Ended => ({
    status: status as number | null,
    stdout,
    stderr,
  }));
  return {
    child,
    ended,
    line: (event, wanted = () => true) =>
      new Promise((resolve, reject) => {
        const look = () => {
          for (const line of completeLines(stdout)) {
            if (line.event !== event) continue;
            const found = line as Parameters<typeof wanted>[0];
            if (!wanted(found)) continue;
            listeners.delete(look);
            return resolve(found);
          }
        };
        listeners.add(look);
        void ended.then(() => reject(new Error(`it ended without "${event}": ${stdout}${stderr}`)));
        look();
      }),
  };
}

/** Runs `detour WORDS` to its end. */
export function runCli(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd?: string,
): Promise<Ended> {
  return startCli(words, env, [cliFile], cwd).ended;
}

/** All lines of a `--json` run, each checked for its shape, and the last of them. */
export function readLines(stdout: string): { lines: AnyLine[]; last: AnyLine } {
  const lines = completeLines(stdout);
  const last = lines.at(-1);
  if (!last || !stdout.endsWith("\n"))
    throw new Error(`stdout does not end in a line: ${JSON.stringify(stdout)}`);
  return { lines, last };
}

function completeLines(stdout: string): AnyLine[] {
  return stdout.split("\n").slice(0, -1).map(parseLine);
}
