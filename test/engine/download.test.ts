import { readdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import {
  above,
  changed,
  dropAt,
  earlyEnd,
  from,
  htmlPage,
  redirect,
  stallAt,
  status,
  type FaultServer,
} from "../helpers/fault-server.ts";
import { SeededBytes } from "../../electron/practice/seeded-bytes.ts";
import { fileOf, relaysFrom, startEngine, serve } from "../helpers/engine.ts";

const MB = 1_000_000;

/** A `reverse:` spec for a fault server that plays the relay of another one. */
function reverse(relay: FaultServer, origin: FaultServer, name = "relay"): string {
  return `reverse:${relay.base}/=${origin.base}/#name=${name}`;
}

test("a small file takes one request on one connection", async () => {
  const origin = await serve({ size: 100_000 });
  const { get, engine } = await startEngine();
  const view = await get(origin.url);
  expect(view).toMatchObject({
    state: "done",
    total: 100_000,
    bytes: 100_000,
    name: "file.bin",
    failure: null,
  });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(origin.requests).toHaveLength(1);
  expect(engine.downloads.report(view.id)?.routes).toMatchObject([
    { route: "direct", bytes: 100_000, connections: 1, requests: 1, retries: 0 },
  ]);
});

test("a large file comes over several connections, each byte once, and leaves nothing beside it", async () => {
  const origin = await serve({ size: 20 * MB });
  const { get, folder } = await startEngine();
  const view = await get(origin.url, { sha256: true });
  expect(view.state).toBe("done");
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(view.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(origin.connections).toBeGreaterThan(1);
  expect(origin.connections).toBeLessThanOrEqual(6);
  const sent = origin.requests.reduce((sum, { bytesSent }) => sum + bytesSent, 0);
  // What was on its way on a connection that was left is sent again over another one.
  expect(sent).toBeLessThan(23 * MB);
  expect(await readdir(folder)).toEqual(["file.bin"]);
});

test("every request asks for the plain bytes of one range", async () => {
  const origin = await serve({ size: 5 * MB });
  const { get } = await startEngine();
  await get(origin.url);
  for (const { headers, method } of origin.requests) {
    expect(method).toBe("GET");
    expect(headers["accept-encoding"]).toBe("identity");
    expect(headers["range"]).toMatch(/^bytes=\d+-\d+$/);
  }
});

test("bytes come over direct and relay at once, and are accounted for", async () => {
  const origin = await serve({ size: 12 * MB, handle: () => ({ rate: 2 * MB }) });
  const relay = await serve({ size: 12 * MB, handle: () => ({ rate: 2 * MB }) });
  const { get } = await startEngine();
  const view = await get(origin.url, { relays: relaysFrom(reverse(relay, origin)), mode: "all" });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  const bytes = view.routes.map(({ bytes }) => bytes);
  expect(bytes.every((count) => count > MB)).toBe(true);
  expect(bytes.reduce((sum, count) => sum + count, 0)).toBe(12 * MB);
});

test("in mode relay nothing goes direct", async () => {
  const origin = await serve({ size: 3 * MB });
  const relay = await serve({ size: 3 * MB });
  const { get } = await startEngine();
  const view = await get(origin.url, { relays: relaysFrom(reverse(relay, origin)), mode: "relay" });
  expect(view.state).toBe("done");
  expect(origin.connections).toBe(0);
  expect(view.routes.map(({ route }) => route)).toEqual(["relay"]);
});

test("a relay's token goes to the relay alone", async () => {
  const origin = await serve({ size: 3 * MB });
  const relay = await serve({ size: 3 * MB });
  const { get } = await startEngine();
  await get(origin.url, { relays: relaysFrom(`${reverse(relay, origin)}&token=SECRET`), mode: "all" });
  expect(relay.requests.every(({ headers }) => headers["x-relay-token"] === "SECRET")).toBe(true);
  expect(origin.requests.some(({ headers }) => "x-relay-token" in headers)).toBe(false);
});

test("credentials do not travel over a relay that is not the user's own", async () => {
  const origin = await serve({ size: 3 * MB });
  const relay = await serve({ size: 3 * MB });
  const { get } = await startEngine();
  const headers = { authorization: "Bearer abc" };
  const view = await get(origin.url, { relays: relaysFrom(reverse(relay, origin)), headers });
  expect(view.state).toBe("done");
  expect(relay.requests).toHaveLength(0);
  expect(view.routes.find(({ route }) => route === "relay")?.problem?.code).toBe("credentials-withheld");
  expect(origin.requests.every((request) => request.headers["authorization"] === "Bearer abc")).toBe(true);
});

test("credentials travel over a relay marked as own", async () => {
  const origin = await serve({ size: 3 * MB });
  const relay = await serve({ size: 3 * MB });
  const { get } = await startEngine();
  const headers = { cookie: "sid=1" };
  const view = await get(origin.url, {
    relays: relaysFrom(`${reverse(relay, origin)}&own`),
    mode: "relay",
    headers,
  });
  expect(view.state).toBe("done");
  expect(relay.requests.every((request) => request.headers["cookie"] === "sid=1")).toBe(true);
});

test("redirects are followed, and sign-in data stays with the source's origin", async () => {
  const storage = await serve({ size: 3 * MB });
  const front = await serve({ handle: () => redirect(`${storage.base}/blob?X-Sig=a%2Fb`) });
  const { get } = await startEngine();
  const view = await get(front.url, { headers: { authorization: "Bearer abc" } });
  expect((await fileOf(view)).equals(storage.bytes())).toBe(true);
  expect(view.name).toBe("blob");
  expect(storage.requests.every(({ url }) => url === "/blob?X-Sig=a%2Fb")).toBe(true);
  expect(storage.requests.some(({ headers }) => "authorization" in headers)).toBe(false);
});

test("an expired redirect is asked for again from the source", async () => {
  const storage = await serve({ size: 20 * MB });
  let signature = 1;
  const front = await serve({ handle: () => redirect(`${storage.base}/blob?sig=${signature}`) });
  storage.script(({ url, index }) => {
    if (index === 3) signature = 2;
    return url === `/blob?sig=${signature}` ? undefined : status(403);
  });
  const { get } = await startEngine();
  const view = await get(front.url);
  expect(view.failure).toBeNull();
  expect((await fileOf(view)).equals(storage.bytes())).toBe(true);
});

test("a redirect that the relay does not cover is an error by name in mode relay", async () => {
  const elsewhere = await serve();
  const origin = await serve();
  const relay = await serve({ handle: () => redirect(elsewhere.url) });
  const { get } = await startEngine();
  const view = await get(origin.url, { relays: relaysFrom(reverse(relay, origin)), mode: "relay" });
  expect(view).toMatchObject({ state: "failed", failure: { code: "redirect-not-covered" } });
  expect(elsewhere.connections + origin.connections).toBe(0);
});

test("each hop takes the relay that covers its host, and the file comes over the one that reaches it", async () => {
  const storage = await serve({ size: 3 * MB });
  const front = await serve({ handle: () => redirect(`${storage.base}/blob`) });
  const toFront = await serve({ handle: () => redirect(`${storage.base}/blob`) });
  const toStorage = await serve({ size: 3 * MB });
  const { get } = await startEngine();
  const relays = relaysFrom(reverse(toFront, front, "to-front"), reverse(toStorage, storage, "to-storage"));
  const view = await get(front.url, { relays, mode: "relay" });
  expect((await fileOf(view)).equals(storage.bytes())).toBe(true);
  expect(view.routes).toMatchObject([
    { route: "to-front", bytes: 0, problem: { code: "redirect-not-covered" } },
    { route: "to-storage", bytes: 3 * MB, problem: null },
  ]);
  expect(front.connections + storage.connections).toBe(0);
});

test("a redirect loop ends", async () => {
  const origin = await serve({ handle: () => redirect("/again") });
  const { get } = await startEngine();
  expect(await get(origin.url)).toMatchObject({ state: "failed", failure: { code: "too-many-redirects" } });
});

test.each([
  ["file:///etc/passwd", "bad-redirect"],
  ["", "bad-redirect"],
])("a redirect to %j is refused", async (location, code) => {
  const origin = await serve({ handle: () => redirect(location) });
  const { get } = await startEngine();
  expect(await get(origin.url)).toMatchObject({ state: "failed", failure: { code } });
});

test("a server without ranges is read as one plain stream, with a warning", async () => {
  const origin = await serve({
    size: 3 * MB,
    handle: () => ({ ignoreRange: true, headers: { "accept-ranges": null } }),
  });
  const { get } = await startEngine();
  const view = await get(origin.url);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(view.warnings).toEqual(["no-ranges"]);
  expect(origin.requests).toHaveLength(1);
});

test("a chunked answer without a length is complete at its last chunk", async () => {
  const origin = await serve({ size: 2 * MB, handle: () => ({ ignoreRange: true, framing: "chunked" }) });
  const { get } = await startEngine();
  const view = await get(origin.url);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(view).toMatchObject({ total: 2 * MB, warnings: ["no-ranges", "no-length"] });
});

test("a body that only the connection's end ends is marked unverified", async () => {
  const origin = await serve({ size: 300_000, handle: () => ({ ignoreRange: true, ...earlyEnd(300_000) }) });
  const { get } = await startEngine();
  const view = await get(origin.url);
  expect(view).toMatchObject({ state: "done", warnings: ["no-ranges", "no-length", "unverified-end"] });
});

test("a plain stream that is cut is never called complete", async () => {
  const origin = await serve({ size: 2 * MB, handle: () => ({ ignoreRange: true, ...dropAt(MB) }) });
  const { get, folder } = await startEngine();
  const view = await get(origin.url);
  expect(view.state).toBe("failed");
  expect(view.failure?.code).toBe("whole-lost");
  expect(await readdir(folder)).toEqual(["file.bin.detour"]);
});

test("an empty file is a file", async () => {
  const origin = await serve({ size: 0 });
  const { get } = await startEngine();
  const view = await get(origin.url);
  expect(view).toMatchObject({ state: "done", bytes: 0, total: 0 });
  expect(await fileOf(view)).toHaveLength(0);
});

test("a file of one byte is a file", async () => {
  const origin = await serve({ size: 1 });
  const { get } = await startEngine();
  expect((await fileOf(await get(origin.url))).equals(origin.bytes())).toBe(true);
});

test.each([
  ["a range that begins elsewhere", { shift: 10 }],
  ["no Content-Range", { contentRange: null }],
  ["a malformed Content-Range", { contentRange: "bytes=0-99/100" }],
  ["several parts for one range", { multipart: true }],
])("%s is not written, and the whole file is asked for instead", async (_what, fault) => {
  const origin = await serve({ size: MB, handle: ({ headers }) => (headers["range"] ? fault : {}) });
  const { get, folder } = await startEngine();
  const view = await get(origin.url);
  expect(view).toMatchObject({ state: "done", bytes: MB, warnings: ["no-ranges"] });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(origin.requests).toHaveLength(2);
  expect(await readdir(folder)).toEqual(["file.bin"]);
});

test.each([
  ["a range that begins elsewhere", { shift: 10 }],
  ["several parts for one range", { multipart: true }],
])("%s, and no whole file either, is refused, and nothing of it is written", async (_what, fault) => {
  const origin = await serve({ size: MB, handle: () => fault });
  const { get, folder } = await startEngine();
  const view = await get(origin.url);
  expect(view).toMatchObject({ state: "failed", bytes: 0, failure: { code: "bad-answer" } });
  expect(await readdir(folder)).toEqual([]);
});

test("a shorter answer than asked for is taken, and the rest asked for again", async () => {
  const origin = await serve({ size: 4 * MB, handle: () => ({ atMost: 300_000 }) });
  const { get } = await startEngine();
  expect((await fileOf(await get(origin.url))).equals(origin.bytes())).toBe(true);
});

test("a coded body is refused", async () => {
  const origin = await serve({ handle: () => ({ ignoreRange: true, coding: "gzip" }) });
  const { get } = await startEngine();
  expect(await get(origin.url)).toMatchObject({ state: "failed", failure: { code: "content-coded" } });
});

test("dropped connections cost nothing that was fetched", async () => {
  const origin = await serve({
    size: 8 * MB,
    handle: ({ index }) => (index % 2 === 0 ? dropAt(700_000) : undefined),
  });
  const { get, engine } = await startEngine();
  const view = await get(origin.url);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(engine.downloads.report(view.id)?.routes[0]?.retries).toBeGreaterThan(0);
  const sent = origin.requests.reduce((sum, { bytesSent }) => sum + bytesSent, 0);
  expect(sent).toBeLessThan(8 * MB * 1.25);
});

test("a lane that falls silent loses its range to the others", async () => {
  const origin = await serve({
    size: 8 * MB,
    handle: ({ index }) => (index === 1 ? stallAt(50_000) : { rate: 4 * MB }),
  });
  const { get } = await startEngine();
  const started = performance.now();
  expect((await fileOf(await get(origin.url))).equals(origin.bytes())).toBe(true);
  // Far under the idle limit of 15 s: the others took over.
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("a server that allows two connections gets two", async () => {
  const origin = await serve({ size: 12 * MB, handle: above(2, status(429, 1)) });
  const { get } = await startEngine();
  const view = await get(origin.url, { connections: 8 });
  expect(view.failure).toBeNull();
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(origin.requests.filter((request) => request.status === 429).length).toBeLessThan(25);
});

test("a file that changes in the middle is fetched anew, once, and the earlier part kept aside", async () => {
  const origin = await serve({ size: 20 * MB, handle: from(5, changed()) });
  const { get, folder } = await startEngine();
  const view = await get(origin.url);
  expect(view).toMatchObject({ state: "done", warnings: ["restarted"] });
  expect((await fileOf(view)).equals(new SeededBytes(changed().seed ?? "").slice(0, 20 * MB))).toBe(true);
  expect((await readdir(folder)).toSorted()).toEqual(["file (earlier version).bin.detour", "file.bin"]);
});

test("a relay with another file of the same size is left out", async () => {
  const origin = await serve({
    size: 6 * MB,
    etag: null,
    lastModified: null,
    handle: () => ({ rate: 6 * MB }),
  });
  const relay = await serve({
    size: 6 * MB,
    seed: "other",
    etag: null,
    lastModified: null,
    handle: () => ({ delayMs: 300 }),
  });
  const { get } = await startEngine();
  const relays = relaysFrom(reverse(relay, origin));
  const view = await get(origin.url, { relays });
  expect(view.state).toBe("done");
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(view.routes.find(({ route }) => route === "relay")?.problem?.code).toBe("different-file");
});

test("a relay that answers first with another file does not win over direct", async () => {
  const origin = await serve({
    size: 6 * MB,
    handle: ({ index }) => (index === 0 ? { delayMs: 400 } : undefined),
  });
  const relay = await serve({ size: 5 * MB, seed: "other", etag: '"other"' });
  const { get } = await startEngine();
  const view = await get(origin.url, { relays: relaysFrom(reverse(relay, origin)) });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
});

test("a relay's page with status 200 does not pass for the file", async () => {
  const origin = await serve({
    size: 2 * MB,
    handle: ({ index }) => (index === 0 ? { delayMs: 500 } : undefined),
  });
  const relay = await serve({ handle: () => htmlPage() });
  const { get } = await startEngine();
  const view = await get(origin.url, { relays: relaysFrom(reverse(relay, origin)) });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(view.warnings).toEqual([]);
});

test("a page where a file was expected is not saved, unless it is asked for", async () => {
  const origin = await serve({ handle: () => htmlPage() });
  const { get, folder } = await startEngine();
  expect(await get(origin.url)).toMatchObject({ state: "failed", failure: { code: "web-page" } });
  expect(await readdir(folder)).toEqual([]);
  const view = await get(origin.url, { acceptPage: true });
  expect(view).toMatchObject({ state: "done", warnings: ["html", "no-ranges"] });
});

test("a page under an address that may be one is saved, with a warning", async () => {
  const origin = await serve({ handle: () => htmlPage() });
  const { get } = await startEngine();
  expect(await get(`${origin.base}/about`)).toMatchObject({ state: "done", warnings: ["html", "no-ranges"] });
});

test("a dead relay is named, and the download goes on", async () => {
  const origin = await serve({ size: 3 * MB });
  const { get } = await startEngine();
  const view = await get(origin.url, {
    relays: relaysFrom(`reverse:http://127.0.0.1:1/=${origin.base}/#name=dead`),
  });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(view.routes.find(({ route }) => route === "dead")).toMatchObject({
    state: "out",
    problem: { code: "unreachable" },
  });
});

test("a relay that dies in the middle hands its ranges over", async () => {
  const origin = await serve({ size: 8 * MB, handle: () => ({ rate: 2 * MB }) });
  const relay = await serve({ size: 8 * MB, handle: from(2, { noAnswer: true }) });
  const { get } = await startEngine();
  const view = await get(origin.url, { relays: relaysFrom(reverse(relay, origin)) });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
});

test.each([404, 403, 410])("status %i is said", async (code) => {
  const origin = await serve({ handle: () => status(code) });
  const { get, folder } = await startEngine();
  const view = await get(origin.url);
  expect(view).toMatchObject({
    state: "failed",
    resumable: false,
    failure: { code: "http-status", params: { status: code } },
  });
  expect(await readdir(folder)).toEqual([]);
});

test("status 503 passes when it passes", async () => {
  const origin = await serve({ handle: ({ index }) => (index === 0 ? status(503) : undefined) });
  const { get } = await startEngine();
  expect((await fileOf(await get(origin.url))).equals(origin.bytes())).toBe(true);
});

test("an existing file is never touched", async () => {
  const origin = await serve({ size: 1000 });
  const { get, folder } = await startEngine();
  await writeFile(path.join(folder, "file.bin"), "mine");
  const view = await get(origin.url);
  expect(view.name).toBe("file (1).bin");
  await expect(get(origin.url, { name: "file.bin" })).rejects.toMatchObject({ code: "file-exists" });
  expect((await stat(path.join(folder, "file.bin"))).size).toBe(4);
});

test("a stranger's part file is never touched", async () => {
  const origin = await serve({ size: 1000 });
  const { get, folder } = await startEngine();
  await writeFile(path.join(folder, "file.bin.detour"), "mine");
  const view = await get(origin.url);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect((await stat(path.join(folder, "file.bin.detour"))).size).toBe(4);
});

test("a wrong checksum keeps the file aside under a name that says so", async () => {
  const origin = await serve({ size: 1000 });
  const { get, folder } = await startEngine();
  const view = await get(origin.url, { checksum: { algorithm: "sha256", hex: "0".repeat(64) } });
  expect(view).toMatchObject({ state: "failed", resumable: false, failure: { code: "checksum-mismatch" } });
  expect(view.failure?.message).toContain("file (wrong sha256).bin");
  expect(await readdir(folder)).toEqual(["file (wrong sha256).bin"]);
});

test("a folder that cannot be written is said before anything is lost", async () => {
  const origin = await serve({ size: 1000 });
  const { get, folder } = await startEngine();
  await writeFile(path.join(folder, "not-a-folder"), "");
  const view = await get(origin.url, { folder: path.join(folder, "not-a-folder") });
  expect(view).toMatchObject({ state: "failed", failure: { code: "folder-not-writable" } });
});

test("a file larger than the disk is refused before it starts", async () => {
  const origin = await serve({ size: 1000, handle: () => ({ total: 900_000_000_000_000, atMost: 100 }) });
  const { get } = await startEngine();
  expect(await get(origin.url)).toMatchObject({ state: "failed", failure: { code: "disk-full" } });
});

test("the limit holds", async () => {
  const origin = await serve({ size: 2 * MB });
  const { get } = await startEngine();
  const started = performance.now();
  await get(origin.url, { limit: MB });
  expect(performance.now() - started).toBeGreaterThan(1500);
});
