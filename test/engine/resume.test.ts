import { readdir, stat, truncate, unlink } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { changed, type FaultServer } from "../helpers/fault-server.ts";
import { SeededBytes } from "../../electron/practice/seeded-bytes.ts";
import { fileOf, startEngine, type TestEngine, serve } from "../helpers/engine.ts";

const MB = 1_000_000;

const slow = { size: 10 * MB, handle: () => ({ rate: MB }) };

/** Starts a download of `slow` and pauses it when about a third is there. */
async function pauseInTheMiddle({ engine, folder }: TestEngine, origin: FaultServer): Promise<string> {
  const { id } = await engine.downloads.add({
    source: new URL(origin.url),
    mode: "direct",
    relays: [],
    folder,
    connections: 4,
  });
  while ((engine.downloads.get(id)?.bytes ?? 0) < 3 * MB) await sleep(20);
  await engine.downloads.pause(id);
  return id;
}

const sent = (origin: FaultServer) => origin.requests.reduce((sum, { bytesSent }) => sum + bytesSent, 0);

test("a paused download goes on where it stopped", async () => {
  const origin = await serve(slow);
  const one = await startEngine();
  const id = await pauseInTheMiddle(one, origin);
  const paused = one.engine.downloads.get(id);
  expect(paused).toMatchObject({ state: "paused", resumable: true, failure: null });
  expect(await readdir(one.folder)).toEqual(["file.bin.detour"]);
  origin.script(undefined);
  await one.engine.downloads.resume(id);
  const view = await one.engine.downloads.settled(id);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(sent(origin)).toBeLessThan(14 * MB);
});

test("another engine over the same store goes on with it", async () => {
  const origin = await serve(slow);
  const one = await startEngine();
  const id = await pauseInTheMiddle(one, origin);
  const before = one.engine.downloads.get(id)?.bytes ?? 0;
  await one.engine.close();
  origin.script(undefined);
  const asked = origin.requests.length;
  const two = await startEngine({ folder: one.folder, home: one.home });
  expect(two.engine.downloads.list()).toMatchObject([{ id, state: "paused", bytes: before }]);
  const view = await two.get(origin.url);
  expect(view.id).toBe(id);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  const again = origin.requests.slice(asked).reduce((sum, { bytesSent }) => sum + bytesSent, 0);
  expect(again).toBeLessThan(10 * MB - before + MB);
});

/** What there is when a file changed during a pause. */
async function afterChange({ engine, folder }: TestEngine, id: string) {
  const view = await engine.downloads.settled(id);
  const old = await stat(path.join(folder, "file (earlier version).bin.detour"));
  return {
    state: view.state,
    warnings: view.warnings,
    bytes: await fileOf(view),
    oldSize: old.size,
    names: (await readdir(folder)).length,
  };
}

/** The new file, whole, and the old part beside it. */
const newFile = (seed: string) => ({
  state: "done",
  warnings: ["restarted"],
  bytes: new SeededBytes(seed).slice(0, slow.size),
  oldSize: slow.size,
  names: 2,
});

test("a file that changed meanwhile is not glued to the old part", async () => {
  const origin = await serve(slow);
  const one = await startEngine();
  const id = await pauseInTheMiddle(one, origin);
  origin.script(() => changed());
  await one.engine.downloads.resume(id);
  expect(await afterChange(one, id)).toEqual(newFile(changed().seed ?? ""));
});

test("without validators, bytes are compared before any is added", async () => {
  const plain = { etag: null, lastModified: null };
  const origin = await serve({ ...slow, ...plain });
  const one = await startEngine();
  const id = await pauseInTheMiddle(one, origin);
  origin.script(() => ({ seed: "another file", ...plain }));
  await one.engine.downloads.resume(id);
  expect(await afterChange(one, id)).toEqual(newFile("another file"));
});

test("restart throws the part away", async () => {
  const origin = await serve(slow);
  const one = await startEngine();
  const id = await pauseInTheMiddle(one, origin);
  origin.script(() => changed());
  const view = await one.get(origin.url, { restart: true });
  expect(view.id).not.toBe(id);
  expect(view.state).toBe("done");
  expect(await readdir(one.folder)).toEqual(["file.bin"]);
});

test.each([
  ["removed", (file: string) => unlink(file)],
  ["shortened", (file: string) => truncate(file, 1000)],
])("a part that was %s is noticed", async (_what, spoil) => {
  const origin = await serve(slow);
  const one = await startEngine();
  const id = await pauseInTheMiddle(one, origin);
  await spoil(path.join(one.folder, "file.bin.detour"));
  await one.engine.downloads.resume(id);
  expect(await one.engine.downloads.settled(id)).toMatchObject({
    state: "failed",
    resumable: false,
    failure: { code: "part-lost" },
  });
});

test("two engines do not work on one download", async () => {
  const origin = await serve(slow);
  const one = await startEngine();
  const two = await startEngine({ folder: one.folder, home: one.home });
  const started = one.get(origin.url);
  while (origin.requests.length === 0) await sleep(5);
  await expect(two.get(origin.url)).rejects.toMatchObject({ code: "already-running" });
  expect((await started).state).toBe("done");
});

test("cancel deletes the part and forgets the download", async () => {
  const origin = await serve(slow);
  const one = await startEngine();
  const id = await pauseInTheMiddle(one, origin);
  await one.engine.downloads.cancel(id);
  expect(await readdir(one.folder)).toEqual([]);
  expect(one.engine.downloads.list()).toEqual([]);
});

test("remove leaves a finished file alone", async () => {
  const origin = await serve({ size: 1000 });
  const one = await startEngine();
  const view = await one.get(origin.url);
  await one.engine.downloads.remove(view.id);
  expect(await readdir(one.folder)).toEqual(["file.bin"]);
  expect(one.engine.downloads.list()).toEqual([]);
});
