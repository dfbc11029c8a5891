import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { systemClock } from "../../electron/engine/clock.ts";
import { PartFile, renameOverNothing } from "../../electron/engine/download/part-file.ts";
import { failingDisk, type Operation } from "../helpers/disks.ts";
import { fileOf, serve, startEngine } from "../helpers/engine.ts";
import { tempDir } from "../helpers/temp.ts";

const MB = 1_000_000;

/** Time that passes a hundred times as fast, for waits of seconds. */
const fastWaits = {
  ...systemClock,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms >= 5000 ? ms / 100 : ms, signal),
};

test.each([
  ["ENOSPC", "writev", 20, "disk-full"],
  ["EIO", "writev", 20, "disk-error"],
  ["EDQUOT", "writev", 30, "disk-full"],
  ["EIO", "datasync", 2, "disk-error"],
  ["EROFS", "writev", 25, "folder-not-writable"],
] as const)(
  "%s at %s number %i pauses it with the reason, and it goes on when mended",
  async (code, at, nth, reason) => {
    let broken = true;
    const disk = failingDisk((operation: Operation, count) =>
      broken && operation === at && count >= nth ? code : undefined,
    );
    const origin = await serve({ size: 6 * MB, handle: () => ({ rate: 700_000 }) });
    const one = await startEngine({ disk });
    const paused = await one.get(origin.url);
    expect(paused).toMatchObject({
      state: "paused",
      resumable: true,
      failure: { code: reason },
      retryAt: null,
    });
    expect(await readdir(one.folder)).toEqual(["file.bin.detour"]);
    expect(one.store.downloads.get(paused.id)).toMatchObject({ state: "paused", failure: { code: reason } });
    broken = false;
    origin.script(undefined);
    await one.engine.downloads.resume(paused.id);
    const view = await one.engine.downloads.settled(paused.id);
    expect(view).toMatchObject({ state: "done", failure: null });
    expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  },
);

test("a download that a disk paused goes on by itself, and says when", async () => {
  let broken = true;
  const disk = failingDisk((operation, count) =>
    broken && operation === "writev" && count >= 20 ? "EIO" : undefined,
  );
  const origin = await serve({ size: 6 * MB, handle: () => ({ rate: 700_000 }) });
  const one = await startEngine({ disk, resumeItself: true, clock: fastWaits });
  const { id } = await one.get(origin.url);
  const paused = one.engine.downloads.get(id);
  expect(paused?.state).toBe("paused");
  expect((paused?.retryAt ?? 0) - Date.now()).toBeGreaterThan(3000);
  broken = false;
  origin.script(undefined);
  while (one.engine.downloads.get(id)?.state !== "done") await sleep(20);
  expect(one.engine.downloads.get(id)).toMatchObject({ retryAt: null, failure: null });
  expect((await fileOf(await one.engine.downloads.settled(id))).equals(origin.bytes())).toBe(true);
});

test("after the user's pause nothing goes on by itself", async () => {
  const disk = failingDisk((operation, count) =>
    operation === "writev" && count === 20 ? "EIO" : undefined,
  );
  const origin = await serve({ size: 6 * MB, handle: () => ({ rate: 700_000 }) });
  const one = await startEngine({ disk, resumeItself: true, clock: fastWaits });
  const { id } = await one.get(origin.url);
  await one.engine.downloads.pause(id);
  expect(one.engine.downloads.get(id)).toMatchObject({ state: "paused", retryAt: null });
  const asked = origin.requests.length;
  await sleep(300);
  expect(origin.requests).toHaveLength(asked);
});

test("a folder that is removed while nothing runs is made again, and the download begins anew", async () => {
  const origin = await serve({ size: 4 * MB, handle: () => ({ rate: MB }) });
  const one = await startEngine();
  const { id } = await one.engine.downloads.add({
    source: new URL(origin.url),
    mode: "direct",
    relays: [],
    folder: path.join(one.folder, "deep", "deeper"),
    connections: 2,
  });
  while ((one.engine.downloads.get(id)?.bytes ?? 0) < MB) await sleep(10);
  await one.engine.downloads.pause(id);
  await rm(path.join(one.folder, "deep"), { recursive: true });
  origin.script(undefined);
  await one.engine.downloads.resume(id);
  const view = await one.engine.downloads.settled(id);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
});

const noLinks = failingDisk((operation) => (operation === "link" ? "EPERM" : undefined));

test("without hard links a name that is taken is not replaced", async () => {
  const folder = await tempDir();
  await writeFile(path.join(folder, "a.part"), "ours");
  await writeFile(path.join(folder, "a.txt"), "theirs");
  const from = path.join(folder, "a.part");
  await expect(renameOverNothing(from, folder, "a.txt", true, noLinks)).rejects.toMatchObject({
    code: "file-exists",
  });
  // An empty file of the user's is a file too.
  await writeFile(path.join(folder, "b.txt"), "");
  await expect(renameOverNothing(from, folder, "b.txt", true, noLinks)).rejects.toMatchObject({
    code: "file-exists",
  });
  expect(await renameOverNothing(from, folder, "a.txt", false, noLinks)).toBe(path.join(folder, "a (1).txt"));
  expect((await readdir(folder)).sort()).toEqual(["a (1).txt", "a.txt", "b.txt"]);
  expect(await readFile(path.join(folder, "a.txt"), "utf8")).toBe("theirs");
});

test("without hard links a crash that left the empty name is mended at the next try", async () => {
  const folder = await tempDir();
  const from = path.join(folder, "a.part");
  await writeFile(from, "ours");
  const crashing = { ...noLinks, rename: () => Promise.reject(new Error("the power went")) };
  await expect(renameOverNothing(from, folder, "a.txt", true, crashing)).rejects.toMatchObject({
    code: "disk-error",
  });
  expect(await readFile(path.join(folder, "a.txt"), "utf8")).toBe("");
  expect(await renameOverNothing(from, folder, "a.txt", true, noLinks)).toBe(path.join(folder, "a.txt"));
  expect(await readFile(path.join(folder, "a.txt"), "utf8")).toBe("ours");
  expect(await readdir(folder)).toEqual(["a.txt"]);
});

test("a file that appears at the last moment is not replaced", async () => {
  const folder = await tempDir();
  const part = await PartFile.create(path.join(folder, "a.part"));
  await part?.write([Buffer.from("ours")], 0);
  await part?.close();
  const late = {
    ...noLinks,
    link: async (from: string, to: string) => {
      await writeFile(to, "theirs");
      return noLinks.link(from, to);
    },
  };
  await expect(
    renameOverNothing(path.join(folder, "a.part"), folder, "a.txt", true, late),
  ).rejects.toMatchObject({ code: "file-exists" });
  expect(await readFile(path.join(folder, "a.txt"), "utf8")).toBe("theirs");
});
