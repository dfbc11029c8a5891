/** What is changed of a download that runs, rests, or is another process's meanwhile: its place, its bytes and its rest stay. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../electron/engine/clock.ts";
import { createEngine } from "../../electron/engine/create-engine.ts";
import { silentLog } from "../../electron/engine/log.ts";
import { openStore } from "../../electron/engine/store/store.ts";
import { status } from "../helpers/fault-server.ts";
import { serve, startEngine } from "../helpers/engine.ts";
import { tempDir } from "../helpers/temp.ts";

const MB = 1_000_000;
const fastWaits = {
  ...systemClock,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms >= 1000 ? ms / 100 : ms, signal),
};
const slow = { size: 20 * MB, handle: () => ({ rate: MB }) };

test("one that runs goes on another way in its own place, though others wait for one", async () => {
  const { engine, add } = await startEngine({ atOnce: 1 });
  const origin = await serve(slow);
  const first = await add(`${origin.base}/first.bin`);
  const second = await add(`${origin.base}/second.bin`);
  await expect.poll(() => engine.downloads.get(first.id)?.bytes).toBeGreaterThan(MB / 4);
  await engine.downloads.change(first.id, { connections: 2 });
  expect(engine.downloads.get(first.id)?.state).not.toBe("queued");
  expect(engine.downloads.get(second.id)?.state).toBe("queued");
  await engine.downloads.relink(first.id, new URL(`${origin.base}/first.bin`));
  expect(engine.downloads.get(first.id)?.state).not.toBe("queued");
  expect(engine.downloads.get(second.id)?.state).toBe("queued");
});

test("who pauses it while it changes has the last word; the change is kept", async () => {
  const { engine, add } = await startEngine();
  const origin = await serve(slow);
  const { id } = await add(origin.url);
  await expect.poll(() => engine.downloads.get(id)?.bytes).toBeGreaterThan(MB / 4);
  await Promise.all([engine.downloads.change(id, { connections: 2 }), engine.downloads.pause(id)]);
  await sleep(200);
  expect(engine.downloads.get(id)).toMatchObject({ state: "paused", failure: null });
  expect(engine.downloads.how(id).connections).toBe(2);
});

test("what a server gives only as a whole is not stopped for a change, since what came would be lost", async () => {
  const { engine, add } = await startEngine();
  const origin = await serve({
    size: 20 * MB,
    handle: () => ({ ignoreRange: true, headers: { "accept-ranges": "none" }, rate: MB }),
  });
  const { id } = await add(origin.url);
  const bytes = () => engine.downloads.get(id)?.bytes ?? 0;
  await expect.poll(bytes, { timeout: 5000 }).toBeGreaterThan(MB / 4);
  const before = bytes();
  await expect(engine.downloads.change(id, { connections: 2 })).rejects.toThrow("only as a whole");
  expect(bytes()).toBeGreaterThanOrEqual(before);
  await engine.downloads.pause(id);
  await engine.downloads.change(id, { connections: 2 });
  expect(engine.downloads.how(id).connections).toBe(2);
});

test("one that its user paused after a failure rests on, whatever is changed of it", async () => {
  const { engine, add } = await startEngine({ resumeItself: true });
  const origin = await serve({ size: MB, handle: () => status(503) });
  const { id } = await add(origin.url);
  await engine.downloads.settled(id);
  expect(engine.downloads.get(id)?.retryAt).not.toBeNull();
  await engine.downloads.pause(id);
  await engine.downloads.change(id, { connections: 3 });
  engine.downloads.setLimit(id, MB);
  engine.downloads.setOnFinish(id, "open");
  expect(engine.downloads.get(id)?.retryAt).toBeNull();
});

test("a process that only marks a download does not put an older journal back", async () => {
  const origin = await serve({
    size: 4 * MB,
    handle: ({ index }) => (index === 0 ? { rate: 2 * MB, cut: { at: MB / 2, by: "reset" } } : status(503)),
  });
  const one = await startEngine({ resumeItself: true, clock: fastWaits });
  // It waits long before it tries again.
  one.engine.downloads.setRetry({ tries: null, firstMs: 3_600_000 });
  const { id } = await one.add(origin.url, { connections: 1 });
  const stopped = await one.engine.downloads.settled(id);
  expect(stopped.state).toBe("paused");
  expect(stopped.retryAt).not.toBeNull();
  const journal = () =>
    one.store.downloads.get(id)?.done.reduce((sum, [start, stop]) => sum + stop - start, 0) ?? 0;
  expect(journal()).toBeGreaterThan(0);

  const other = await startEngine({ home: one.home, folder: one.folder });
  origin.script(() => ({ rate: MB }));
  await other.engine.downloads.resume(id);
  const bytes = () => other.engine.downloads.get(id)?.bytes ?? 0;
  await expect.poll(bytes, { timeout: 5000 }).toBeGreaterThan(stopped.bytes + MB / 4);
  await other.engine.downloads.pause(id);
  const after = journal();
  expect(after).toBeGreaterThan(stopped.bytes);
  one.engine.downloads.setRetry({ tries: 0, firstMs: 1000 });
  expect(journal()).toBe(after);
});

test("nothing begins once the engine is closed", async () => {
  const store = openStore(await tempDir());
  onTestFinished(() => store.close());
  const engine = createEngine({
    clock: systemClock,
    random: Math.random,
    log: silentLog,
    store,
  });
  const origin = await serve(slow);
  const folder = await tempDir();
  const source = new URL(origin.url);
  const { id } = await engine.downloads.add({
    source,
    mode: "direct",
    relays: [],
    folder,
    connections: 1,
    start: "paused",
  });
  await engine.close();
  await expect(engine.downloads.resume(id)).rejects.toThrow("Detour is closing");
  expect(origin.requests).toEqual([]);
});
