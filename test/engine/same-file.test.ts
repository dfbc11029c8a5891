import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { changed, from, htmlPage, type FaultServer } from "../helpers/fault-server.ts";
import { SeededBytes } from "../../electron/practice/seeded-bytes.ts";
import { fileOf, relaysFrom, serve, startEngine } from "../helpers/engine.ts";

const MB = 1_000_000;

/** A fault server as the relay of another one. */
const over = (relay: FaultServer, origin: FaultServer) =>
  relaysFrom(`reverse:${relay.base}/=${origin.base}/#name=relay`);

test.each([1, 4])(
  "a file replaced under a new ETag after the first answer is fetched anew over %i connections, and is never mixed",
  async (connections) => {
    const origin = await serve({ size: 8 * MB, handle: from(1, changed()) });
    const { get, folder } = await startEngine();
    const view = await get(origin.url, { connections });
    expect(view).toMatchObject({ state: "done", warnings: ["restarted"] });
    const later = new SeededBytes(changed().seed ?? "").slice(0, 8 * MB);
    expect((await fileOf(view)).equals(later)).toBe(true);
    expect((await readdir(folder)).toSorted()).toEqual(["file (earlier version).bin.detour", "file.bin"]);
  },
);

test.each([1, 4])(
  "a file that changes again and again stops %i connections, and nothing gets its name",
  async (connections) => {
    const origin = await serve({ size: 8 * MB, handle: ({ index }) => changed(String(index)) });
    const { get, folder } = await startEngine();
    const view = await get(origin.url, { connections });
    expect(view).toMatchObject({ state: "failed", resumable: false, failure: { code: "file-changed" } });
    expect(await readdir(folder)).not.toContain("file.bin");
  },
);

test.each([
  [8 * MB, 4],
  [4 * MB, 1],
  [400_000, 4],
])(
  "a relay whose file nothing vouches for is not mixed in (%i bytes, %i connections)",
  async (size, most) => {
    const file = { size, lastModified: null };
    const origin = await serve({
      ...file,
      etag: '"a"',
      handle: ({ index }) => ({ rate: index === 0 ? 200_000 : 4 * MB }),
    });
    const relay = await serve({
      ...file,
      etag: '"b"',
      seed: "another file",
      handle: () => ({ delayMs: 200, rate: 4 * MB }),
    });
    const { get } = await startEngine();
    const view = await get(origin.url, { relays: over(relay, origin), mode: "all", connections: most });
    expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
    expect(view.routes.find(({ route }) => route === "relay")?.bytes).toBe(0);
  },
);

test("a relay's file is dropped when direct, which answers late, has another one", async () => {
  const origin = await serve({ size: 4 * MB, handle: ({ index }) => ({ delayMs: index === 0 ? 1500 : 0 }) });
  const relay = await serve({
    size: 4 * MB,
    etag: '"other"',
    lastModified: null,
    seed: "another file",
    handle: () => ({ rate: 500_000 }),
  });
  const { get } = await startEngine();
  const view = await get(origin.url, { relays: over(relay, origin), mode: "all" });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(view.routes.find(({ route }) => route === "relay")?.problem?.code).toBe("different-file");
});

test.each([
  ["connection", ({ connectionId }: { connectionId: number }) => connectionId],
  ["request", ({ index }: { index: number }) => index],
])("an ETag that differs by %s, with the same bytes and date, costs nothing", async (_what, node) => {
  const origin = await serve({
    size: 8 * MB,
    handle: (request) => ({ etag: `"node-${node(request)}"`, rate: 6 * MB }),
  });
  const { get } = await startEngine();
  const view = await get(origin.url);
  expect(view.failure).toBeNull();
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
});

test.each(["auto", "all"] as const)(
  "a sign-in page on direct does not beat a good relay in mode %s",
  async (mode) => {
    const origin = await serve({ size: 4 * MB, handle: () => htmlPage() });
    const relay = await serve({ size: 4 * MB, handle: () => ({ delayMs: 200 }) });
    const { get } = await startEngine();
    const view = await get(origin.url, { relays: over(relay, origin), mode });
    expect((await fileOf(view)).equals(relay.bytes())).toBe(true);
    expect(view.warnings).toEqual([]);
  },
);

test("a sign-in page in the way of a resumed download costs nothing of it", async () => {
  const origin = await serve({ size: 4 * MB, handle: () => ({ rate: MB }) });
  const { get, engine } = await startEngine();
  const stop = engine.on("download", ({ id, bytes }) => {
    if (bytes > MB) void engine.downloads.pause(id);
  });
  const { id, bytes } = await get(origin.url);
  stop();
  origin.script(() => htmlPage());
  await engine.downloads.resume(id);
  const blocked = await engine.downloads.settled(id);
  expect(blocked).toMatchObject({ state: "failed", bytes, resumable: true, failure: { code: "web-page" } });
  origin.script(undefined);
  const view = await get(origin.url);
  expect(view.id).toBe(id);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
});
