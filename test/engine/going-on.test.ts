/** What an ended host leaves to the next one: what ran or waited goes on, what its person stopped does not. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { parseRelaySpec } from "../../electron/common/relay-spec.ts";
import { createCipher } from "../../electron/engine/store/cipher.ts";
import { openStore } from "../../electron/engine/store/store.ts";
import type { DownloadRequest } from "../../electron/engine/types.ts";
import { fileOf, serve, startEngine, type TestEngine } from "../helpers/engine.ts";
import type { FaultServer } from "../helpers/fault-server.ts";

const MB = 1_000_000;
const slow = { size: 4 * MB, handle: () => ({ rate: MB }) };
const host = { resumeItself: true } as const;

const state = ({ engine }: TestEngine, id: string) => engine.downloads.get(id)?.state;

async function untilBytes({ engine }: TestEngine, id: string, bytes: number): Promise<void> {
  await vi.waitFor(() => expect(engine.downloads.get(id)?.bytes ?? 0).toBeGreaterThan(bytes), 10_000);
}

const untilState = (one: TestEngine, id: string, wanted: string) =>
  vi.waitFor(() => expect(state(one, id)).toBe(wanted), 15_000);

/** Ends a host in good order; the next one is over the same store and folder. */
async function next(one: TestEngine, more: Parameters<typeof startEngine>[0] = {}): Promise<TestEngine> {
  await one.engine.close();
  return startEngine({ ...host, folder: one.folder, home: one.home, ...more });
}

test("what ran and what waited its turn goes on in the order of the queue, within at once", async () => {
  const origin = await serve(slow);
  const first = await startEngine({ ...host, atOnce: 1 });
  const ids: string[] = [];
  for (const name of ["a", "b", "c"]) ids.push((await first.add(`${origin.base}/${name}.bin`)).id);
  const [a = "", b = "", c = ""] = ids;
  await untilBytes(first, a, MB);
  first.engine.downloads.move([c], "up");
  const second = await next(first, { atOnce: 1 });
  // Nothing begins before the host says so.
  expect(ids.map((id) => state(second, id))).toEqual(["paused", "paused", "paused"]);
  expect(second.engine.downloads.interrupted()).toBe(3);
  const asked = origin.requests.length;
  origin.script(undefined);
  second.engine.downloads.goOn();
  expect(state(second, a)).toBe("opening");
  expect([state(second, b), state(second, c)]).toEqual(["queued", "queued"]);
  for (const id of ids) await untilState(second, id, "done");
  const paths = origin.requests.slice(asked).map(({ url }) => url);
  expect([...new Set(paths)]).toEqual(["/a.bin", "/c.bin", "/b.bin"]);
  const view = second.engine.downloads.get(a);
  expect(view && (await fileOf(view)).equals(origin.bytes())).toBe(true);
  // What came before was kept.
  expect(origin.sent).toBeLessThan(3 * 4 * MB + 2 * MB);
  expect(second.engine.downloads.interrupted()).toBe(0);
});

test("what its person paused, running or waiting, stays paused; so does what was added paused", async () => {
  const origin = await serve(slow);
  const first = await startEngine({ ...host, atOnce: 1 });
  const runs = await first.add(`${origin.base}/runs.bin`);
  const waits = await first.add(`${origin.base}/waits.bin`);
  const later = await first.add(`${origin.base}/later.bin`, { start: "paused" });
  await untilBytes(first, runs.id, 0);
  await first.engine.downloads.pause(waits.id);
  await first.engine.downloads.pause(runs.id);
  const second = await next(first);
  expect(second.engine.downloads.interrupted()).toBe(0);
  second.engine.downloads.goOn();
  expect([runs, waits, later].map(({ id }) => state(second, id))).toEqual(["paused", "paused", "paused"]);
});

test("one that was paused after a restart, before it went on, stays paused at the next", async () => {
  const origin = await serve(slow);
  const first = await startEngine(host);
  const { id } = await first.add(origin.url);
  await untilBytes(first, id, 0);
  const second = await next(first);
  await second.engine.downloads.pause(id);
  expect(second.engine.downloads.interrupted()).toBe(0);
  const third = await next(second);
  expect(third.engine.downloads.interrupted()).toBe(0);
});

test("what sleep stopped goes on at the next start, where Detour ended before it woke", async () => {
  const origin = await serve(slow);
  const first = await startEngine(host);
  const { id } = await first.add(origin.url);
  await untilBytes(first, id, 0);
  await first.engine.downloads.suspend(id);
  expect(state(first, id)).toBe("paused");
  const second = await next(first);
  expect(second.engine.downloads.interrupted()).toBe(1);
});

test("left once, it waits for its person at all later starts", async () => {
  const origin = await serve(slow);
  const first = await startEngine(host);
  const { id } = await first.add(origin.url);
  await untilBytes(first, id, 0);
  const second = await next(first);
  second.engine.downloads.leave();
  const third = await next(second);
  expect(third.engine.downloads.interrupted()).toBe(0);
  expect(third.engine.downloads.get(id)).toMatchObject({ state: "paused", resumable: true, failure: null });
});

test("one that was to be tried again is tried at its time, or now where that is past", async () => {
  const down = await serve({ size: MB, handle: () => ({ status: 503 }) });
  const first = await startEngine(host);
  first.engine.downloads.setRetry({ tries: null, firstMs: 60_000 });
  const { id } = await first.add(down.url);
  await untilState(first, id, "failed");
  const at = first.engine.downloads.get(id)?.retryAt ?? 0;
  expect(at).toBeGreaterThan(Date.now());
  const second = await next(first);
  second.engine.downloads.setRetry({ tries: null, firstMs: 60_000 });
  expect(second.engine.downloads.get(id)).toMatchObject({ state: "failed", retryAt: null });
  const asked = down.requests.length;
  second.engine.downloads.goOn();
  expect(second.engine.downloads.get(id)).toMatchObject({
    state: "failed",
    failure: { code: "http-status" },
  });
  expect(Math.abs((second.engine.downloads.get(id)?.retryAt ?? 0) - at)).toBeLessThan(50);
  expect(down.requests).toHaveLength(asked);
  // Two minutes later.
  await second.engine.close();
  down.script(undefined);
  const clock = (await import("../../electron/engine/clock.ts")).systemClock;
  const third = await startEngine({
    ...host,
    folder: second.folder,
    home: second.home,
    clock: { ...clock, date: () => clock.date() + 120_000 },
  });
  third.engine.downloads.goOn();
  await untilState(third, id, "done");
});

test("one that failed for good, or whose tries are used up, stays as it is", async () => {
  const origin = await serve({ size: MB, handle: ({ url }) => ({ status: url === "/gone" ? 404 : 503 }) });
  const first = await startEngine(host);
  first.engine.downloads.setRetry({ tries: 0, firstMs: 1000 });
  const gone = await first.add(`${origin.base}/gone`);
  const busy = await first.add(`${origin.base}/busy`);
  for (const { id } of [gone, busy]) await untilState(first, id, "failed");
  const second = await next(first);
  expect(second.engine.downloads.interrupted()).toBe(0);
});

test("a planned one keeps its time", async () => {
  const origin = await serve({ size: MB });
  const first = await startEngine(host);
  const at = Date.now() + 3_600_000;
  const { id } = await first.add(origin.url, { start: { at } });
  const second = await next(first);
  second.engine.downloads.keepTime();
  second.engine.downloads.goOn();
  expect(second.engine.downloads.get(id)).toMatchObject({ state: "paused", startAt: at });
  expect(origin.requests).toEqual([]);
});

test("what another host has at work is left to it, running or waiting; what the command line had is its person's", async () => {
  const origin = await serve({ size: 8 * MB, handle: () => ({ rate: MB / 2 }) });
  const other = await startEngine({ ...host, atOnce: 1 });
  const places = { folder: other.folder, home: other.home };
  const ids = [await other.add(`${origin.base}/a.bin`), await other.add(`${origin.base}/b.bin`)];
  const command = await startEngine(places);
  const third = await command.add(`${origin.base}/c.bin`);
  await untilBytes(command, third.id, 0);
  await command.engine.close();
  const one = await startEngine({ ...host, ...places });
  expect(one.engine.downloads.interrupted()).toBe(0);
  one.engine.downloads.goOn();
  expect(state(one, third.id)).toBe("paused");
  expect(ids.map(({ id }) => state(other, id))).toEqual(["running", "queued"]);
  // Once it has ended, they are there for whoever begins next, the one that lives included.
  await other.engine.close();
  expect(one.engine.downloads.interrupted()).toBe(2);
});

/** What may be sealed: a relay's token, or the cookie that signs in. */
const sealed = {
  "secret-locked": (port: string): Partial<DownloadRequest> => {
    const spec = `reverse:http://127.0.0.1:${port}/=http://files.example/#own&token=secret`;
    return { mode: "relay", relays: [{ name: "Mine", spec: parseRelaySpec(spec) }] };
  },
  "headers-locked": (port: string): Partial<DownloadRequest> => ({
    source: new URL(`http://127.0.0.1:${port}/file.bin`),
    headers: { cookie: "session=secret" },
  }),
};

test.each([
  ["secret-locked", { relay: "Mine" }],
  ["headers-locked", {}],
] as const)(
  "one whose secret cannot be read (%s) is not started, says why, and goes on where it can be read",
  async (code, params) => {
    const relay: FaultServer = await serve({ size: MB, handle: () => ({ rate: MB / 4 }) });
    const { port } = new URL(relay.url);
    const first = await startEngine(host);
    const cipher = createCipher(new Map([["k", new Uint8Array(32).fill(7)]]), "k");
    first.store.secrets.use(cipher, true);
    const { id } = await first.add("http://files.example/file.bin", sealed[code](port));
    await untilBytes(first, id, 0);
    const locked = await next(first);
    const asked = relay.requests.length;
    locked.engine.downloads.goOn();
    expect(locked.engine.downloads.get(id)).toMatchObject({
      state: "paused",
      failure: { code, params },
    });
    await sleep(50);
    expect(relay.requests).toHaveLength(asked);
    await locked.engine.close();
    relay.script(undefined);
    const store = openStore(first.home);
    store.secrets.use(cipher, true);
    const open = await startEngine({ ...host, folder: first.folder, home: first.home, store });
    open.engine.downloads.goOn();
    await untilState(open, id, "done");
  },
);
