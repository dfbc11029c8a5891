/** Routes that bring other bytes: found by samples, by overlap, at the join; named with the byte, and their ranges fetched again. */
import { expect, test } from "vitest";
import { changed, type FaultServer } from "../helpers/fault-server.ts";
import { fileOf, relaysFrom, serve, startEngine } from "../helpers/engine.ts";

const MB = 1_000_000;
const KiB = 1024;

const over = (relay: FaultServer, origin: FaultServer, name = "relay") =>
  `reverse:${relay.base}/=${origin.base}/#name=${name}`;

/** A relay that is much faster than direct, so that it brings nearly everything. */
async function slowDirectFastRelay(fault: { readonly flipByte?: number } = {}, size = 6 * MB) {
  const origin = await serve({ size, handle: () => ({ rate: 200_000 }) });
  const relay = await serve({ size, handle: () => ({ rate: 1.2 * MB, ...fault }) });
  return { origin, relay };
}

test.each([
  ["the last block", 6 * MB - 100],
  // Chance is 0.5 in these engines: the third block begins at 3/8 of the file, the fourth at 5/8.
  ["a block in the middle", Math.floor((2.5 / 4) * (6 * MB - 16 * KiB)) + 5],
])(
  "a relay that alters a byte in %s is named with it, and its ranges are fetched again",
  async (_where, byte) => {
    const { origin, relay } = await slowDirectFastRelay({ flipByte: byte });
    const { get } = await startEngine();
    const view = await get(origin.url, { relays: relaysFrom(over(relay, origin)), mode: "all" });
    expect(view).toMatchObject({ state: "done", warnings: ["repaired"] });
    expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
    const out = view.routes.find(({ route }) => route === "relay");
    expect(out).toMatchObject({ state: "out", bytes: 0, problem: { code: "different-file" } });
    expect(out?.problem?.message).toContain(`byte ${byte} differs from direct`);
  },
);

test("samples of a relay that carries the right file agree, and cost little", async () => {
  const { origin, relay } = await slowDirectFastRelay();
  const { get } = await startEngine();
  const view = await get(origin.url, { relays: relaysFrom(over(relay, origin)), mode: "all" });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  const sent = [...origin.requests, ...relay.requests].reduce((sum, { bytesSent }) => sum + bytesSent, 0);
  expect(sent).toBeLessThan(6 * MB + 600 * KiB);
});

test("two relays that disagree, with nobody to say who is right, never yield a file", async () => {
  const origin = await serve({ size: 4 * MB });
  const one = await serve({ size: 4 * MB, handle: () => ({ rate: MB }) });
  const other = await serve({ size: 4 * MB, handle: () => ({ rate: MB, flipByte: 4 * MB - 50 }) });
  const { get } = await startEngine();
  const relays = relaysFrom(over(one, origin, "one"), over(other, origin, "other"));
  const view = await get(origin.url, { relays, mode: "relay" });
  expect(view).toMatchObject({ state: "failed", failure: { code: "routes-disagree" } });
});

test("bytes that changed under the same validators are noticed when a download goes on", async () => {
  const origin = await serve({ size: 8 * MB, handle: () => ({ rate: MB }) });
  const { get, engine } = await startEngine();
  const stop = engine.on("download", ({ id, bytes }) => {
    if (bytes > 2 * MB) void engine.downloads.pause(id);
  });
  const { id } = await get(origin.url);
  stop();
  origin.script(() => ({ seed: "replaced in place" }));
  await engine.downloads.resume(id);
  const view = await engine.downloads.settled(id);
  expect(view).toMatchObject({ state: "done", warnings: ["restarted"] });
  expect((await fileOf(view)).equals(await wholeOf("replaced in place", 8 * MB))).toBe(true);
});

test("a relay whose file changes midway is left out, and nothing begins again", async () => {
  const rate = 300_000;
  const origin = await serve({ size: 6 * MB, handle: () => ({ rate }) });
  const relay = await serve({
    size: 6 * MB,
    handle: ({ index }) => (index < 4 ? { rate } : { ...changed(), rate }),
  });
  const { get } = await startEngine();
  const view = await get(origin.url, { relays: relaysFrom(over(relay, origin)), mode: "all" });
  expect(view).toMatchObject({ state: "done", warnings: [] });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(view.routes.find(({ route }) => route === "relay")).toMatchObject({
    state: "out",
    problem: { code: "different-file" },
  });
});

async function wholeOf(seed: string, size: number): Promise<Buffer> {
  return (await serve({ seed, size })).bytes();
}

test("a session that goes on asks for a little that is here, and compares", async () => {
  const origin = await serve({ size: 8 * MB, handle: () => ({ rate: MB }) });
  const { get, engine } = await startEngine();
  const stop = engine.on("download", ({ id, bytes }) => {
    if (bytes > 2 * MB) void engine.downloads.pause(id);
  });
  const { id } = await get(origin.url, { connections: 1 });
  stop();
  const asked = origin.requests.length;
  const [held = 0] = engine.downloads.get(id)?.map.map(([, end]) => end) ?? [];
  await engine.downloads.resume(id);
  const view = await engine.downloads.settled(id);
  expect(origin.requests[asked]?.range?.start).toBe(held - 4096);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
});
