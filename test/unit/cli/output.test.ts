import { PassThrough } from "node:stream";
import { expect, test, vi } from "vitest";
import { createOutput } from "../../../electron/cli/output.ts";
import { AppError, toFailure } from "../../../electron/common/errors.ts";

const failure = toFailure(new AppError("internal", { detail: "x" }));

const text = (stream: PassThrough) => String(stream.read() ?? "");

function streams(tty = false) {
  const stdout = Object.assign(new PassThrough(), { isTTY: tty, columns: 80 });
  const stderr = Object.assign(new PassThrough(), { isTTY: tty, columns: 80 });
  return { stdout, stderr, out: () => text(stdout), err: () => text(stderr) };
}

test("with --json stdout has lines alone, and failures are lines", () => {
  const { stdout, stderr, out, err } = streams();
  const output = createOutput(true, stdout, stderr, {});
  output.result("a path");
  output.say("a sentence");
  output.fail(failure, false);
  expect(out()).toBe(
    `${JSON.stringify({ event: "failed", code: "internal", message: failure.message, resumable: false })}\n`,
  );
  expect(err()).toBe("a sentence\n");
});

test("without it stdout has the result alone", () => {
  const { stdout, stderr, out, err } = streams();
  const output = createOutput(false, stdout, stderr, {});
  output.line({ event: "serving", url: "http://127.0.0.1/" });
  output.show(["not a terminal"]);
  output.result("/tmp/file");
  output.fail(failure, false);
  expect(out()).toBe("/tmp/file\n");
  expect(err()).toBe(`detour: ${failure.message}\n`);
});

test("lines under way are erased before anything else is said", () => {
  const { stdout, stderr, err } = streams(true);
  const output = createOutput(false, stdout, stderr, {});
  output.show(["one", "two"]);
  output.show(["three"]);
  output.say("sentence");
  expect(err()).toBe("one\ntwo\r\u001b[2K\u001b[1A\u001b[2Kthree\r\u001b[2Ksentence\n");
});

test.each([
  [{}, true, true],
  [{ NO_COLOR: "1" }, true, false],
  [{ TERM: "dumb" }, false, false],
])("%j: redraws %s, emphasis %s", (env, live, emphasis) => {
  const { stdout, stderr } = streams(true);
  const output = createOutput(false, stdout, stderr, env);
  expect(output.live).toBe(live);
  expect(output.style.bold("x") !== "x").toBe(emphasis);
});

test("a reader that has gone stops nothing, and flush does not wait for it", async () => {
  const { stdout, stderr } = streams();
  const output = createOutput(true, stdout, stderr, {});
  stdout.destroy(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
  output.line({ event: "serving", url: "http://127.0.0.1/" });
  await expect(output.flush()).resolves.toBeUndefined();
});

test("progress is left out while the reader is behind; the last line waits for him", async () => {
  const { stdout, stderr } = streams();
  const output = createOutput(true, stdout, stderr, {});
  const line = { event: "progress", bytes: 1, total: 2, speed: 3, routes: [] } as const;
  while (!stdout.writableNeedDrain) output.progress(line);
  const before = stdout.writableLength + stdout.readableLength;
  output.progress(line);
  expect(stdout.writableLength + stdout.readableLength).toBe(before);
  output.fail(failure, true);
  const flushed = vi.fn<() => void>();
  const flush = output.flush().then(flushed);
  await new Promise(setImmediate);
  expect(flushed).not.toHaveBeenCalled();
  stdout.setEncoding("utf8");
  const read = (async () => {
    let all = "";
    for await (const text of stdout) all += text;
    return all;
  })();
  await flush;
  stdout.end();
  expect(JSON.parse((await read).trimEnd().split("\n").at(-1) ?? "")).toMatchObject({ event: "failed" });
});
