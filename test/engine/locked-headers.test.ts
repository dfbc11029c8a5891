/** Downloads whose cookies are sealed by a key that is not there: nothing is sent without them, and nothing is lost. */
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createCipher, keyBytes } from "../../electron/engine/store/cipher.ts";
import { status, type FaultScript } from "../helpers/fault-server.ts";
import { fileOf, serve, startEngine } from "../helpers/engine.ts";

const MB = 1_000_000;
const size = 8 * MB;
const headers = { cookie: "session=s3cret", "user-agent": "Mozilla/5.0" };
/** Gives the file to who is signed in alone. */
const signedIn =
  (rate: number): FaultScript =>
  ({ headers: sent }) =>
    sent["cookie"] === headers.cookie ? { rate } : status(403);

/** A download that was paused after some of it had come, and its store, which the key was taken away from. */
async function locked() {
  const cipher = createCipher(new Map([["k", randomBytes(keyBytes)]]), "k");
  const origin = await serve({ size, handle: signedIn(MB / 2) });
  const one = await startEngine();
  one.store.secrets.use(cipher, true);
  one.engine.on("download", ({ id, bytes }) => {
    if (bytes > 2 * MB) void one.engine.downloads.pause(id);
  });
  const paused = await one.get(origin.url, { headers });
  expect(paused).toMatchObject({ state: "paused", failure: null });
  await one.engine.close();
  origin.script(signedIn(100 * MB));
  const { folder, home } = one;
  const again = await startEngine({ folder, home, resumeItself: true });
  return { ...again, cipher, origin, paused, asked: origin.requests.length };
}

test("it says so, waits, and goes on once the key is there", async () => {
  const { engine, store, cipher, origin, paused, asked } = await locked();
  await engine.downloads.resume(paused.id);
  const said = await engine.downloads.settled(paused.id);
  expect(said).toMatchObject({ state: "paused", failure: { code: "headers-locked" }, bytes: paused.bytes });
  // To wait does not bring the key back.
  expect(said.retryAt).toBeNull();
  expect(origin.requests).toHaveLength(asked);
  store.secrets.use(cipher, true);
  await engine.downloads.resume(paused.id);
  const view = await engine.downloads.settled(paused.id);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  const after = origin.requests.slice(asked);
  expect(after.every(({ headers: sent }) => sent["cookie"] === headers.cookie)).toBe(true);
  expect(after.reduce((sum, { bytesSent }) => sum + bytesSent, 0)).toBeLessThan(size - paused.bytes + MB);
});

test("the same address without its cookie leaves it as it is", async () => {
  const { store, cipher, origin, paused, asked, get } = await locked();
  const said = await get(origin.url, { headers: { "user-agent": "Other/1.0" } });
  expect(said).toMatchObject({ id: paused.id, state: "paused", failure: { code: "headers-locked" } });
  expect(origin.requests).toHaveLength(asked);
  store.secrets.use(cipher, true);
  expect(store.downloads.get(paused.id)?.headers).toEqual({ ...headers, "user-agent": "Other/1.0" });
  const view = await get(origin.url, { headers });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
});

test("the same address with its cookie goes on from what had come", async () => {
  const { origin, paused, asked, get } = await locked();
  const view = await get(origin.url, { headers });
  expect(view.id).toBe(paused.id);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  const sent = origin.requests.slice(asked).reduce((sum, { bytesSent }) => sum + bytesSent, 0);
  expect(sent).toBeLessThan(size - paused.bytes + MB);
});

test("one that had not begun waits, too, and begins anew where that is asked for", async () => {
  const cipher = createCipher(new Map([["k", randomBytes(keyBytes)]]), "k");
  const origin = await serve({ size, handle: signedIn(100 * MB) });
  const one = await startEngine();
  one.store.secrets.use(cipher, true);
  const { id } = await one.add(origin.url, { headers, start: "paused" });
  await one.engine.close();
  const { folder, home } = one;
  const { engine, store } = await startEngine({ folder, home });
  await engine.downloads.restart(id);
  const said = await engine.downloads.settled(id);
  expect(said).toMatchObject({ state: "paused", failure: { code: "headers-locked" } });
  // What failed for good would leave the list by itself one day, with the only copy of its cookie.
  expect(store.downloads.ended()).toEqual([]);
  expect(origin.requests).toEqual([]);
  store.secrets.use(cipher, true);
  await engine.downloads.resume(id);
  expect((await fileOf(await engine.downloads.settled(id))).equals(origin.bytes())).toBe(true);
});
