import { expect, test } from "vitest";
import { keptSecret } from "../../electron/common/relay-secrets.ts";
import { changeHow, howOf } from "../../electron/engine/download/how.ts";
import { fileOf, relaysFrom, serve, startEngine } from "../helpers/engine.ts";
import { status } from "../helpers/fault-server.ts";

const MB = 1_000_000;

test("one that its server refused takes cookies, and only their names are told", async () => {
  const origin = await serve({
    size: 3 * MB,
    handle: ({ headers }) => (headers["cookie"] === "s=1" ? undefined : status(403)),
  });
  const { engine, get } = await startEngine();
  const refused = await get(origin.url, { headers: { Cookie: "s=0", "X-Old": "gone" } });
  expect(refused.state).toBe("failed");
  await engine.downloads.change(refused.id, { headers: { cookie: "s=1" }, without: ["x-old"] });
  // It rests until its person says so, and why it failed is still told.
  expect(engine.downloads.get(refused.id)).toMatchObject({ state: "failed" });
  expect(engine.downloads.how(refused.id)).toMatchObject({ headers: ["cookie"], locked: false });
  await engine.downloads.resume(refused.id);
  const view = await engine.downloads.settled(refused.id);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(origin.requests.at(-1)?.headers).not.toHaveProperty("x-old");
});

test("one that runs pauses for it and goes on another way, with what came", async () => {
  const origin = await serve({ size: 8 * MB, handle: () => ({ rate: 400_000 }) });
  const relay = await serve({ size: 8 * MB });
  const { engine, add } = await startEngine();
  const { id } = await add(origin.url);
  await expect.poll(() => engine.downloads.get(id)?.bytes ?? 0).toBeGreaterThan(200_000);
  const before = engine.downloads.get(id)?.bytes ?? 0;
  const relays = relaysFrom(`reverse:${relay.base}/=${origin.base}/#name=relay`);
  await engine.downloads.change(id, { mode: "relay", relays, connections: 2 });
  const asked = origin.requests.length;
  const view = await engine.downloads.settled(id);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(origin.requests).toHaveLength(asked);
  expect(view).toMatchObject({ mode: "relay", state: "done" });
  expect(view.routes.find(({ route }) => route === "direct")?.bytes).toBeGreaterThanOrEqual(before);
});

test("one that is paused stays so; what cannot be is refused, and changes nothing", async () => {
  const origin = await serve({ size: 2 * MB });
  const { engine, add } = await startEngine();
  const relays = relaysFrom("http://127.0.0.1:9#name=far");
  const { id } = await add(origin.url, { mode: "auto", relays, start: "paused" });
  await engine.downloads.change(id, { connections: 3, relays: ["far"] });
  expect(engine.downloads.get(id)?.state).toBe("paused");
  const how = { mode: "auto", relays: ["far"], connections: 3, headers: [], locked: false };
  expect(engine.downloads.how(id)).toEqual(how);
  const refused = (change: object) => engine.downloads.change(id, change);
  await expect(refused({ mode: "relay", relays: [] })).rejects.toMatchObject({ code: "no-relay" });
  await expect(refused({ connections: 9, relays: ["near"] })).rejects.toMatchObject({ code: "not-found" });
  expect(engine.downloads.how(id)).toEqual(how);
  await engine.downloads.change(id, { mode: "direct" });
  await engine.downloads.resume(id);
  await engine.downloads.settled(id);
  await expect(refused({ mode: "auto" })).rejects.toMatchObject({ code: "not-allowed" });
  expect(origin.requests.length).toBeGreaterThan(0);
});

test("headers that cannot be read here do not go on unread beside new ones", () => {
  const record = {
    mode: "auto",
    relays: [],
    connections: 4,
    headers: { Cookie: keptSecret, Authorization: keptSecret, "User-Agent": "x" },
    sealedHeaders: "sealed",
  } as const;
  expect(howOf({ ...record, relays: [] })).toMatchObject({
    headers: ["Cookie", "Authorization", "User-Agent"],
    locked: true,
  });
  const change = (how: object) => changeHow({ ...record, relays: [] }, how);
  expect(() => change({ headers: { cookie: "a=1" } })).toThrow(
    expect.objectContaining({ code: "headers-locked" }),
  );
  expect(change({ headers: { cookie: "a=1" }, without: ["authorization"] })).toMatchObject({
    headers: { cookie: "a=1", "User-Agent": "x" },
    sealedHeaders: null,
  });
  // What says nothing of headers leaves them as they are.
  expect(change({ mode: "direct" })).not.toHaveProperty("sealedHeaders");
});
