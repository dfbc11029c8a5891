/** `--mirror`: further copies of one file on other servers, believed no more than a relay is. */
import { expect, test } from "vitest";
import { fileOf, relaysFrom, serve, startEngine } from "../helpers/engine.ts";
import { status, type FaultServer } from "../helpers/fault-server.ts";

const MB = 1_000_000;

const at = (server: FaultServer, path = "/copy/file.bin") => new URL(path, server.base);
const routeOf = (server: FaultServer) => `direct (${new URL(server.base).host})`;
const slow = () => ({ rate: 400_000 });

test("two servers with one file bring it together, whatever their ETags say", async () => {
  const origin = await serve({ size: 4 * MB, handle: slow });
  const mirror = await serve({ size: 4 * MB, etag: '"of another server"', handle: slow });
  const { get } = await startEngine();
  const view = await get(origin.url, { mirrors: [at(mirror)], mode: "all" });
  expect(view.state).toBe("done");
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  const bytes = new Map(view.routes.map((route) => [route.route, route.bytes]));
  expect(bytes.get("direct")).toBeGreaterThan(MB);
  expect(bytes.get(routeOf(mirror))).toBeGreaterThan(MB);
});

test("a mirror with a file of another size is left out by name", async () => {
  const origin = await serve({ size: 3 * MB, handle: slow });
  const mirror = await serve({ size: 3 * MB + 1 });
  const { get } = await startEngine();
  const view = await get(origin.url, { mirrors: [at(mirror)] });
  expect(view.state).toBe("done");
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(view.routes.find(({ route }) => route === routeOf(mirror))).toMatchObject({
    state: "out",
    bytes: 0,
    problem: { code: "different-file" },
  });
});

test("a mirror with other bytes is named with the first of them, and its ranges are fetched again", async () => {
  const origin = await serve({ size: 6 * MB, handle: () => ({ rate: 200_000 }) });
  const byte = 6 * MB - 100;
  const mirror = await serve({ size: 6 * MB, handle: () => ({ rate: 1.2 * MB, flipByte: byte }) });
  const { get } = await startEngine();
  const view = await get(origin.url, { mirrors: [at(mirror)], mode: "all" });
  expect(view).toMatchObject({ state: "done", warnings: ["repaired"] });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  const out = view.routes.find(({ route }) => route === routeOf(mirror));
  expect(out).toMatchObject({ state: "out", bytes: 0, problem: { code: "different-file" } });
  expect(out?.problem?.message).toContain(`byte ${byte} differs from direct`);
});

test("where the source is gone, a mirror brings the file, and nobody claims that the source vouched for it", async () => {
  const origin = await serve({ size: 2 * MB, handle: () => status(404) });
  const mirror = await serve({ size: 2 * MB });
  const { get, engine } = await startEngine();
  const view = await get(origin.url, { mirrors: [at(mirror)] });
  expect(view.state).toBe("done");
  expect((await fileOf(view)).equals(mirror.bytes())).toBe(true);
  expect(engine.downloads.report(view.id)?.integrity?.level).not.toBe("end-to-end");
});

test("where both are gone, the source's answer is the one that is told", async () => {
  const origin = await serve({ handle: () => status(404) });
  const mirror = await serve({ handle: () => status(410) });
  const { get } = await startEngine();
  const view = await get(origin.url, { mirrors: [at(mirror)] });
  expect(view.state).toBe("failed");
  expect(view.failure?.message).toContain("404");
});

test("a mirror that ends midway hands its ranges over", async () => {
  const origin = await serve({ size: 4 * MB, handle: slow });
  const mirror = await serve({ size: 4 * MB, handle: () => ({ rate: 800_000 }) });
  const { get, engine } = await startEngine();
  const stop = engine.on("download", ({ bytes }) => {
    if (bytes > MB) void mirror.stop();
  });
  const view = await get(origin.url, { mirrors: [at(mirror)], mode: "all" });
  stop();
  expect(view.state).toBe("done");
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
});

test("what the user gave for the source never reaches a mirror", async () => {
  const origin = await serve({ size: 2 * MB, handle: slow });
  const mirror = await serve({ size: 2 * MB, handle: slow });
  const { get } = await startEngine();
  const source = new URL(`${origin.url}?token=0123456789abcdef0123`);
  source.username = "me";
  source.password = "my-password";
  const view = await get(source.href, {
    mirrors: [at(mirror)],
    mode: "all",
    headers: {
      authorization: "Bearer secret-of-mine",
      cookie: "sid=secret-of-mine",
      "x-api-key": "secret-of-mine",
      referer: "https://private.example/?secret-of-mine",
      "user-agent": "Fox/1",
    },
  });
  expect(view.state).toBe("done");
  expect(mirror.requests.length).toBeGreaterThan(0);
  for (const { headers, url } of mirror.requests) {
    expect(url).toBe("/copy/file.bin");
    expect(headers).toMatchObject({ "user-agent": "Fox/1" });
    for (const name of ["authorization", "cookie", "x-api-key", "referer"])
      expect(headers).not.toHaveProperty(name);
  }
  // The watch itself works: the source got them.
  expect(origin.requests[0]?.headers).toMatchObject({ cookie: "sid=secret-of-mine" });
});

test("a mirror's address may not carry a user name", async () => {
  const origin = await serve();
  const { get } = await startEngine();
  await expect(
    get(origin.url, { mirrors: [new URL("http://me:pw@mirror.invalid/f")] }),
  ).rejects.toMatchObject({
    code: "bad-option",
  });
});

test("a download that goes on keeps its mirrors, and a new list replaces them", async () => {
  const origin = await serve({ size: 6 * MB, handle: slow });
  const mirror = await serve({ size: 6 * MB, handle: slow });
  const second = await serve({ size: 6 * MB, handle: slow });
  const { get, engine } = await startEngine();
  const pauseAt = (bytes: number) =>
    engine.on("download", (view) => {
      if (view.bytes > bytes) void engine.downloads.pause(view.id);
    });
  let stop = pauseAt(MB);
  await get(origin.url, { mirrors: [at(mirror)], mode: "all" });
  stop();
  const before = mirror.requests.length;
  stop = pauseAt(3 * MB);
  await get(origin.url, { mode: "all" });
  stop();
  expect(mirror.requests.length).toBeGreaterThan(before);
  const kept = mirror.requests.length;
  const view = await get(origin.url, { mirrors: [at(second)], mode: "all" });
  expect(view.state).toBe("done");
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(mirror.requests.length).toBe(kept);
  expect(second.requests.length).toBeGreaterThan(0);
});

test("in mode relay a mirror goes over relays only; one that none covers is left out by name", async () => {
  const origin = await serve({ size: 2 * MB });
  const relay = await serve({ size: 2 * MB, handle: slow });
  const stranger = await serve({ size: 2 * MB });
  const { get } = await startEngine();
  const view = await get(origin.url, {
    relays: relaysFrom(`reverse:${relay.base}/=${origin.base}/#name=mine`),
    mirrors: [at(stranger), at(origin, "/other/file.bin")],
    mode: "relay",
  });
  expect(view.state).toBe("done");
  expect(stranger.connections).toBe(0);
  expect(origin.connections).toBe(0);
  expect(view.routes.find(({ route }) => route === `mine (${at(stranger).host})`)).toMatchObject({
    state: "out",
    problem: { code: "not-covered" },
  });
  expect(relay.requests.some(({ url }) => url === "/other/file.bin")).toBe(true);
});

test("a mirror that sends the whole file only is left out while others have parts", async () => {
  const origin = await serve({ size: 3 * MB, handle: slow });
  const mirror = await serve({ size: 3 * MB, handle: () => ({ ignoreRange: true }) });
  const { get } = await startEngine();
  const view = await get(origin.url, { mirrors: [at(mirror)] });
  expect(view.state).toBe("done");
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  const out = view.routes.find(({ route }) => route === routeOf(mirror));
  expect(out?.problem?.message).toContain("it sends the whole file only");
});
