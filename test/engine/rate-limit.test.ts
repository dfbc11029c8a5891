/** Limits in bytes per second, over real connections and real time. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { fileOf, serve, startEngine } from "../helpers/engine.ts";

const MB = 1_000_000;

/** Bytes of a download in so many ms, as speed. */
async function speedOver(ms: number, bytes: () => number): Promise<number> {
  const [before, at] = [bytes(), performance.now()];
  await sleep(ms);
  return ((bytes() - before) * 1000) / (performance.now() - at);
}

const within5 = (speed: number, limit: number) => expect(Math.abs(speed / limit - 1)).toBeLessThan(0.05);

test("a download's limit holds within 5 % over several seconds, changes at once, and can be lifted", async () => {
  const origin = await serve({ size: 40 * MB });
  const { engine, folder, store } = await startEngine();
  const { id } = await engine.downloads.add({
    source: new URL(origin.url),
    mode: "direct",
    relays: [],
    folder,
    connections: 4,
    limit: 4 * MB,
  });
  const bytes = () => engine.downloads.get(id)?.bytes ?? 0;
  await sleep(700);
  within5(await speedOver(4000, bytes), 4 * MB);
  engine.downloads.setLimit(id, 2 * MB);
  expect(store.downloads.get(id)?.limit).toBe(2 * MB);
  await sleep(300);
  within5(await speedOver(4000, bytes), 2 * MB);
  expect(engine.downloads.get(id)).toMatchObject({ state: "running", limit: 2 * MB });
  engine.downloads.setLimit(id, null);
  const view = await engine.downloads.settled(id);
  expect(view).toMatchObject({ state: "done", limit: null });
  expect(view.seconds).toBeLessThan(12);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(() => engine.downloads.setLimit(id, 1)).toThrow("finished");
}, 30_000);

test("the limit of all is shared fairly, and what one may not have is the other's", async () => {
  const origins = [await serve({ size: 60 * MB }), await serve({ size: 60 * MB })];
  const { engine, folder } = await startEngine();
  engine.setLimit(4 * MB);
  const add = async (index: number) =>
    engine.downloads.add({
      source: new URL(origins[index]?.url ?? ""),
      mode: "direct",
      relays: [],
      folder,
      name: `${index}.bin`,
      connections: index === 0 ? 1 : 6,
    });
  const [{ id: one }, { id: two }] = [await add(0), await add(1)];
  const bytesOf = (id: string) => engine.downloads.get(id)?.bytes ?? 0;
  await sleep(1000);
  const [first, second] = await Promise.all([
    speedOver(4000, () => bytesOf(one)),
    speedOver(4000, () => bytesOf(two)),
  ]);
  within5(first + second, 4 * MB);
  expect(Math.abs(first / second - 1)).toBeLessThan(0.2);
  engine.downloads.setLimit(one, MB);
  await sleep(500);
  const [slow, quick] = await Promise.all([
    speedOver(4000, () => bytesOf(one)),
    speedOver(4000, () => bytesOf(two)),
  ]);
  within5(slow, MB);
  within5(quick, 3 * MB);
}, 30_000);

test("a stopped download keeps the limit it was given for when it goes on", async () => {
  const origin = await serve({ size: 6 * MB });
  const { engine, folder, home, store } = await startEngine();
  const { id } = await engine.downloads.add({
    source: new URL(origin.url),
    mode: "direct",
    relays: [],
    folder,
    connections: 4,
    limit: MB,
  });
  await sleep(500);
  await engine.downloads.pause(id);
  engine.downloads.setLimit(id, 2 * MB);
  expect(store.downloads.get(id)).toMatchObject({ state: "paused", limit: 2 * MB });
  await engine.close();
  const later = await startEngine({ folder, home });
  const left = 6 * MB - (later.engine.downloads.get(id)?.bytes ?? 0);
  const at = performance.now();
  await later.engine.downloads.resume(id);
  const view = await later.engine.downloads.settled(id);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect((left * 1000) / (performance.now() - at)).toBeLessThan(2 * MB * 1.05);
}, 30_000);
