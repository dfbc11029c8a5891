import { existsSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { aperiodicBytes, sha256, sha256OfFile } from "./bytes.ts";
import { newPlace } from "./folder.ts";
import { startOrigin } from "./origin.ts";
import { readLines, runCli, startCli } from "./process.ts";

/** Stopped in the middle, in every way a process ends, and gone on with by the same command. */

const size = 12_000_000;
const body = aperiodicBytes(size);

/** A place and an origin of one test's own, so that the tests, which mostly wait, can run side by side. */
async function newDownload() {
  const place = newPlace();
  // Four connections at this speed take some 5 s: the journal, written each second, is never far behind.
  const origin = await startOrigin(body, { rate: 600_000 });
  const words = ["get", origin.url, "-o", place.at("out.bin"), "--connections", "4", "--json", "--sha256"];
  return {
    place,
    words,
    /** Starts it and lets it come to more than the half. */
    async startAndWait() {
      const run = startCli(words, place.env);
      await run.line("progress", (line) => line.bytes > size / 2);
      return run;
    },
    /** Runs the same command, and more words, to its end. Out: how many bytes the origin sent for it. */
    async goOn(...more: string[]): Promise<number> {
      const before = origin.sent();
      const { status, stdout } = await runCli([...words, ...more], place.env);
      expect(readLines(stdout).last).toMatchObject({ event: "done", bytes: size, sha256: sha256(body) });
      expect(status).toBe(0);
      expect(sha256OfFile(place.at("out.bin"))).toBe(sha256(body));
      expect(readdirSync(place.folder).sort()).toEqual(["data", "out.bin"]);
      return origin.sent() - before;
    },
    async [Symbol.asyncDispose]() {
      await origin.close();
      place[Symbol.dispose]();
    },
  };
}

describe.concurrent("a download that is stopped", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "by %s: it pauses, says so with status 130, and the same command goes on",
    async (signal) => {
      await using download = await newDownload();
      const run = await download.startAndWait();
      run.child.kill(signal);
      const { status, stdout } = await run.ended;
      expect(readLines(stdout).last).toMatchObject({ event: "failed", code: "interrupted", resumable: true });
      expect(status).toBe(130);
      expect(existsSync(download.place.at("out.bin"))).toBe(false);
      expect(await download.goOn()).toBeLessThan(size * 0.6);
    },
  );

  test("by kill -9: little is lost, and never is a wrong file made", async () => {
    await using download = await newDownload();
    const run = await download.startAndWait();
    run.child.kill("SIGKILL");
    expect((await run.ended).status).toBe(null);
    // Half is left, and at most two seconds of 2.4 MB are fetched again.
    expect(await download.goOn()).toBeLessThan(size * 0.9);
  });

  test("--restart throws the unfinished part away", async () => {
    await using download = await newDownload();
    const run = await download.startAndWait();
    run.child.kill("SIGINT");
    await run.ended;
    expect(await download.goOn("--restart")).toBeGreaterThanOrEqual(size);
  });

  test("a second Ctrl-C ends at once", async () => {
    await using download = await newDownload();
    const run = await download.startAndWait();
    run.child.kill("SIGINT");
    setTimeout(() => run.child.kill("SIGINT"), 700);
    expect((await run.ended).status).toBe(130);
  });
});

describe.concurrent("a download that goes on", () => {
  test("a second start on the same file is refused, and the first goes on", async () => {
    await using download = await newDownload();
    const first = await download.startAndWait();
    const second = await runCli(download.words, download.place.env);
    expect(readLines(second.stdout).last).toMatchObject({ event: "failed", code: "already-running" });
    expect(second.status).toBe(1);
    const { status, stdout } = await first.ended;
    expect(readLines(stdout).last).toMatchObject({ event: "done", sha256: sha256(body) });
    expect(status).toBe(0);
  });

  test("a reader of stdout that goes away does not stop it", async () => {
    await using download = await newDownload();
    const run = startCli(download.words, download.place.env);
    await run.line("progress");
    run.child.stdout.destroy();
    expect((await run.ended).status).toBe(0);
    expect(sha256OfFile(download.place.at("out.bin"))).toBe(sha256(body));
  });

  test("its speed stays under --limit", async () => {
    await using download = await newDownload();
    const started = performance.now();
    await download.goOn("--limit", "1500k");
    expect(performance.now() - started).toBeGreaterThan(6000);
  });
});
