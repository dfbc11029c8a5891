/** A relay's quota is a hard limit, whatever its bytes are for. */
import { expect, test } from "vitest";
import type { RelaySpec } from "../../electron/common/relay-spec.ts";
import { periodsOf } from "../../electron/engine/pool/traffic-book.ts";
import type { Store } from "../../electron/engine/store/store.ts";
import type { NamedRelay } from "../../electron/engine/types.ts";
import { fileOf, relaysFrom, serve, startEngine } from "../helpers/engine.ts";
import { changed, type FaultServer } from "../helpers/fault-server.ts";

const MB = 1_000_000;
const size = 8 * MB;

const over = (server: FaultServer, origin: FaultServer, name: string) =>
  relaysFrom(`reverse:${server.base}=${origin.base}#own&name=${name}`)[0] as NamedRelay;

/** Saves a relay with a quota of so much a day. */
function limit(store: Store, { spec }: { readonly spec: RelaySpec }, text: string, day: number): void {
  store.relays.save({ id: `saved ${text}`, spec: text, practice: false });
  store.relays.setQuota(`saved ${text}`, { day, month: null });
  expect(store.relays.list().some(({ quota }) => quota.day === day)).toBe(true);
  expect(spec.kind).toBe(text.slice(0, text.indexOf(":")));
}

test("a plain stream over a relay ends at the quota, and says why", async () => {
  const origin = await serve({ size });
  const server = await serve({ size, handle: () => ({ ignoreRange: true, rate: MB }) });
  const relay = over(server, origin, "r");
  const { get, store } = await startEngine();
  limit(store, relay, `reverse:${server.base}=${origin.base}`, MB);
  const view = await get(origin.url, { relays: [relay], mode: "relay" });
  expect(view).toMatchObject({ state: "failed", failure: { code: "relay-quota" } });
  // A second of its rate, and what sockets hold.
  expect(server.sent).toBeLessThan(3.5 * MB);
  const sent = server.sent;
  const again = await get(origin.url, { relays: [relay], mode: "relay", name: "again.bin" });
  expect(again).toMatchObject({ state: "failed", failure: { code: "relay-quota" } });
  expect(server.sent).toBe(sent);
});

test("a plain stream goes on over direct, from its start, when the relay's quota ends it", async () => {
  const origin = await serve({ size, handle: () => ({ ignoreRange: true, rate: 4 * MB, delayMs: 400 }) });
  const server = await serve({ size, handle: () => ({ ignoreRange: true, rate: MB }) });
  const relay = over(server, origin, "r");
  const { get, store } = await startEngine();
  limit(store, relay, `reverse:${server.base}=${origin.base}`, MB);
  const view = await get(origin.url, { relays: [relay], mode: "auto" });
  expect(view.failure).toBeNull();
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(server.sent).toBeLessThan(3.5 * MB);
});

test("a comparison ends a relay's part at the quota", async () => {
  const origin = await serve({ size: 60 * MB, handle: () => ({ rate: MB }) });
  const server = await serve({ size: 60 * MB, handle: () => ({ rate: 2 * MB }) });
  const relay = over(server, origin, "r");
  const { engine, store } = await startEngine();
  limit(store, relay, `reverse:${server.base}=${origin.base}`, 2 * MB);
  const view = await engine.compare({
    source: new URL(origin.url),
    relays: [relay],
    direct: true,
    rounds: 6,
    seconds: 12,
    connections: 2,
  }).finished;
  expect(view.routes.find(({ route }) => route === "r")?.problem).toMatchObject({ code: "relay-quota" });
  expect(view.verdict).toBe("unsure");
  expect(server.sent).toBeLessThan(8 * MB);
});

test("a mirror over a relay whose quota is used up is not asked; nor is the relay", async () => {
  const origin = await serve({ size, handle: () => ({ rate: 4 * MB }) });
  const proxy = await serve({ size });
  const mirror = await serve({ size });
  const address = `http://127.0.0.1:${new URL(proxy.base).port}`;
  const [relay] = relaysFrom(`${address}#name=proxy`) as [NamedRelay];
  const { get, store } = await startEngine();
  limit(store, relay, address, MB);
  store.traffic.add(new URL(address).host, Object.values(periodsOf(Date.now())), MB);
  const view = await get(origin.url, { relays: [relay], mode: "auto", mirrors: [new URL(mirror.url)] });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(proxy.requests).toEqual([]);
});

test("`system:` has its own quota, wherever the system's proxy is", async () => {
  const proxy = await serve({ size, handle: () => ({ rate: MB }) });
  const [relay] = relaysFrom("system:#name=office") as [NamedRelay];
  const { get, engine, store } = await startEngine({
    systemProxy: async () => new URL(proxy.base).origin,
  });
  limit(store, relay, "system:", MB);
  const view = await get("http://origin.invalid/file.bin", { relays: [relay], mode: "relay" });
  expect(view).toMatchObject({ state: "failed", failure: { code: "relay-quota" } });
  expect(engine.traffic(relay.spec).day).toBeGreaterThan(MB);
});

test("probes and health checks are counted, and end where the quota is used up", async () => {
  const origin = await serve({ size });
  const server = await serve({ size });
  const relay = over(server, origin, "r");
  const { engine, store } = await startEngine();
  const source = new URL(origin.url);
  await engine.probe({ source, relays: [relay], direct: false });
  const probed = engine.traffic(relay.spec).day;
  expect(probed).toBeGreaterThan(100);
  const health = await engine.health(relay, source);
  expect(health.grade).not.toBe("unusable");
  expect(engine.traffic(relay.spec).day).toBeGreaterThan(probed + 64 * 1024);
  limit(store, relay, `reverse:${server.base}=${origin.base}`, 1000);
  await expect
    .poll(async () => (await engine.probe({ source, relays: [relay], direct: false }))[0]?.problem?.code, {
      timeout: 5000,
    })
    .toBe("relay-quota");
  const full = await engine.health(relay, source);
  expect(full.grade).toBe("unusable");
  expect(full.checks.find(({ ok }) => ok === false)?.detail).toContain("has used up its traffic quota");
});

test("relays in reserve are not called liars when those that were asked prove to be", async () => {
  const origin = await serve({ size, handle: () => ({ delayMs: 700 }) });
  const servers = await Promise.all(
    Array.from({ length: 6 }, () => serve({ size, handle: () => ({ ...changed(), rate: 2 * MB }) })),
  );
  const relays = servers.map((server, at) => over(server, origin, `r${at}`));
  const { get, store } = await startEngine({ network: () => "home" });
  const view = await get(origin.url, { relays, mode: "auto" });
  expect(view.failure).toBeNull();
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(servers.map((server) => server.requests.length > 0)).toEqual([true, true, true, true, false, false]);
  const shunned = store.routeMemory.of("home", new URL(origin.url).host).filter(({ failure }) => failure);
  expect(shunned.map(({ route }) => route).toSorted()).toEqual(["r0", "r1", "r2", "r3"]);
});
