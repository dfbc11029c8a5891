/** A store that another program holds, or whose disk is full, for a while: what was to start starts after, and nothing stops without a word. */
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { AppError } from "../../electron/common/errors.ts";
import { systemClock } from "../../electron/engine/clock.ts";
import { openStore, type Store } from "../../electron/engine/store/store.ts";
import { fileOf, serve, startEngine } from "../helpers/engine.ts";
import { tempDir } from "../helpers/temp.ts";

const MB = 1_000_000;
const fastWaits = {
  ...systemClock,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms >= 1000 ? ms / 50 : ms, signal),
};

/** A real store whose downloads cannot be written while it is full. */
async function fullStore() {
  const own = openStore(await tempDir());
  const state = { full: false, refused: 0 };
  const downloads: Store["downloads"] = {
    ...own.downloads,
    save(record) {
      if (!state.full) return own.downloads.save(record);
      state.refused++;
      throw new AppError("disk-full", { folder: own.folder, needed: "some bytes", free: "none" });
    },
  };
  return { store: { ...own, downloads }, own, state };
}

/** Another program that holds the database of a data folder, as a backup does. */
function holder(home: string) {
  const other = new DatabaseSync(path.join(home, "detour.sqlite"), { timeout: 5000 });
  let open = true;
  const letGo = () => {
    if (open) other.close();
    open = false;
  };
  onTestFinished(letGo);
  return { hold: () => other.exec("BEGIN IMMEDIATE"), letGo };
}

test("what was planned for a moment at which the store took nothing starts as soon as it takes it", async () => {
  const { store, state } = await fullStore();
  const { engine, add } = await startEngine({ store, clock: fastWaits });
  const origin = await serve({ size: MB });
  engine.downloads.keepTime();
  const { id } = await add(origin.url, { start: { at: Date.now() + 300 } });
  state.full = true;
  await expect.poll(() => state.refused, { timeout: 5000 }).toBeGreaterThan(2);
  expect(engine.downloads.get(id)).toMatchObject({ state: "paused" });
  expect(origin.requests).toHaveLength(0);
  state.full = false;
  await expect.poll(() => engine.downloads.get(id)?.state, { timeout: 5000 }).toBe("done");
});

test("a try that falls on a store that takes nothing is made later", async () => {
  const { store, state } = await fullStore();
  const { engine, add } = await startEngine({ store, clock: fastWaits, resumeItself: true });
  const origin = await serve({ size: MB, handle: () => ({ status: 503 }) });
  const { id } = await add(origin.url);
  await engine.downloads.settled(id);
  expect(engine.downloads.get(id)?.retryAt).not.toBeNull();
  state.full = true;
  const before = state.refused;
  await expect.poll(() => state.refused, { timeout: 5000 }).toBeGreaterThan(before + 3);
  origin.script(undefined);
  state.full = false;
  await expect.poll(() => engine.downloads.get(id)?.state, { timeout: 5000 }).toBe("done");
});

test("one that a full store stopped says so, also when the list is read anew, and is recorded once there is room", async () => {
  const { store, own, state } = await fullStore();
  const { engine, add } = await startEngine({ store, clock: fastWaits });
  const origin = await serve({ size: 4 * MB, handle: () => ({ rate: MB }) });
  const { id } = await add(origin.url);
  await expect.poll(() => engine.downloads.get(id)?.bytes).toBeGreaterThan(MB / 2);
  state.full = true;
  const over = await engine.downloads.settled(id);
  expect(over).toMatchObject({ state: "paused", failure: { code: "disk-full" } });
  expect(engine.downloads.list()).toMatchObject([{ state: "paused", failure: { code: "disk-full" } }]);
  expect(own.downloads.get(id)).toMatchObject({ state: "unfinished", failure: null });
  state.full = false;
  // Though nobody looks at it here.
  await expect
    .poll(() => own.downloads.get(id), { timeout: 10_000 })
    .toMatchObject({ state: "paused", failure: { code: "disk-full" } });
  origin.script(undefined);
  await engine.downloads.resume(id);
  const done = await engine.downloads.settled(id);
  expect((await fileOf(done)).equals(origin.bytes())).toBe(true);
}, 20_000);

test("what goes on when Detour starts, and is refused then, goes on once the store takes it", async () => {
  const { store, state } = await fullStore();
  const origin = await serve({ size: MB, handle: () => ({ rate: MB / 2 }) });
  const before = await startEngine({ store: { ...store, close: () => undefined }, resumeItself: true });
  const { id } = await before.add(origin.url);
  await expect.poll(() => before.engine.downloads.get(id)?.bytes).toBeGreaterThan(0);
  await before.engine.close();
  const { engine } = await startEngine({
    store,
    folder: before.folder,
    clock: fastWaits,
    resumeItself: true,
  });
  state.full = true;
  engine.downloads.goOn();
  expect(engine.downloads.get(id)).toMatchObject({ state: "paused", failure: { code: "disk-full" } });
  state.full = false;
  await expect.poll(() => engine.downloads.get(id)?.state, { timeout: 10_000 }).toBe("done");
}, 20_000);

test("a download whose turn comes when the store takes nothing waits on, and starts once it does", async () => {
  const { store, state } = await fullStore();
  const { engine, add } = await startEngine({ store, clock: fastWaits, resumeItself: true, atOnce: 1 });
  const origin = await serve({ size: MB, handle: () => ({ rate: 2 * MB }) });
  const first = await add(`${origin.base}/first.bin`);
  const second = await add(`${origin.base}/second.bin`);
  expect(engine.downloads.get(second.id)?.state).toBe("queued");
  state.full = true;
  await engine.downloads.settled(first.id);
  const before = state.refused;
  await expect.poll(() => state.refused, { timeout: 5000 }).toBeGreaterThan(before + 2);
  expect(engine.downloads.get(second.id)).toMatchObject({ state: "queued", failure: null });
  state.full = false;
  await expect.poll(() => engine.downloads.get(second.id)?.state, { timeout: 10_000 }).toBe("done");
}, 20_000);

test.each(["later", "when Detour ends"])(
  "one that is finished on a store that takes nothing any more is recorded as finished %s",
  async (when) => {
    const { store, own, state } = await fullStore();
    const saved: (string | undefined)[] = [];
    let first = true;
    const watched: Store = {
      ...store,
      downloads: {
        ...store.downloads,
        save(record) {
          const done = record.state === "done";
          // From its last record on it takes nothing.
          if (done && first) state.full = true;
          if (done) first = false;
          store.downloads.save(record);
          if (done) saved.push(record.failure?.code);
        },
      },
    };
    const { engine, add } = await startEngine({ store: watched, clock: fastWaits });
    const origin = await serve({ size: MB });
    const { id } = await add(origin.url);
    expect(await engine.downloads.settled(id)).toMatchObject({ state: "done", failure: null });
    expect(own.downloads.get(id)?.state).toBe("unfinished");
    state.full = false;
    // Else nobody asks for it.
    if (when === "when Detour ends") await engine.close();
    await expect.poll(() => saved, { timeout: 5000 }).toEqual([undefined]);
  },
);

/** Milliseconds of standing still, at once and in all, until it is ended. */
function watchLoop() {
  const seen = { longest: 0, whole: 0 };
  let last = performance.now();
  const watch = setInterval(() => {
    const gap = performance.now() - last;
    last += gap;
    seen.longest = Math.max(seen.longest, gap);
    if (gap > 250) seen.whole += gap;
  }, 10);
  const end = () => {
    clearInterval(watch);
    return seen;
  };
  onTestFinished(() => void end());
  return end;
}

test("a program that holds the store for seconds stops no download, and holds the host up once, for a moment", async () => {
  const { engine, add, home, store } = await startEngine({ atOnce: 4, resumeItself: true });
  const origin = await serve({ size: 4 * MB, handle: () => ({ rate: MB / 4 }) });
  const names = Array.from({ length: 14 }, (_, at) => `${origin.base}/${at}.bin`);
  const views = await Promise.all(names.map((url) => add(url, { connections: 1 })));
  const [first, second, ...others] = views.map(({ id }) => id);
  if (!first || !second) throw new Error("not added");
  const waiting = () => others.filter((id) => engine.downloads.get(id)?.state === "queued").length;
  await expect.poll(() => engine.downloads.get(first)?.bytes, { timeout: 5000 }).toBeGreaterThan(0);
  const { hold, letGo } = holder(home);
  hold();
  const end = watchLoop();
  await sleep(2000);
  // Those that wait would be started now, one after the other.
  await engine.downloads.pause(first);
  await sleep(3000);
  const { longest, whole } = end();
  expect(() => store.settings.set("some", 1)).toThrow("another program holds it");
  expect(engine.downloads.get(second)).toMatchObject({ state: "running", failure: null });
  expect(waiting()).toBe(10);
  // Half a second that the first write waits, and what a busy machine adds; it was all the time.
  expect(longest).toBeLessThan(2500);
  expect(whole).toBeLessThan(3000);
  letGo();
  await expect.poll(waiting, { timeout: 10_000 }).toBe(9);
  store.settings.set("some", 1);
}, 40_000);
