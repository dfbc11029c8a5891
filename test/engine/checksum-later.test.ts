/** A checksum that is given, corrected or removed after the download was added, and a finished file held against one. */
import { createHash } from "node:crypto";
import { readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test, vi } from "vitest";
import { parseChecksum } from "../../electron/engine/download/checksum.ts";
import type { Checksum } from "../../electron/engine/types.ts";
import { fileOf, relaysFrom, serve, startEngine, type TestEngine } from "../helpers/engine.ts";
import type { FaultServer } from "../helpers/fault-server.ts";

const MB = 1_000_000;
const size = 3 * MB;
const wrongSum: Checksum = { algorithm: "sha256", hex: "0".repeat(64) };
const sumOf = (server: FaultServer, algorithm: Checksum["algorithm"] = "sha256"): Checksum => ({
  algorithm,
  hex: createHash(algorithm).update(server.bytes()).digest("hex"),
});

/** A download whose file came whole and right, and failed a checksum that was given wrongly. */
async function failed(more: { ranges?: boolean } = {}) {
  const origin = await serve({
    size,
    ...(more.ranges === false && { handle: () => ({ ignoreRange: true }) }),
  });
  const one = await startEngine();
  const view = await one.get(origin.url, { checksum: wrongSum });
  expect(view).toMatchObject({ state: "failed", failure: { code: "checksum-mismatch" } });
  expect(await readdir(one.folder)).toEqual(["file (wrong sha256).bin"]);
  return { origin, one, id: view.id, asked: origin.requests.length };
}

const set = async ({ engine }: TestEngine, id: string, checksum: Checksum | null) => {
  await engine.downloads.setChecksum(id, checksum);
  return engine.downloads.settled(id);
};

describe("of a file that failed a wrong one", () => {
  test.each([true, false])("the right one finishes it from what is here (ranges: %s)", async (ranges) => {
    const { origin, one, id, asked } = await failed({ ranges });
    const view = await set(one, id, sumOf(origin));
    expect(view).toMatchObject({ state: "done", failure: null, bytes: size, aside: [] });
    expect(view.integrity).toMatchObject({ level: "checksum", source: "given", strength: "strong" });
    expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
    expect(await readdir(one.folder)).toEqual(["file.bin"]);
    expect(origin.requests).toHaveLength(asked);
  });

  test("after a restart of Detour, too, and while others have to end first", async () => {
    const { origin, one, id, asked } = await failed();
    await one.engine.close();
    const later = await startEngine({ folder: one.folder, home: one.home, atOnce: 0 });
    await later.engine.downloads.setChecksum(id, sumOf(origin, "md5"));
    expect(later.engine.downloads.get(id)).toMatchObject({ state: "queued", bytes: size });
    later.engine.downloads.setAtOnce(1);
    expect(await later.engine.downloads.settled(id)).toMatchObject({ state: "done" });
    expect(await readdir(one.folder)).toEqual(["file.bin"]);
    expect(origin.requests).toHaveLength(asked);
  });

  test("another wrong one fails again, in the same place, as often as one likes", async () => {
    const { origin, one, id } = await failed();
    for (const digit of ["1", "2"]) {
      const view = await set(one, id, { algorithm: "sha256", hex: digit.repeat(64) });
      expect(view.failure).toMatchObject({
        code: "checksum-mismatch",
        params: { expected: digit.repeat(64), file: "file (wrong sha256).bin" },
      });
      expect(await readdir(one.folder)).toEqual(["file (wrong sha256).bin"]);
    }
    expect(await set(one, id, sumOf(origin))).toMatchObject({ state: "done" });
  });

  test("without one it is finished, and says no more than is known", async () => {
    const { one, id, origin, asked } = await failed();
    const view = await set(one, id, null);
    expect(view).toMatchObject({ state: "done", checksum: null, integrity: { level: "end-to-end" } });
    expect(origin.requests).toHaveLength(asked);
  });

  test("where the file was removed or shortened, it says so, and starting again is left to its person", async () => {
    for (const spoil of [rm, (file: string) => truncate(file, 1000)]) {
      const { origin, one, id, asked } = await failed();
      await spoil(path.join(one.folder, "file (wrong sha256).bin"));
      const view = await set(one, id, sumOf(origin));
      expect(view).toMatchObject({ state: "failed", failure: { code: "part-lost" }, resumable: false });
      expect(view.checksum).toBe(`sha256:${sumOf(origin).hex}`);
      expect(origin.requests).toHaveLength(asked);
      await one.engine.downloads.restart(id);
      expect(await one.engine.downloads.settled(id)).toMatchObject({ state: "done" });
    }
  });

  test("another file that has its name now is not taken for it", async () => {
    const { origin, one, id } = await failed();
    const file = path.join(one.folder, "file (wrong sha256).bin");
    // While the old one is there, so that it cannot have the same number on its disk.
    await writeFile(`${file}.new`, "x".repeat(size));
    await rm(file);
    await writeFile(file, "y".repeat(size));
    const view = await set(one, id, sumOf(origin));
    expect(view.state).toBe("failed");
    expect((await readFile(file, "utf8")).startsWith("yyy")).toBe(true);
  });

  test("what the server's own checksum refused is not taken by giving none, but by one that is right", async () => {
    const origin = await serve({ size: MB });
    origin.script(() => ({ headers: { "x-goog-hash": "crc32c=AAAAAA==" } }));
    const one = await startEngine();
    const { id, failure } = await one.get(origin.url);
    expect(failure?.code).toBe("checksum-mismatch");
    expect(await set(one, id, null)).toMatchObject({
      state: "failed",
      failure: { code: "checksum-mismatch" },
    });
    expect(await set(one, id, sumOf(origin))).toMatchObject({ state: "done" });
  });
});

describe("of one that is not finished", () => {
  test("running: the file is checked against the one that was given last", async () => {
    const origin = await serve({ size, handle: () => ({ rate: MB }) });
    const one = await startEngine();
    const { id } = await one.add(origin.url, { checksum: wrongSum });
    await vi.waitFor(() => expect(one.engine.downloads.get(id)?.bytes).toBeGreaterThan(0));
    expect(await set(one, id, sumOf(origin, "sha1"))).toMatchObject({
      state: "done",
      integrity: { level: "checksum", algorithm: "sha1", source: "given" },
    });
  });

  test("running, and removed: what the server says of the file counts again", async () => {
    const origin = await serve({ size });
    const sums = `${sumOf(origin).hex}  file.bin\n`;
    const beside = await serve({
      size,
      beside: { "/SHA256SUMS": sums },
      handle: () => ({ rate: MB }),
    });
    const relay = await serve({ size, handle: () => ({ rate: MB }) });
    const one = await startEngine();
    const relays = relaysFrom(`reverse:${relay.base}/=${beside.base}/`);
    const { id } = await one.add(beside.url, { mode: "all", relays, checksum: wrongSum });
    await vi.waitFor(() => expect(one.engine.downloads.get(id)?.bytes).toBeGreaterThan(0));
    expect(beside.checksumFiles).toEqual([]);
    expect(await set(one, id, null)).toMatchObject({
      state: "done",
      integrity: { level: "checksum", source: "sidecar" },
    });
  });

  test("paused, waiting or failed for another reason: it is kept, through a restart of Detour, and counts", async () => {
    const origin = await serve({
      size,
      handle: ({ url }) => (url === "/gone" ? { status: 404 } : undefined),
    });
    const one = await startEngine({ atOnce: 1 });
    const paused = await one.add(`${origin.base}/paused`, { start: "paused" });
    const gone = await one.get(`${origin.base}/gone`);
    one.engine.downloads.setAtOnce(0);
    const waits = await one.add(`${origin.base}/waits`);
    for (const { id } of [paused, gone, waits]) await one.engine.downloads.setChecksum(id, wrongSum);
    expect(one.engine.downloads.get(gone.id)).toMatchObject({
      state: "failed",
      failure: { code: "http-status" },
    });
    expect(one.engine.downloads.get(waits.id)?.state).toBe("queued");
    await one.engine.close();
    const later = await startEngine({ folder: one.folder, home: one.home });
    for (const { id } of [paused, gone, waits])
      expect(later.engine.downloads.get(id)?.checksum).toBe(`sha256:${wrongSum.hex}`);
    await later.engine.downloads.resume(waits.id);
    expect((await later.engine.downloads.settled(waits.id)).failure?.code).toBe("checksum-mismatch");
  });

  test("a finished one cannot be given one", async () => {
    const origin = await serve({ size });
    const one = await startEngine();
    const { id } = await one.get(origin.url);
    await expect(one.engine.downloads.setChecksum(id, wrongSum)).rejects.toThrow("is finished");
  });
});

describe("a finished file", () => {
  test.each(["md5", "sha1", "sha256", "sha384", "sha512"] as const)(
    "is held against %s",
    async (algorithm) => {
      const origin = await serve({ size: MB });
      const one = await startEngine();
      const view = await one.get(origin.url);
      const sum = sumOf(origin, algorithm);
      const right = await one.engine.downloads.verify(view.id, parseChecksum(sum.hex.toUpperCase()));
      expect(right).toEqual({ algorithm, expected: sum.hex, actual: sum.hex, right: true });
      await writeFile(view.path ?? "", "changed since");
      const actual = createHash(algorithm).update("changed since").digest("hex");
      expect(await one.engine.downloads.verify(view.id, sum)).toEqual({
        algorithm,
        expected: sum.hex,
        actual,
        right: false,
      });
      expect(await readFile(view.path ?? "", "utf8")).toBe("changed since");
      expect(one.engine.downloads.get(view.id)).toEqual(view);
    },
  );

  test("that is gone, or not finished, is said", async () => {
    const origin = await serve({ size: MB });
    const one = await startEngine();
    const { id, path: file } = await one.get(origin.url);
    await rm(file ?? "");
    await expect(one.engine.downloads.verify(id, wrongSum)).rejects.toMatchObject({ code: "file-gone" });
    const { id: other } = await one.add(`${origin.base}/other`, { start: "paused" });
    await expect(one.engine.downloads.verify(other, wrongSum)).rejects.toThrow("is not finished");
  });
});
