/** Several relays as a pool: who is asked, who stands in, what is remembered, and what a quota ends. */
import { expect, test } from "vitest";
import type { DownloadView } from "../../electron/common/views.ts";
import { relayHost } from "../../electron/common/relay-spec.ts";
import { periodsOf } from "../../electron/engine/pool/traffic-book.ts";
import type { NamedRelay } from "../../electron/engine/types.ts";
import { fileOf, relaysFrom, serve, startEngine } from "../helpers/engine.ts";
import { status, type FaultServer } from "../helpers/fault-server.ts";

const MB = 1_000_000;
/** Enough for more than three lanes. */
const size = 6 * MB;

/** A relay that carries any path of the source to a server's same path; its connections are slowed to `rate`. */
const over = (server: FaultServer, origin: FaultServer, name: string) =>
  relaysFrom(`reverse:${server.base}=${origin.base}#own&name=${name}`)[0] as NamedRelay;

async function network(rates: readonly number[]) {
  const origin = await serve({ size, handle: () => ({ rate: 200_000 }) });
  const servers = await Promise.all(rates.map((rate) => serve({ size, handle: () => ({ rate }) })));
  const relays = servers.map((server, at) => over(server, origin, `r${at}`));
  return { origin, servers, relays };
}
const roles = (view: DownloadView) =>
  Object.fromEntries(view.pool.map(({ route, role, reason }) => [route, `${role} ${reason}`]));
const asked = (server: FaultServer) => server.requests.length;

test("what was fast is asked first the next time, on this network alone, and the view says why", async () => {
  const { origin, relays } = await network([150_000, 900_000]);
  let place = "home";
  const { get } = await startEngine({ network: () => place });
  const first = await get(origin.url, { relays, mode: "all" });
  expect(first.pool.map(({ route }) => route)).toEqual(["r0", "r1", "direct"]);
  expect(roles(first)).toEqual({ r0: "used new", r1: "used new", direct: "used new" });
  const second = await get(origin.url, { relays, mode: "auto" });
  expect(second.pool[0]).toMatchObject({ route: "r1", role: "used", reason: "measured" });
  expect(second.pool[0]?.speed).toBeGreaterThan(second.pool.at(-1)?.speed ?? Infinity);
  place = "hotel";
  const elsewhere = await get(origin.url, { relays, mode: "auto" });
  expect(roles(elsewhere)).toEqual({ r0: "used new", r1: "used new", direct: "used new" });
});

test("of six relays four are asked; one in reserve stands in for one that dies", async () => {
  const { origin, relays, servers } = await network(Array.from({ length: 6 }, () => 100_000));
  const { engine, folder } = await startEngine();
  const { id } = await engine.downloads.add({
    source: new URL(origin.url),
    mode: "relay",
    relays,
    folder,
    connections: 2,
  });
  await expect.poll(() => engine.downloads.get(id)?.bytes ?? 0).toBeGreaterThan(200_000);
  expect(servers.map((server) => asked(server) > 0)).toEqual([true, true, true, true, false, false]);
  servers[0]?.script(() => status(410));
  await servers[0]?.stop();
  const view = await engine.downloads.settled(id);
  expect(view.state).toBe("done");
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(view.routes.find(({ route }) => route === "r4")?.bytes).toBeGreaterThan(0);
  expect(asked(servers[5] as FaultServer)).toBe(0);
});

test("where all four fail at once, those in reserve bring the file", async () => {
  const { origin, relays, servers } = await network(Array.from({ length: 6 }, () => 2 * MB));
  for (const server of servers.slice(0, 5)) server.script(() => status(403));
  const { get } = await startEngine();
  const view = await get(origin.url, { relays, mode: "relay" });
  expect(view.state).toBe("done");
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(view.routes.filter(({ bytes }) => bytes > 0).map(({ route }) => route)).toEqual(["r5"]);
});

test("a relay that is never wanted is not asked; one that is always wanted comes first", async () => {
  const { origin, relays, servers } = await network([900_000, 900_000, 900_000]);
  const uses = ["never", "auto", "always"] as const;
  const { get } = await startEngine();
  const view = await get(origin.url, {
    relays: relays.map((one, at) => ({ ...one, use: uses[at] ?? "auto" })),
  });
  expect(roles(view)).toEqual({
    r0: "left-out banned",
    r1: "used new",
    r2: "used wanted",
    direct: "used new",
  });
  expect(view.pool[0]?.route).toBe("r2");
  expect(asked(servers[0] as FaultServer)).toBe(0);
  expect(view.routes.map(({ route }) => route)).not.toContain("r0");
});

test("a quota ends a relay's part within a second, direct goes on, and the next download leaves it out", async () => {
  const { origin, relays, servers } = await network([400_000]);
  const { engine, get, store, folder } = await startEngine();
  const [relay] = relays as [NamedRelay];
  const host = relayHost(relay.spec);
  store.relays.save({ id: "saved", spec: `reverse:${servers[0]?.base}=${origin.base}`, practice: false });
  store.relays.setQuota("saved", { day: MB, month: null });
  origin.script(() => ({ rate: 400_000 }));
  const { id } = await engine.downloads.add({
    source: new URL(origin.url),
    mode: "all",
    relays,
    folder,
    connections: 2,
  });
  const view = await engine.downloads.settled(id);
  expect(view.state).toBe("done");
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(view.warnings).toContain("quota");
  const out = view.routes.find(({ route }) => route === "r0");
  expect(out).toMatchObject({ state: "out", problem: { code: "relay-quota" } });
  expect(out?.problem?.message).toContain("1.00 MB a day");
  // A second or two may pass beyond it: two connections of 400 kB/s.
  expect(out?.bytes).toBeLessThan(2.8 * MB);
  const { day } = periodsOf(Date.now());
  await expect.poll(() => store.traffic.of(host, day)).toBeGreaterThanOrEqual(out?.bytes ?? Infinity);
  const before = asked(servers[0] as FaultServer);
  origin.script(() => ({ rate: 4 * MB }));
  const next = await get(origin.url, { relays, mode: "auto", name: "again.bin" });
  expect(roles(next)).toEqual({ direct: "used measured", r0: "left-out quota" });
  expect(asked(servers[0] as FaultServer)).toBe(before);
  const alone = await get(origin.url, { relays, mode: "relay", name: "alone.bin" });
  expect(alone).toMatchObject({ state: "failed", failure: { code: "relay-quota" } });
});

test("what a comparison measured decides whom the next download asks first", async () => {
  const { origin, relays } = await network([200_000, 900_000]);
  const { engine, get } = await startEngine();
  const compared = await engine.compare({
    source: new URL(origin.url),
    direct: true,
    relays,
    rounds: 1,
    seconds: 3,
    connections: 2,
  }).finished;
  expect(compared.best).toBe("r1");
  const view = await get(origin.url, { relays });
  expect(view.pool[0]).toMatchObject({ route: "r1", reason: "measured" });
});
