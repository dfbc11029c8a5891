/** Servers that allow so much and no more: connections, bytes in one request, requests in a time. */
import { expect, test } from "vitest";
import { above, status } from "../helpers/fault-server.ts";
import { fileOf, relaysFrom, serve, startEngine } from "../helpers/engine.ts";

const MB = 1_000_000;

test.each([
  ["429 with seconds", status(429, 1)],
  ["429 with an absurd wait", status(429, 1e9)],
  ["503 with a date", status(503, "Fri, 31 Dec 1999 23:59:59 GMT")],
  ["403", status(403)],
])("a server that answers %s above two connections gets two, and is remembered", async (_what, fault) => {
  const rate = 1.5 * MB;
  const origin = await serve({
    size: 5 * MB,
    handle: (request) => above(2, fault)(request) ?? { rate },
  });
  const { get, engine, store } = await startEngine();
  const view = await get(origin.url, { connections: 8 });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  const refused = origin.requests.filter(({ status }) => status >= 400).length;
  expect(refused).toBeGreaterThan(0);
  expect(refused).toBeLessThanOrEqual(10);
  expect(JSON.stringify(store.settings.get("host-limits"))).toContain('"cap":2');

  await engine.downloads.remove(view.id);
  const before = origin.requests.length;
  const again = await get(`${origin.base}/again.bin`, { connections: 8 });
  expect((await fileOf(again)).equals(origin.bytes())).toBe(true);
  expect(origin.requests.slice(before).filter(({ status }) => status >= 400)).toEqual([]);
});

test("a server that refuses large ranges is asked for small ones", async () => {
  const origin = await serve({
    size: 3 * MB,
    handle: ({ range }) => (range && range.end - range.start > 300_000 ? status(403) : {}),
  });
  const { get } = await startEngine();
  const view = await get(origin.url);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
});

test("a file behind 403 is said to be so after two requests", async () => {
  const origin = await serve({ handle: () => status(403) });
  const { get } = await startEngine();
  expect(await get(origin.url)).toMatchObject({
    state: "failed",
    failure: { code: "http-status", params: { status: 403 } },
  });
  expect(origin.requests).toHaveLength(2);
});

test("ranges that stop being honoured: one stream fills the gaps, and nothing that is here is lost", async () => {
  const origin = await serve({
    size: 6 * MB,
    handle: ({ index }) => (index < 3 ? { rate: 2 * MB } : { ignoreRange: true, rate: 4 * MB }),
  });
  const { get } = await startEngine();
  const view = await get(origin.url, { connections: 2 });
  expect(view).toMatchObject({ state: "done", failure: null });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
});

test("a part goes on over a server that has no ranges any more, each byte compared", async () => {
  const origin = await serve({ size: 6 * MB, handle: () => ({ rate: MB }) });
  const { get, engine } = await startEngine();
  const stop = engine.on("download", ({ id, bytes }) => {
    if (bytes > 2 * MB) void engine.downloads.pause(id);
  });
  const { id } = await get(origin.url);
  stop();
  origin.script(() => ({ ignoreRange: true }));
  await engine.downloads.resume(id);
  const view = await engine.downloads.settled(id);
  expect(view).toMatchObject({ state: "done", warnings: [] });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
});

test("a relay that is down for a while is asked again, and used again", async () => {
  const origin = await serve({ size: 16 * MB, handle: () => ({ rate: 400_000 }) });
  let down = true;
  const relay = await serve({
    size: 16 * MB,
    handle: () => (down ? { noAnswer: true } : { rate: 4 * MB }),
  });
  setTimeout(() => (down = false), 2000);
  const { get } = await startEngine();
  const relays = relaysFrom(`reverse:${relay.base}/=${origin.base}/#name=relay`);
  const view = await get(origin.url, { relays, mode: "all" });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(view.routes.find(({ route }) => route === "relay")).toMatchObject({ problem: null });
  expect(view.routes.find(({ route }) => route === "relay")?.bytes).toBeGreaterThan(2 * MB);
});

test("how many connections were best is remembered, and the next download begins with so many", async () => {
  const origin = await serve({ size: 20 * MB, handle: () => ({ rate: 3 * MB }) });
  const { get, store } = await startEngine();
  await get(origin.url);
  const lanes = store.settings.get("host-lanes") as Record<string, { cap: number }>;
  const best = lanes[`${new URL(origin.base).host} direct`]?.cap ?? 0;
  expect(best).toBeGreaterThanOrEqual(2);
  const before = origin.requests.length;
  await get(`${origin.base}/again.bin`);
  const first = origin.requests.slice(before);
  // All of them are asked for before the first answer has ended.
  expect(first.slice(0, best).every(({ range }) => range !== undefined)).toBe(true);
  expect(first.length).toBeGreaterThanOrEqual(best);
});
