/** What mirrors may not do: take more connections than a server bears, or pass as the source. */
import { expect, test } from "vitest";
import { fileOf, relaysFrom, serve, startEngine } from "../helpers/engine.ts";
import { changed, type FaultServer } from "../helpers/fault-server.ts";

const MB = 1_000_000;
const at = (server: FaultServer, path = "/copy/file.bin") => new URL(path, server.base);
const routeOf = (server: FaultServer) => `direct (${new URL(server.base).host})`;

/** A server that counts how many requests it serves at the same time at most. */
async function counting(size: number) {
  const seen = { most: 0 };
  const server = await serve({
    size,
    handle: ({ active }) => {
      seen.most = Math.max(seen.most, active);
      return { rate: 150_000 };
    },
  });
  return { server, seen };
}

test("a mirror on the source's own host shares its sixteen connections", async () => {
  const { server, seen } = await counting(12 * MB);
  const { get } = await startEngine();
  const view = await get(server.url, { mirrors: [at(server)], mode: "all", connections: 16 });
  expect(view.state).toBe("done");
  expect((await fileOf(view)).equals(server.bytes())).toBe(true);
  expect(seen.most).toBeGreaterThan(8);
  // One that was hung up on just now may still be counted there.
  expect(seen.most).toBeLessThanOrEqual(17);
});

test("two downloads that share a mirror share its sixteen connections", async () => {
  const { server: mirror, seen } = await counting(12 * MB);
  const sources = await Promise.all(
    [1, 2].map(() => serve({ size: 12 * MB, handle: () => ({ rate: 20_000 }) })),
  );
  const { get } = await startEngine();
  const views = await Promise.all(
    sources.map(({ url }, count) =>
      get(url, { mirrors: [at(mirror)], mode: "all", connections: 16, name: `${count}.bin` }),
    ),
  );
  expect(views.map(({ state }) => state)).toEqual(["done", "done"]);
  expect(seen.most).toBeGreaterThan(8);
  expect(seen.most).toBeLessThanOrEqual(17);
});

test("a mirror whose file changes midway is left out by its own name, and nothing begins again", async () => {
  const origin = await serve({ size: 6 * MB, handle: () => ({ rate: 200_000 }) });
  const mirror = await serve({ size: 6 * MB, handle: () => ({ rate: 300_000 }) });
  const { get, engine } = await startEngine();
  const stop = engine.on("download", ({ bytes }) => {
    if (bytes > 2 * MB)
      mirror.script(() => ({ ...changed(), lastModified: "Thu, 02 Jan 2025 00:00:00 GMT" }));
  });
  const view = await get(origin.url, { mirrors: [at(mirror)], mode: "all" });
  stop();
  expect(view).toMatchObject({ state: "done", failure: null });
  expect(view.warnings).not.toContain("restarted");
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  const out = view.routes.find(({ route }) => route === routeOf(mirror));
  expect(out).toMatchObject({ state: "out", problem: { code: "different-file" } });
});

test.each([60_000, 700_000])(
  "a slow source's first answer is held against what a fast mirror brought, at byte %i",
  async (byte) => {
    const origin = await serve({ size: MB, handle: () => ({ delayMs: 5000 }) });
    const mirror = await serve({ size: MB, handle: () => ({ flipByte: byte }) });
    const { get } = await startEngine();
    const view = await get(origin.url, { mirrors: [at(mirror)], mode: "all" });
    expect(view.state).toBe("done");
    expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  },
);

test("a signed mirror is asked over a tunnel, and not over a relay of others that can read it", async () => {
  const origin = await serve({ size: 2 * MB, handle: () => ({ rate: 400_000 }) });
  const mirror = await serve({ size: 2 * MB, handle: () => ({ rate: 400_000 }) });
  const signed = new URL(`${at(mirror).href}?X-Amz-Signature=0123456789abcdef0123456789abcdef`);
  const { get } = await startEngine();
  const reader = relaysFrom(`prefix:${mirror.base}/{url}#name=reader`);
  const view = await get(origin.url, { mirrors: [signed], relays: reader, mode: "all" });
  expect(view.state).toBe("done");
  const codes = new Map(view.routes.map(({ route, problem }) => [route, problem?.code]));
  expect(codes.get(`direct (${signed.host})`)).toBeUndefined();
  expect(codes.get(`reader (${signed.host})`)).toBe("credentials-withheld");
  expect(mirror.requests.some(({ url }) => url.includes("X-Amz-Signature"))).toBe(true);
});
