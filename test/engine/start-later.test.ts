/** Downloads that are added and do not start yet: until their user says so, or until a time. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { fastClock } from "../helpers/fast-clock.ts";
import { fileOf, serve, startEngine, type TestEngine } from "../helpers/engine.ts";

const MB = 1_000_000;
const minute = 60_000;

async function untilDone({ engine }: TestEngine, id: string): Promise<void> {
  for (let turn = 0; turn < 500 && engine.downloads.get(id)?.state !== "done"; turn++) await sleep(20);
  expect(engine.downloads.get(id)?.state).toBe("done");
}

test("one that is added paused asks for nothing, keeps all that was said of it, and starts by Resume, after a restart too", async () => {
  const origin = await serve({ size: MB });
  const first = await startEngine({ resumeItself: true });
  const { folder, home } = first;
  const headers = { "x-mark": "mine" };
  const view = await first.add(origin.url, { start: "paused", name: "kept.bin", limit: 50 * MB, headers });
  expect(view).toMatchObject({ state: "paused", name: "kept.bin", startAt: null, failure: null, bytes: 0 });
  expect(await first.engine.downloads.settled(view.id)).toMatchObject({ state: "paused" });
  // The same again is the same download.
  expect(await first.add(origin.url, { start: "paused", name: "kept.bin" })).toMatchObject({ id: view.id });
  const other = await first.add(origin.url, { start: "paused", headers, limit: 50 * MB });
  await first.engine.close();
  const later = await startEngine({ folder, home, resumeItself: true });
  later.engine.downloads.keepTime();
  await sleep(100);
  expect(origin.requests).toEqual([]);
  await later.engine.downloads.resume(other.id);
  const done = await later.engine.downloads.settled(other.id);
  expect(done).toMatchObject({ state: "done", limit: 50 * MB });
  expect((await fileOf(done)).equals(origin.bytes())).toBe(true);
  expect(origin.requests[0]?.headers["x-mark"]).toBe("mine");
  expect(later.engine.downloads.get(view.id)).toMatchObject({ state: "paused", name: "kept.bin" });
});

test("one with a time starts then, not before, and is not late", async () => {
  const origin = await serve({ size: MB });
  const clock = fastClock(1000);
  const one = await startEngine({ resumeItself: true, clock });
  one.engine.downloads.keepTime();
  const at = clock.date() + 10 * minute;
  const view = await one.add(origin.url, { start: { at } });
  expect(view).toMatchObject({ state: "paused", startAt: at, late: null });
  await sleep(100);
  expect(origin.requests).toEqual([]);
  await untilDone(one, view.id);
  const done = one.engine.downloads.get(view.id);
  expect(done).toMatchObject({ startAt: null, late: null });
  expect(clock.date()).toBeGreaterThanOrEqual(at);
});

test("it starts late, and says so, where Detour was closed then; one whose time is still to come waits for it", async () => {
  const origin = await serve({ size: MB });
  const first = await startEngine({ resumeItself: true });
  const { folder, home } = first;
  first.engine.downloads.keepTime();
  const at = Date.now() + 3000;
  const early = await first.add(`${origin.base}/early.bin`, { start: { at } });
  const late = await first.add(`${origin.base}/late.bin`, { start: { at: at + 60 * minute } });
  await first.engine.close();
  // An hour before the second one.
  const clock = fastClock(1);
  const hours = { ...clock, date: () => clock.date() + 30 * minute };
  const later = await startEngine({ folder, home, resumeItself: true, clock: hours, atOnce: 1 });
  expect(later.engine.downloads.get(early.id)).toMatchObject({ state: "paused", startAt: at });
  later.engine.downloads.keepTime();
  await untilDone(later, early.id);
  const said = later.engine.downloads.get(early.id)?.late;
  expect(said?.planned).toBe(at);
  expect((said?.started ?? 0) - at).toBeGreaterThan(25 * minute);
  expect(later.engine.downloads.get(late.id)).toMatchObject({ state: "paused", startAt: at + 60 * minute });
  expect(origin.requests.map(({ url }) => url)).not.toContain("/late.bin");
});

test("its user may start it now, set another time, or none; a pause leaves nothing planned", async () => {
  const origin = await serve({ size: 4 * MB, handle: () => ({ rate: MB }) });
  const clock = fastClock(1000);
  const one = await startEngine({ resumeItself: true, clock, atOnce: 1 });
  const { downloads } = one.engine;
  downloads.keepTime();
  const far = () => ({ at: clock.date() + 1000 * minute });
  const now = await one.add(`${origin.base}/now.bin`, { start: far() });
  const moved = await one.add(`${origin.base}/moved.bin`, { start: far() });
  const none = await one.add(`${origin.base}/none.bin`, { start: far() });
  const paused = await one.add(`${origin.base}/paused.bin`, { start: far() });
  await downloads.resume(now.id);
  expect(downloads.get(now.id)).toMatchObject({ state: "opening", startAt: null });
  expect(() => downloads.schedule(now.id, clock.date() + minute)).toThrow("is running");
  downloads.schedule(none.id, null);
  await downloads.pause(paused.id);
  const soon = clock.date() + 2 * minute;
  downloads.schedule(moved.id, soon);
  expect(downloads.get(moved.id)).toMatchObject({ startAt: soon });
  expect([none, paused].map(({ id }) => downloads.get(id))).toMatchObject([
    { state: "paused", startAt: null },
    { state: "paused", startAt: null },
  ]);
  // Its time comes while another one runs: it waits its turn.
  for (let turn = 0; turn < 100 && downloads.get(moved.id)?.state !== "queued"; turn++) await sleep(20);
  expect(downloads.get(moved.id)).toMatchObject({ state: "queued", startAt: null });
  origin.script(undefined);
  await untilDone(one, moved.id);
  expect(() => downloads.schedule(moved.id, clock.date())).toThrow("is finished");
  // A time that has passed is now.
  downloads.schedule(none.id, clock.date() - minute);
  await untilDone(one, none.id);
  await downloads.remove(paused.id);
  expect(one.store.downloads.planned()).toEqual([]);
}, 30_000);

test("each change of one that rests is told, however soon it follows another", async () => {
  const origin = await serve({ size: MB });
  const one = await startEngine();
  const { id } = await one.add(origin.url, { start: "paused" });
  const told: (number | null)[] = [];
  one.engine.on("download", (view) => told.push(view.startAt));
  const times = [1, 2, 3].map((hours) => Date.now() + hours * 60 * minute);
  for (const at of times) one.engine.downloads.schedule(id, at);
  one.engine.downloads.setLimit(id, 5000);
  expect(told).toEqual([...times, times[2]]);
  expect(one.engine.downloads.get(id)?.limit).toBe(5000);
});
