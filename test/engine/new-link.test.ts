/** Links that expire: the bytes are kept, and go on under a new link that proves to lead to the same file. */
import { expect, test } from "vitest";
import { status, type FaultServer } from "../helpers/fault-server.ts";
import { fileOf, serve, startEngine, type TestEngine } from "../helpers/engine.ts";

const MB = 1_000_000;

/** A download that stopped in the middle since its link expired. */
async function expired({ get, engine }: TestEngine, origin: FaultServer) {
  const stop = engine.on("download", ({ bytes }) => {
    if (bytes > 2 * MB) origin.script(({ url }) => (url.includes("sig=1") ? status(403) : { rate: 2 * MB }));
  });
  const view = await get(`${origin.url}?sig=1`);
  stop();
  return view;
}

test("a link that expires says so and keeps the bytes; a new one goes on with them", async () => {
  const origin = await serve({ size: 8 * MB, handle: () => ({ rate: MB }) });
  const one = await startEngine();
  const stopped = await expired(one, origin);
  expect(stopped).toMatchObject({ resumable: true, failure: { code: "link-expired" } });
  expect(stopped.bytes).toBeGreaterThan(MB);
  const before = origin.requests.length;
  await one.engine.downloads.relink(stopped.id, new URL(`${origin.url}?sig=2`));
  const view = await one.engine.downloads.settled(stopped.id);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  const sent = origin.requests.slice(before).reduce((sum, { bytesSent }) => sum + bytesSent, 0);
  expect(sent).toBeLessThan(8 * MB - stopped.bytes + MB);
});

test("a new link to another file adds nothing, and keeps the old link and the bytes", async () => {
  const origin = await serve({ size: 8 * MB, handle: () => ({ rate: MB }) });
  const other = await serve({ size: 8 * MB, seed: "another file" });
  const one = await startEngine();
  const stopped = await expired(one, origin);
  await one.engine.downloads.relink(stopped.id, new URL(other.url));
  const refused = await one.engine.downloads.settled(stopped.id);
  expect(refused).toMatchObject({
    state: "failed",
    bytes: stopped.bytes,
    resumable: true,
    url: origin.url,
    failure: { code: "link-differs" },
  });
  origin.script(undefined);
  await one.engine.downloads.resume(stopped.id);
  const view = await one.engine.downloads.settled(stopped.id);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
});

test("the same command with a new link goes on, also the second time", async () => {
  const origin = await serve({ size: 8 * MB, handle: () => ({ rate: MB }) });
  const one = await startEngine();
  const stopped = await expired(one, origin);
  const continueWith = new URL(`${origin.url}?sig=2`);
  const stop = one.engine.on("download", ({ id, bytes }) => {
    if (bytes > stopped.bytes + MB) void one.engine.downloads.pause(id);
  });
  const paused = await one.get(`${origin.url}?sig=1`, { continueWith });
  stop();
  expect(paused).toMatchObject({ id: stopped.id, state: "paused" });
  const view = await one.get(`${origin.url}?sig=1`, { continueWith });
  expect(view).toMatchObject({ id: stopped.id, state: "done" });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
});
