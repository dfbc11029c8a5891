/** What is begun again: from zero by its user, keeping what came before until the new file is right; by itself, as often as he likes. */
import { createHash } from "node:crypto";
import { readdir, readFile, truncate } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../electron/engine/clock.ts";
import { changed, status, type FaultServer } from "../helpers/fault-server.ts";
import { fileOf, serve, startEngine, type TestEngine } from "../helpers/engine.ts";

const MB = 1_000_000;
const size = 6 * MB;
const sumOf = (server: FaultServer) => createHash("sha256").update(server.bytes()).digest("hex");
const checksumOf = (server: FaultServer) => ({ algorithm: "sha256", hex: sumOf(server) }) as const;

/** A download that failed in each of the ways that Resume does not mend, and its server, which is mended. */
const failures = {
  async "checksum-mismatch"(one: TestEngine) {
    const origin = await serve({ size, handle: () => ({ flipByte: 5 }) });
    const view = await one.get(origin.url, { checksum: checksumOf(origin) });
    origin.script(undefined);
    return { origin, view };
  },
  async "file-changed"(one: TestEngine) {
    const origin = await serve({ size, handle: ({ index }) => changed(String(index)) });
    const view = await one.get(origin.url);
    origin.script(undefined);
    return { origin, view };
  },
  async "part-lost"(one: TestEngine) {
    const origin = await serve({ size, handle: () => ({ rate: MB }) });
    const { id } = await one.add(origin.url);
    while ((one.engine.downloads.get(id)?.bytes ?? 0) < 3 * MB) await sleep(10);
    await truncate(path.join(one.folder, "file.bin.detour"), 1000);
    const view = await one.engine.downloads.settled(id);
    origin.script(undefined);
    return { origin, view };
  },
  async "http-status"(one: TestEngine) {
    const origin = await serve({ size, handle: () => status(404) });
    const view = await one.get(origin.url);
    origin.script(undefined);
    return { origin, view };
  },
};
const ways = Object.keys(failures) as (keyof typeof failures)[];

describe.each(ways)("after %s", (code) => {
  test.each(["resume", "restart"] as const)("%s brings the whole, right file", async (call) => {
    const one = await startEngine();
    const { origin, view } = await failures[code](one);
    expect(view).toMatchObject({ state: "failed", resumable: false, failure: { code } });
    const before = new Map<string, Buffer>();
    for (const name of await readdir(one.folder))
      before.set(name, await readFile(path.join(one.folder, name)));
    await one.engine.downloads[call](view.id);
    const again = await one.engine.downloads.settled(view.id);
    expect(again).toMatchObject({ state: "done", failure: null, bytes: size, total: size });
    expect((await fileOf(again)).equals(origin.bytes())).toBe(true);
    // What was kept apart before, under a name that was told, is there still.
    for (const [name, bytes] of before) {
      if (name.endsWith(".detour") && !name.includes("earlier version")) continue;
      expect((await readFile(path.join(one.folder, name))).equals(bytes)).toBe(true);
    }
    expect(await readdir(one.folder)).not.toContain("file (earlier try).bin.detour");
  });
});

test("a file that failed its checksum stays under its name, and is listed until it is taken off the list", async () => {
  const one = await startEngine();
  const { view } = await failures["checksum-mismatch"](one);
  const wrong = path.join(one.folder, "file (wrong sha256).bin");
  await one.engine.downloads.restart(view.id);
  const again = await one.engine.downloads.settled(view.id);
  expect(again).toMatchObject({ path: path.join(one.folder, "file.bin"), aside: [wrong] });
  expect((await readdir(one.folder)).toSorted()).toEqual(["file (wrong sha256).bin", "file.bin"]);
  await one.engine.downloads.remove(view.id);
  expect((await readdir(one.folder)).toSorted()).toEqual(["file (wrong sha256).bin", "file.bin"]);
});

test("what came stays while the new try is under way, waits or fails; a restart of Detour changes nothing", async () => {
  const first = await startEngine();
  const { folder, home } = first;
  const origin = await serve({ size, handle: () => ({ rate: MB }) });
  const { id } = await first.add(origin.url);
  while ((first.engine.downloads.get(id)?.bytes ?? 0) < 2 * MB) await sleep(10);
  await expect(first.engine.downloads.restart(id)).rejects.toThrow("is running");
  await first.engine.downloads.pause(id);
  const came = await readFile(path.join(folder, "file.bin.detour"));
  // It waits its turn when Detour ends.
  first.engine.downloads.setAtOnce(0);
  await first.engine.downloads.restart(id);
  expect(first.engine.downloads.get(id)).toMatchObject({ state: "queued", bytes: 0, total: null, map: [] });
  await first.engine.close();
  expect((await readFile(path.join(folder, "file.bin.detour"))).equals(came)).toBe(true);

  const later = await startEngine({ folder, home });
  origin.script(() => status(404));
  await later.engine.downloads.resume(id);
  const failed = await later.engine.downloads.settled(id);
  const kept = path.join(folder, "file (earlier try).bin.detour");
  expect(failed).toMatchObject({ state: "failed", aside: [kept], bytes: 0 });
  expect((await readFile(kept)).equals(came)).toBe(true);
  // What can be of use is not over, and does not leave the list by itself.
  expect(later.store.downloads.ended()).toEqual([]);
  origin.script(() => ({ rate: MB }));
  await later.engine.downloads.restart(id);
  while ((later.engine.downloads.get(id)?.bytes ?? 0) < MB) await sleep(10);
  expect((await readdir(folder)).toSorted()).toEqual(["file (earlier try).bin.detour", "file.bin.detour"]);
  origin.script(undefined);
  const done = await later.engine.downloads.settled(id);
  expect((await fileOf(done)).equals(origin.bytes())).toBe(true);
  expect(done.aside).toEqual([]);
  expect(await readdir(folder)).toEqual(["file.bin"]);
  await expect(later.engine.downloads.restart(id)).rejects.toThrow("is finished");
}, 30_000);

test("cancelling deletes what came of earlier tries, too", async () => {
  const one = await startEngine();
  const origin = await serve({ size, handle: () => ({ rate: MB }) });
  const { id } = await one.add(origin.url);
  while ((one.engine.downloads.get(id)?.bytes ?? 0) < MB) await sleep(10);
  await one.engine.downloads.pause(id);
  await one.engine.downloads.restart(id);
  while ((one.engine.downloads.get(id)?.bytes ?? 0) < MB) await sleep(10);
  expect(await readdir(one.folder)).toHaveLength(2);
  await one.engine.downloads.cancel(id);
  expect(await readdir(one.folder)).toEqual([]);
});

/** Waits of seconds in hundredths of them. */
const fastWaits = {
  ...systemClock,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms >= 1000 ? ms / 100 : ms, signal),
};

/** How often it is tried: each time the server is asked once or more, close together. */
function countTries({ engine }: TestEngine, id: string): () => number {
  let tries = 1;
  let last = "";
  engine.on("download", (view) => {
    if (view.id !== id || view.state === last) return;
    if (view.state === "opening" && last !== "") tries++;
    last = view.state;
  });
  return () => tries;
}

test("one that failed before a byte came, for a reason that passes, is tried again until it works", async () => {
  const origin = await serve({ size: MB, handle: () => status(503) });
  const one = await startEngine({ resumeItself: true, clock: fastWaits });
  const failed = await one.get(origin.url);
  const { id } = failed;
  expect(one.engine.downloads.get(id)).toMatchObject({ state: "failed", failure: { code: "http-status" } });
  const { retryAt } = one.engine.downloads.get(id) ?? {};
  expect((retryAt ?? 0) - Date.now()).toBeGreaterThan(3000);
  // It is not over: the list keeps it, however short it is kept.
  expect(one.engine.downloads.clear({ before: null, most: 0, failed: true })).toBe(0);
  origin.script(undefined);
  for (let turn = 0; turn < 200 && one.engine.downloads.get(id)?.state !== "done"; turn++) await sleep(20);
  expect(one.engine.downloads.get(id)).toMatchObject({ state: "done", failure: null, retryAt: null });
});

test("it is tried as often as its user said, then left to him; what he says later counts at once", async () => {
  const origin = await serve({ size: MB, handle: () => status(503) });
  const one = await startEngine({ resumeItself: true, clock: fastWaits });
  const { downloads } = one.engine;
  downloads.setRetry({ tries: 2, firstMs: 1000 });
  const { id } = await one.add(origin.url);
  const tries = countTries(one, id);
  const over = () => {
    const view = downloads.get(id);
    return view?.state === "failed" && view.retryAt === null;
  };
  for (let turn = 0; turn < 300 && !over(); turn++) await sleep(20);
  expect(over()).toBe(true);
  expect(tries()).toBe(3);
  const asked = origin.requests.length;
  await sleep(200);
  expect(origin.requests).toHaveLength(asked);

  // His own try is none of those.
  await downloads.resume(id);
  for (let turn = 0; turn < 300 && downloads.get(id)?.retryAt === null; turn++) await sleep(10);
  expect(downloads.get(id)?.retryAt).not.toBeNull();
  downloads.setRetry({ tries: 0, firstMs: 1000 });
  expect(downloads.get(id)).toMatchObject({ retryAt: null });
}, 30_000);

/** A server without ranges that always breaks off in the middle. */
const cutPlain = {
  size: MB,
  handle: () =>
    ({
      ignoreRange: true,
      cut: { at: MB / 2, by: "reset" },
      headers: { "accept-ranges": "none" },
    }) as const,
};

test("what cannot be mended by waiting is not tried again", async () => {
  const gone = await serve({ size: MB, handle: () => status(404) });
  const one = await startEngine({ resumeItself: true, clock: fastWaits });
  const view = await one.get(gone.url);
  expect(one.engine.downloads.get(view.id)).toMatchObject({ state: "failed", retryAt: null });
});

test("without ranges one that breaks in the middle is tried again, from zero, until it works", async () => {
  const cut = await serve(cutPlain);
  const one = await startEngine({ resumeItself: true, clock: fastWaits });
  const { id } = await one.get(cut.url);
  const failed = one.engine.downloads.get(id);
  expect(failed).toMatchObject({ state: "failed", resumable: false, warnings: ["no-ranges"] });
  expect(failed?.retryAt).not.toBeNull();
  cut.script(() => ({ ignoreRange: true, headers: { "accept-ranges": "none" } }));
  await expect.poll(() => one.engine.downloads.get(id)?.state, { timeout: 10_000 }).toBe("done");
  const done = one.engine.downloads.get(id);
  expect(done && (await fileOf(done)).equals(cut.bytes())).toBe(true);
  expect(await readdir(one.folder)).toEqual(["file.bin"]);
});

test("without ranges it is not fetched in vain without end: whole files are somebody's gigabytes", async () => {
  const cut = await serve(cutPlain);
  const one = await startEngine({ resumeItself: true, clock: fastWaits });
  const { downloads } = one.engine;
  const { id } = await one.add(cut.url);
  const tries = countTries(one, id);
  const over = () => downloads.get(id)?.state === "failed" && downloads.get(id)?.retryAt === null;
  await expect.poll(over, { timeout: 20_000 }).toBe(true);
  expect(tries()).toBe(2);
  expect(cut.requests.filter(({ method }) => method === "GET").length).toBeLessThan(9);
  expect(downloads.get(id)?.failure).toMatchObject({ code: "whole-lost" });
  const asked = cut.requests.length;
  await sleep(200);
  expect(cut.requests).toHaveLength(asked);
  // Its user's word counts, and begins the count anew.
  await downloads.resume(id);
  await downloads.settled(id);
  expect(downloads.get(id)?.retryAt).not.toBeNull();
}, 40_000);

test("its tries are counted though bytes come each time, since none is kept; never where its user wants none", async () => {
  const cut = await serve(cutPlain);
  const one = await startEngine({ resumeItself: true, clock: fastWaits });
  const { downloads } = one.engine;
  downloads.setRetry({ tries: 1, firstMs: 1000 });
  const { id } = await one.add(cut.url);
  const tries = countTries(one, id);
  const over = () => downloads.get(id)?.state === "failed" && downloads.get(id)?.retryAt === null;
  await expect.poll(over, { timeout: 20_000 }).toBe(true);
  expect(tries()).toBe(2);
  downloads.setRetry({ tries: 0, firstMs: 1000 });
  const never = await one.get(`${cut.base}/never.bin`);
  expect(downloads.get(never.id)).toMatchObject({ state: "failed", retryAt: null });
}, 40_000);
