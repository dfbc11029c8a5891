/** Limits in bytes per second, over real connections and real time. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { fileOf, serve, startEngine } from "../helpers/engine.ts";
import { within5 } from "../helpers/speed.ts";

const MB = 1_000_000;

test("a download's limit holds within 5 % over several seconds, changes at once, and can be lifted", async () => {
  const origin = await serve({ size: 80 * MB });
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
  await within5([bytes, 4 * MB]);
  engine.downloads.setLimit(id, 2 * MB);
  expect(store.downloads.get(id)?.limit).toBe(2 * MB);
  await sleep(300);
  await within5([bytes, 2 * MB]);
  expect(engine.downloads.get(id)).toMatchObject({ state: "running", limit: 2 * MB });
  const [left, at] = [80 * MB - bytes(), performance.now()];
  engine.downloads.setLimit(id, null);
  const view = await engine.downloads.settled(id);
  expect(view).toMatchObject({ state: "done", limit: null });
  // Under its last limit the rest would have taken more than ten seconds longer than this allows.
  expect((left * 1000) / (performance.now() - at)).toBeGreaterThan(4 * MB);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(() => engine.downloads.setLimit(id, 1)).toThrow("finished");
}, 30_000);

test("the limit of all is shared fairly, and what one may not have is the other's", async () => {
  const origins = [await serve({ size: 100 * MB }), await serve({ size: 100 * MB })];
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
  await within5([() => bytesOf(one) + bytesOf(two), 4 * MB]);
  // Each has its half, within what a busy machine may shift from one to the other.
  expect(bytesOf(one) / bytesOf(two)).toBeGreaterThan(0.8);
  expect(bytesOf(one) / bytesOf(two)).toBeLessThan(1.25);
  engine.downloads.setLimit(one, MB);
  await sleep(500);
  await within5([() => bytesOf(one), MB], [() => bytesOf(two), 3 * MB]);
}, 60_000);

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
