import { readdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { ComparisonView } from "../../electron/common/views.ts";
import { changed, stallAt, type FaultServer } from "../helpers/fault-server.ts";
import { fileOf, relaysFrom, serve, startEngine, type TestEngine } from "../helpers/engine.ts";

const MB = 1_000_000;

const over = (relay: FaultServer, origin: FaultServer) =>
  relaysFrom(`reverse:${relay.base}/=${origin.base}/#name=relay`);

/** A short comparison of direct with a relay. */
function compare({ engine }: TestEngine, origin: FaultServer, relay: FaultServer): Promise<ComparisonView> {
  return engine.compare({
    source: new URL(origin.url),
    direct: true,
    relays: over(relay, origin),
    seconds: 1,
    rounds: 1,
    connections: 2,
  }).finished;
}

// It takes the idle limit of 10 s.
test("a relay that stalls in its sample does not hold the comparison for ever", async () => {
  const origin = await serve({ size: 3 * MB });
  const relay = await serve({ size: 3 * MB, handle: () => stallAt(10_000) });
  const view = await compare(await startEngine(), origin, relay);
  expect(view.state).toBe("done");
  expect(view.routes.find(({ route }) => route === "relay")?.problem?.code).toBe("timed-out");
  expect(view.routes.find(({ route }) => route === "direct")?.bytes).toBeGreaterThan(0);
});

test("comparing twice keeps what the first one fetched, and a download takes it all", async () => {
  const file = { size: 16 * MB, handle: () => ({ rate: MB / 2 }) };
  const origin = await serve(file);
  const relay = await serve(file);
  const one = await startEngine();
  const first = await compare(one, origin, relay);
  expect(first.keptBytes).toBeGreaterThan(0);
  const second = await compare(one, origin, relay);
  expect(second.keptBytes).toBeGreaterThan(first.keptBytes);
  expect(await readdir(path.join(one.home, "drafts"))).toHaveLength(1);
  origin.script(undefined);
  const asked = origin.requests.length;
  const view = await one.get(origin.url);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(view.keptBytes).toBe(second.keptBytes);
  const sent = origin.requests.slice(asked).reduce((sum, { bytesSent }) => sum + bytesSent, 0);
  // The kernel's buffers took some of the bytes that the lanes ended at: those were sent and never read.
  expect(sent).toBeLessThan(16 * MB - second.keptBytes / 2);
  expect(await readdir(path.join(one.home, "drafts"))).toEqual([]);
});

test.each([
  ["under another ETag", {}],
  ["with another date", { lastModified: "Thu, 02 Jan 2025 00:00:00 GMT" }],
])("a file that is replaced %s while it is compared leaves no draft", async (_what, more) => {
  const file = { size: 16 * MB, handle: () => ({ rate: MB / 2 }) };
  const origin = await serve(file);
  const relay = await serve(file);
  const replaced = () => ({ ...changed(), ...more, rate: MB / 2 });
  // The first answers are the samples.
  origin.script(({ index }) => (index < 2 ? { rate: MB / 2 } : replaced()));
  const one = await startEngine();
  await compare(one, origin, relay);
  expect(one.store.drafts.get(origin.url)).toBeUndefined();
  expect(await readdir(path.join(one.home, "drafts"))).toEqual([]);
});
