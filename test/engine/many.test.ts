/** Many downloads at once: one cap on a host for all of them, turns in the order of adding, equal shares. */
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { DownloadRequest } from "../../electron/engine/types.ts";
import { fileOf, serve, startEngine, type TestEngine } from "../helpers/engine.ts";

const MB = 1_000_000;

function add(
  { engine, folder }: TestEngine,
  base: string,
  name: string,
  more: Partial<DownloadRequest> = {},
) {
  const source = new URL(`${base}/${name}`);
  return engine.downloads.add({ source, mode: "direct", relays: [], folder, connections: 8, ...more });
}

/** Names in the order in which they began. */
function beginnings({ engine }: TestEngine): string[] {
  const order: string[] = [];
  const last = new Map<string, string>();
  engine.on("download", ({ id, state, name }) => {
    // One that is slow to open is told of more than once.
    if (state === "opening" && last.get(id) !== state) order.push(name);
    last.set(id, state);
  });
  return order;
}

test("64 downloads from one host: all right, never more than 16 connections, begun in order", async () => {
  let most = 0;
  const origin = await serve({
    size: 700_000,
    handle: ({ active }) => {
      most = Math.max(most, active, origin.open);
      return { rate: 4 * MB };
    },
  });
  const test = await startEngine();
  const order = beginnings(test);
  const names = Array.from({ length: 64 }, (_, index) => `${index}.bin`);
  const ids: string[] = [];
  for (const name of names) ids.push((await add(test, origin.base, name)).id);
  const states = test.engine.downloads.list().map(({ state }) => state);
  expect(states.filter((state) => state === "queued")).toHaveLength(48);
  const sha256 = createHash("sha256").update(origin.bytes()).digest("hex");
  for (const id of ids) {
    const view = await test.engine.downloads.settled(id);
    expect(view.state).toBe("done");
    expect(
      createHash("sha256")
        .update(await fileOf(view))
        .digest("hex"),
    ).toBe(sha256);
  }
  expect(order).toEqual(names);
  expect(most).toBe(16);
}, 60_000);

test("downloads that run together get equal shares of the connections, and of the speed", async () => {
  let most = 0;
  const origin = await serve({
    size: 30 * MB,
    handle: ({ active }) => {
      most = Math.max(most, active, origin.open);
      return { rate: 300_000 };
    },
  });
  const test = await startEngine();
  const ids: string[] = [];
  for (let index = 0; index < 4; index++)
    ids.push((await add(test, origin.base, `${index}.bin`, { connections: 16 })).id);
  await sleep(5000);
  const before = ids.map((id) => test.engine.downloads.get(id)?.bytes ?? 0);
  await sleep(3000);
  const views = ids.map((id) => test.engine.downloads.get(id));
  const lanes = views.map((view) => view?.routes[0]?.lanes ?? 0);
  const came = views.map((view, index) => (view?.bytes ?? 0) - (before[index] ?? 0));
  expect(Math.max(...lanes) - Math.min(...lanes)).toBeLessThanOrEqual(1);
  expect(Math.min(...came) / Math.max(...came)).toBeGreaterThan(0.75);
  expect(most).toBeLessThanOrEqual(16);
}, 30_000);

test("as many run at once as are allowed; the others can be paused, resumed, cancelled, removed", async () => {
  const origin = await serve({ size: MB, handle: () => ({ rate: MB }) });
  const test = await startEngine({ atOnce: 1 });
  const { engine, store } = test;
  const order = beginnings(test);
  const ids: string[] = [];
  for (const name of ["a", "b", "c", "d", "e"]) ids.push((await add(test, origin.base, name)).id);
  const [a = "", b = "", c = "", d = "", e = ""] = ids;
  const state = (id: string) => engine.downloads.get(id)?.state;
  expect(ids.slice(1).map(state)).toEqual(["queued", "queued", "queued", "queued"]);
  // Adding it again changes nothing.
  expect(await add(test, origin.base, "b")).toMatchObject({ id: b, state: "queued" });

  await engine.downloads.pause(b);
  expect(state(b)).toBe("paused");
  expect(await engine.downloads.settled(b)).toMatchObject({ state: "paused", failure: null });
  await engine.downloads.resume(b);
  expect(state(b)).toBe("queued");
  await engine.downloads.cancel(c);
  await engine.downloads.remove(d);
  expect([c, d].map(state)).toEqual([undefined, undefined]);
  expect(new Set(store.downloads.list().map(({ id }) => id))).toEqual(new Set([a, b, e]));

  expect((await engine.downloads.settled(b)).state).toBe("done");
  expect((await engine.downloads.settled(e)).state).toBe("done");
  // It kept its place while it was paused.
  expect(order).toEqual(["a", "b", "e"]);
  expect(state(a)).toBe("done");
}, 30_000);

test("when more may run, those who wait begin; and who waited when Detour ended is paused", async () => {
  const origin = await serve({ size: 4 * MB, handle: () => ({ rate: 200_000 }) });
  const test = await startEngine({ atOnce: 1 });
  const { engine, folder, home } = test;
  const ids: string[] = [];
  for (const name of ["a", "b", "c"]) ids.push((await add(test, origin.base, name)).id);
  engine.downloads.setAtOnce(2);
  const states = () => ids.map((id) => engine.downloads.get(id)?.state);
  expect(states()).toEqual([expect.stringMatching(/opening|running/), "opening", "queued"]);
  const waiting = engine.downloads.settled(ids[2] ?? "");
  await engine.close();
  expect((await waiting).state).toBe("paused");
  const later = await startEngine({ folder, home, atOnce: 1 });
  expect(later.engine.downloads.list().map(({ state }) => state)).toEqual(["paused", "paused", "paused"]);
});

test("those that wait start in the order that they were given, high ones first, also after a restart", async () => {
  const origin = await serve({ size: 4 * MB, handle: () => ({ rate: 200_000 }) });
  const first = await startEngine({ atOnce: 1 });
  const { folder, home } = first;
  const ids: Record<string, string> = {};
  for (const name of ["a", "b", "c", "d", "e"]) ids[name] = (await add(first, origin.base, name)).id;
  const of = (...names: string[]) => names.map((name) => ids[name] ?? "");
  const told: string[] = [];
  first.engine.on("download", ({ name }) => told.push(name));
  const { downloads } = first.engine;
  expect(downloads.move(of("e"), { before: ids["b"] ?? "" })).toEqual([{ id: ids["e"], order: 1.5 }]);
  downloads.move(of("c"), "down");
  expect(told).toEqual(["e", "c"]);
  downloads.prioritise(of("c"), "high");
  downloads.prioritise(of("e"), "low");
  expect(downloads.get(ids["c"] ?? "")).toMatchObject({ priority: "high", order: 5 });
  // One that was taken off the list does not hold up another; nothing is moved for none.
  expect(downloads.move([...of("d"), "gone"], "top")).toHaveLength(1);
  expect(() => downloads.move(["gone"], "top")).toThrow("There is no download with the number gone.");
  expect(() => downloads.move(of("d"), { after: "gone" })).toThrow("gone");
  expect(() => downloads.prioritise(["gone"], "high")).toThrow("gone");
  await first.engine.close();

  const later = await startEngine({ folder, home, atOnce: 1 });
  const order = beginnings(later);
  // Whatever order they are resumed in, but for the first, which finds room.
  await later.engine.downloads.resume(ids["a"] ?? "");
  for (const name of ["e", "d", "c", "b"]) await later.engine.downloads.resume(ids[name] ?? "");
  const states = () => later.engine.downloads.list().map(({ state }) => state);
  expect(states().filter((state) => state === "queued")).toHaveLength(4);
  origin.script(undefined);
  for (const id of Object.values(ids)) {
    const view = await later.engine.downloads.settled(id);
    expect(view.state).toBe("done");
    expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  }
  expect(order).toEqual(["a", "c", "d", "b", "e"]);
  // A finished one has no place any more.
  expect(later.engine.downloads.move(of("a"), "top")).toEqual([]);
}, 30_000);
