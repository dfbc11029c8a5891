import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { systemClock, type Clock } from "../../electron/engine/clock.ts";
import { createEngine } from "../../electron/engine/create-engine.ts";
import { silentLog } from "../../electron/engine/log.ts";
import { openStore } from "../../electron/engine/store/store.ts";
import { stallAt, type FaultServer } from "../helpers/fault-server.ts";
import { fileOf, relaysFrom, serve, startEngine } from "../helpers/engine.ts";
import { tempDir } from "../helpers/temp.ts";

const MB = 1_000_000;
/** Far under every idle limit (10 s and more): what ends sooner did not wait for one. */
const soon = 9000;

const over = (relay: FaultServer, origin: FaultServer) =>
  relaysFrom(`reverse:${relay.base}/=${origin.base}/#name=relay`);

test.each([4, 1])(
  "a relay that stalls in its sample does not hold a finished download (%i connections)",
  async (connections) => {
    const origin = await serve({ size: 3 * MB, handle: () => ({ rate: 1.5 * MB }) });
    // Another ETag: its bytes have to be compared first.
    const relay = await serve({
      size: 3 * MB,
      etag: '"b"',
      handle: ({ index }) => (index === 0 ? { delayMs: 300 } : stallAt(1000)),
    });
    const { get } = await startEngine();
    const started = performance.now();
    const view = await get(origin.url, { relays: over(relay, origin), mode: "all", connections });
    expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
    expect(performance.now() - started).toBeLessThan(soon);
  },
);

test("direct that stalls in its first answer does not hold what a relay brought", async () => {
  const origin = await serve({ size: 3 * MB, handle: () => stallAt(10_000) });
  const relay = await serve({ size: 3 * MB, handle: () => ({ delayMs: 50 }) });
  const { get } = await startEngine();
  const started = performance.now();
  const view = await get(origin.url, { relays: over(relay, origin), mode: "all" });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(performance.now() - started).toBeLessThan(soon);
});

test("one unanswered request among four does not fail the download", async () => {
  const origin = await serve({
    size: 6 * MB,
    handle: ({ index }) => (index === 3 ? { delayMs: 60_000 } : { rate: MB }),
  });
  const { get } = await startEngine();
  const started = performance.now();
  const view = await get(origin.url);
  expect(view.failure).toBeNull();
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(performance.now() - started).toBeLessThan(soon);
});

test("answers that each take long to begin still come to an end", async () => {
  const origin = await serve({
    size: 3 * MB,
    handle: ({ index }) => ({ delayMs: index === 0 ? 20 : 2500, rate: 4 * MB }),
  });
  const { get } = await startEngine();
  expect((await fileOf(await get(origin.url))).equals(origin.bytes())).toBe(true);
});

test("a connection that drips near the end is relieved by the others", async () => {
  const origin = await serve({
    size: 6 * MB,
    handle: ({ index }) => ({ rate: index === 2 ? 2000 : 4 * MB }),
  });
  const { get } = await startEngine();
  const started = performance.now();
  expect((await fileOf(await get(origin.url))).equals(origin.bytes())).toBe(true);
  expect(performance.now() - started).toBeLessThan(soon);
});

test("a relay that drips over a small file is relieved by direct", async () => {
  const origin = await serve({ size: 100_000, handle: () => ({ delayMs: 100 }) });
  const relay = await serve({ size: 100_000, handle: () => ({ rate: 100 }) });
  const { get } = await startEngine();
  const started = performance.now();
  const view = await get(origin.url, { relays: over(relay, origin), mode: "all" });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(performance.now() - started).toBeLessThan(soon);
});

/** The engine's time runs ten times as fast: its idle limit of 15 s is over in 1.5 s. */
const fast: Clock = {
  now: () => systemClock.now() * 10,
  date: () => Date.now(),
  sleep: (ms, signal) => systemClock.sleep(ms / 10, signal),
};

test("connections that wait for a low limit are not taken for idle", async () => {
  const origin = await serve({ size: 8 * MB });
  const store = openStore(await tempDir());
  const engine = createEngine({ clock: fast, random: () => 0.5, log: silentLog, store });
  onTestFinished(async () => {
    await engine.close();
    store.close();
  });
  // What the four have read at once, 64 KiB each, takes the limit about 3 s of real time.
  const { id } = await engine.downloads.add({
    source: new URL(origin.url),
    mode: "direct",
    relays: [],
    folder: await tempDir(),
    connections: 4,
    limit: 8000,
  });
  await sleep(4000);
  expect(engine.downloads.get(id)).toMatchObject({ state: "running", failure: null });
  expect(origin.connections).toBe(4);
  expect(origin.requests).toHaveLength(4);
  expect(engine.downloads.report(id)?.routes[0]?.retries).toBe(0);
});
