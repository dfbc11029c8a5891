/** Streams in order, against the fault server. */
import { createHash } from "node:crypto";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "../../../electron/engine/clock.ts";
import { silentLog } from "../../../electron/engine/log.ts";
import { relayRoute } from "../../../electron/engine/routes/create-route.ts";
import { direct } from "../../../electron/engine/routes/direct.ts";
import type { Route } from "../../../electron/engine/routes/route.ts";
import { openStream } from "../../../electron/engine/stream/open-stream.ts";
import {
  RangeNotSatisfiable,
  type OpenStream,
  type StreamRequest,
} from "../../../electron/engine/stream/types.ts";
import { relaysFrom, serve } from "../../helpers/engine.ts";
import { changed, dropAt, stallAt, status, type FaultServer } from "../../helpers/fault-server.ts";

const KiB = 1024;
const MiB = 1024 * KiB;
const MB = 1_000_000;

async function open(server: FaultServer, more: Partial<StreamRequest> = {}): Promise<OpenStream> {
  const stop = new AbortController();
  const stream = await openStream({
    source: new URL(server.url),
    routes: [direct],
    mode: "auto",
    connections: 4,
    clock: systemClock,
    random: () => 0.5,
    log: silentLog,
    signal: stop.signal,
    ...more,
  });
  onTestFinished(() => stream.close());
  return stream;
}

/** Relays of these servers for a file that an origin has. */
function over(origin: FaultServer, ...relays: readonly FaultServer[]): Route[] {
  const specs = relays.map((relay, at) => `reverse:${relay.base}/=${origin.base}/#name=relay${at + 1}`);
  return relaysFrom(...specs).map(relayRoute);
}

interface Read {
  readonly bytes: number;
  readonly sha256: string;
}

/** Reads to the end. `pace` is called with what was read so far after every chunk. */
async function read(stream: OpenStream, pace?: (bytes: number) => Promise<void> | void): Promise<Read> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of stream.body) {
    hash.update(chunk);
    bytes += chunk.length;
    await pace?.(bytes);
  }
  return { bytes, sha256: hash.digest("hex") };
}

function right(server: FaultServer, start = 0, end = server.size): Read {
  const bytes = server.bytes(start, end);
  return { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

test("a large file comes whole and in order over several connections", async () => {
  const origin = await serve({ size: 24 * MB });
  const stream = await open(origin);
  expect(stream).toMatchObject({
    total: 24 * MB,
    start: 0,
    end: 24 * MB,
    ranges: true,
    contentType: "application/octet-stream",
    identity: { total: 24 * MB, etag: '"v1"' },
  });
  expect(stream.at.href).toBe(origin.url);
  expect(stream.header("etag")).toBe('"v1"');
  expect(await read(stream)).toEqual(right(origin));
  expect(origin.connections).toBeGreaterThan(1);
  await vi.waitFor(() => expect(origin.open).toBe(0));
});

test("direct and two relays share the work, and the bytes are in order", async () => {
  const origin = await serve({ size: 16 * MB, handle: () => ({ rate: 1 * MB }) });
  const one = await serve({ size: 16 * MB, handle: () => ({ rate: 2 * MB }) });
  const two = await serve({ size: 16 * MB, handle: () => ({ rate: 2 * MB }) });
  const stream = await open(origin, { routes: [...over(origin, one, two), direct], connections: 2 });
  expect(await read(stream)).toEqual(right(origin));
  for (const server of [origin, one, two]) expect(server.sent).toBeGreaterThan(MB);
});

test.each([
  ["in the middle", 5_000_001, 13_000_003],
  ["to the end", 19 * MB, undefined],
  ["of one byte", 7, 8],
  ["beyond the end", 19 * MB, 30 * MB],
])("a range %s", async (_where, start, end) => {
  const origin = await serve({ size: 20 * MB });
  const stream = await open(origin, { range: { start, end } });
  const stop = Math.min(end ?? Infinity, 20 * MB);
  expect(stream).toMatchObject({ total: 20 * MB, start, end: stop });
  expect(await read(stream)).toEqual(right(origin, start, stop));
  expect(origin.sent).toBeLessThan(stop - start + 256 * KiB);
});

test("a range behind the end is refused with the size", async () => {
  const origin = await serve({ size: MB });
  const refused = open(origin, { range: { start: MB } });
  await expect(refused).rejects.toThrow(RangeNotSatisfiable);
  await expect(refused).rejects.toMatchObject({ total: MB });
});

test.each([
  ["1000", 1000, MB - 1000],
  ["more than there are", 5 * MB, 0],
])("the last bytes: %s", async (_how, last, start) => {
  const origin = await serve({ size: MB });
  const stream = await open(origin, { range: { last } });
  expect(stream).toMatchObject({ total: MB, start, end: MB });
  expect(await read(stream)).toEqual(right(origin, start));
});

test("the last no bytes are refused", async () => {
  const origin = await serve({ size: MB });
  await expect(open(origin, { range: { last: 0 } })).rejects.toThrow(RangeNotSatisfiable);
});

test("an empty file", async () => {
  const origin = await serve({ size: 0 });
  const stream = await open(origin);
  expect(stream).toMatchObject({ total: 0, end: 0 });
  expect(await read(stream)).toEqual(right(origin));
});

test("a small file costs one request over one connection, though there are relays", async () => {
  const origin = await serve({ size: 600 * KiB });
  const relay = await serve({ size: 600 * KiB });
  const stream = await open(origin, { routes: [direct, ...over(origin, relay)] });
  expect(await read(stream)).toEqual(right(origin));
  expect(origin.requests.length).toBe(1);
  expect(origin.connections).toBe(1);
  expect(relay.requests.length).toBe(0);
});

test("a small file over a relay alone in the lead waits for no witness", async () => {
  const origin = await serve({ size: 100 * KiB });
  const relay = await serve({ size: 100 * KiB });
  const started = performance.now();
  const stream = await open(origin, { routes: [...over(origin, relay), direct] });
  expect(await read(stream)).toEqual(right(origin));
  expect(performance.now() - started).toBeLessThan(900);
  expect(origin.requests.length).toBe(0);
});

test("the first bytes of a slow answer go on at once", async () => {
  const origin = await serve({ size: 64 * KiB, handle: () => stallAt(1000) });
  const stream = await open(origin);
  const body = stream.body[Symbol.asyncIterator]();
  const started = performance.now();
  const first = await body.next();
  expect(performance.now() - started).toBeLessThan(1000);
  expect(first.value?.equals(origin.bytes(0, first.value.length))).toBe(true);
});

test("a small file whose road stands still is finished by another", async () => {
  const origin = await serve({ size: 600 * KiB, handle: () => stallAt(100 * KiB) });
  const relay = await serve({ size: 600 * KiB });
  const stream = await open(origin, { routes: [direct, ...over(origin, relay)] });
  const started = performance.now();
  expect(await read(stream)).toEqual(right(origin));
  expect(performance.now() - started).toBeLessThan(9000);
});

test("a first road that does not answer costs a moment", async () => {
  const origin = await serve({ size: 6 * MB, handle: () => ({ noAnswer: "never" }) });
  const relay = await serve({ size: 6 * MB });
  const started = performance.now();
  const stream = await open(origin, { routes: [direct, ...over(origin, relay)] });
  expect(performance.now() - started).toBeLessThan(2000);
  expect(await read(stream)).toEqual(right(relay));
  expect(performance.now() - started).toBeLessThan(6000);
});

test("a slow consumer: no more is fetched than the window and what sockets hold", async () => {
  const origin = await serve({ size: 60 * MB });
  const stream = await open(origin, { windowBytes: 8 * MiB });
  let most = 0;
  const started = performance.now();
  const body = read(stream, async (bytes) => {
    // Eight megabits a second at first.
    if (bytes < 2 * MB) await sleep(Math.max(0, bytes / 1000 - (performance.now() - started)));
    most = Math.max(most, origin.sent - bytes);
  });
  expect(await body).toEqual(right(origin));
  // Per connection, a loopback socket's two buffers.
  expect(most).toBeLessThan(8 * MiB + 4 * 4 * MiB);
  expect(most).toBeGreaterThan(4 * MiB);
});

test("a consumer that stops reading stops the servers", async () => {
  const origin = await serve({ size: 60 * MB });
  const stream = await open(origin, { windowBytes: 8 * MiB });
  const body = stream.body[Symbol.asyncIterator]();
  await body.next();
  await sleep(700);
  const sent = origin.sent;
  await sleep(500);
  expect(origin.sent).toBe(sent);
  expect(sent).toBeLessThan(8 * MiB + 4 * 4 * MiB);
});

test("a connection that stands still holds the reader up for a moment only", async () => {
  const origin = await serve({
    size: 20 * MB,
    handle: ({ index }) => (index === 5 ? stallAt(20 * KiB) : { rate: 2 * MB }),
  });
  const stream = await open(origin);
  let longest = 0;
  let last = performance.now();
  const got = await read(stream, () => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  });
  expect(got).toEqual(right(origin));
  expect(longest).toBeLessThan(4000);
});

test("nodes of a CDN with an ETag each are one file", async () => {
  const origin = await serve({
    size: 16 * MB,
    handle: ({ index }) => ({ etag: `"node ${index % 2}"`, rate: 4 * MB }),
  });
  expect(await read(await open(origin))).toEqual(right(origin));
});

test("routes whose answers say nothing of the version are compared by their bytes", async () => {
  const nothing = { etag: null, lastModified: null, rate: 2 * MB };
  const origin = await serve({ size: 8 * MB, handle: () => nothing });
  const same = await serve({ size: 8 * MB, handle: () => nothing });
  const other = await serve({ size: 8 * MB, handle: () => ({ ...nothing, seed: "another file" }) });
  const stream = await open(origin, { routes: [direct, ...over(origin, same, other)], connections: 2 });
  expect(await read(stream)).toEqual(right(origin));
  expect(same.sent).toBeGreaterThan(MB);
  const [, , refused] = stream.roads();
  expect(refused).toMatchObject({ state: "out", problem: { code: "different-file" } });
});

test("credentials never travel over a relay that is not one's own", async () => {
  const origin = await serve({ size: 3 * MB });
  const relay = await serve({ size: 3 * MB });
  const headers = { authorization: "Basic c2VjcmV0" };
  const stream = await open(origin, { routes: [...over(origin, relay), direct], headers });
  expect(await read(stream)).toEqual(right(origin));
  expect(origin.requests.every((request) => request.headers["authorization"] !== undefined)).toBe(true);
  expect(relay.requests.length).toBe(0);
});

test("a relay that dies midway is left behind", async () => {
  const origin = await serve({ size: 12 * MB, handle: () => ({ rate: 2 * MB }) });
  const relay = await serve({ size: 12 * MB, handle: () => ({ rate: 2 * MB }) });
  const stream = await open(origin, { routes: [...over(origin, relay), direct], connections: 2 });
  let stopped: Promise<void> | undefined;
  const got = await read(stream, (bytes) => {
    if (bytes > 4 * MB) stopped ??= relay.stop();
  });
  await stopped;
  expect(got).toEqual(right(origin));
});

test("lost connections in between do not show", async () => {
  const origin = await serve({
    size: 12 * MB,
    handle: ({ index }) => (index % 3 === 1 ? dropAt(200 * KiB) : { rate: 4 * MB }),
  });
  expect(await read(await open(origin))).toEqual(right(origin));
});

test.each(["length", "chunked", "close"] as const)(
  "a server without ranges is one plain stream (%s)",
  async (framing) => {
    const origin = await serve({ size: 3 * MB, handle: () => ({ ignoreRange: true, framing }) });
    const stream = await open(origin);
    expect(stream).toMatchObject({ ranges: false, total: framing === "length" ? 3 * MB : null });
    expect(await read(stream)).toEqual(right(origin));
    expect(origin.requests.length).toBe(1);
  },
);

test("a range is cut out of a plain stream", async () => {
  const origin = await serve({ size: 3 * MB, handle: () => ({ ignoreRange: true }) });
  const stream = await open(origin, { range: { start: MB + 1, end: 2 * MB } });
  expect(await read(stream)).toEqual(right(origin, MB + 1, 2 * MB));
});

test.each([
  ["the whole file", undefined],
  ["a range", { start: 2 * MB + 1, end: 11 * MB }],
])("a server that stops sending parts fills the rest with one stream: %s", async (_what, range) => {
  const origin = await serve({
    size: 12 * MB,
    handle: ({ index }) => ({ rate: 4 * MB, ignoreRange: index >= 6 }),
  });
  const stream = await open(origin, { range, windowBytes: 4 * MiB });
  expect(await read(stream)).toEqual(right(origin, range?.start, range?.end));
});

test("a plain stream is held back by a slow consumer", async () => {
  const origin = await serve({ size: 60 * MB, handle: () => ({ ignoreRange: true }) });
  const stream = await open(origin, { windowBytes: 4 * MiB });
  await stream.body[Symbol.asyncIterator]().next();
  await sleep(700);
  expect(origin.sent).toBeLessThan(4 * MiB + 8 * MiB);
});

test("a plain stream that ends early never ends well", async () => {
  const origin = await serve({
    size: 3 * MB,
    handle: () => ({ ignoreRange: true, cut: { at: MB, by: "fin" } }),
  });
  await expect(open(origin).then((stream) => read(stream))).rejects.toMatchObject({ name: "AppError" });
});

test("a file that changes midway is an error, never an end", async () => {
  const origin = await serve({
    size: 24 * MB,
    handle: ({ index }) => (index < 6 ? { rate: 4 * MB } : { ...changed(), rate: 4 * MB }),
  });
  const stream = await open(origin);
  await expect(read(stream)).rejects.toMatchObject({ code: "file-changed" });
  await vi.waitFor(() => expect(origin.open).toBe(0));
});

test("a relay whose file changes while direct goes on is left out", async () => {
  const rate = 800_000;
  const origin = await serve({ size: 6 * MB, handle: () => ({ rate }) });
  const relay = await serve({
    size: 6 * MB,
    handle: ({ index }) => (index < 4 ? { rate } : { ...changed(), rate }),
  });
  const stream = await open(origin, { routes: [direct, ...over(origin, relay)] });
  expect(await read(stream)).toEqual(right(origin));
});

test("a relay that lies is found before its bytes are handed out: they are fetched again", async () => {
  const size = 10 * MB;
  // At first the relay brings nearly everything.
  let waited = false;
  const origin = await serve({ size, handle: () => ({ rate: waited ? 4 * MB : 200_000 }) });
  // Chance is 0.5: the third block begins at 5/8 of the file.
  const flipByte = Math.floor((2.5 / 4) * (size - 16 * KiB)) + 5;
  const relay = await serve({ size, handle: () => ({ rate: 3 * MB, flipByte }) });
  const stream = await open(origin, { routes: [direct, ...over(origin, relay)], connections: 2 });
  const got = await read(stream, async () => {
    // Everything is here before the consumer comes to it.
    if (!waited) await sleep(3000);
    waited = true;
  });
  expect(got).toEqual(right(origin));
  expect(relay.sent).toBeGreaterThan(MB);
  expect(stream.roads().map(({ route }) => route.name)).toEqual(["direct"]);
});

test("a relay whose wrong bytes were handed out already ends the stream with an error", async () => {
  const size = 8 * MB;
  // Chance is 0: the third block begins at 2/4 of the file. Direct says what is there only after the relay's were read.
  const origin = await serve({
    size,
    handle: ({ index }) => ({ rate: 200_000, delayMs: index === 0 ? 200 : 3000 }),
  });
  const relay = await serve({ size, handle: () => ({ rate: MB, flipByte: 4 * MB + 5 }) });
  const routes = [...over(origin, relay), direct];
  const stream = await open(origin, { routes, connections: 2, random: () => 0 });
  await expect(read(stream)).rejects.toMatchObject({
    code: "different-file",
    params: { route: "relay1", detail: `byte ${4 * MB + 5} differs from direct` },
  });
});

test("who stops early frees all connections", async () => {
  const origin = await serve({ size: 60 * MB, handle: () => ({ rate: 3 * MB }) });
  const stream = await open(origin);
  for await (const chunk of stream.body) if (chunk.length > 0) break;
  await vi.waitFor(() => expect(origin.open).toBe(0));
});

test("a program that hangs up ends a stream that waits for a server", async () => {
  const origin = await serve({ size: 6 * MB, handle: () => stallAt(50 * KiB) });
  const stream = await open(origin);
  const readable = Readable.from(stream.body);
  const slow = new Writable({ write: (_chunk, _encoding, done) => void setTimeout(done, 1) });
  const piped = pipeline(readable, slow);
  await sleep(200);
  slow.destroy(new Error("it hung up"));
  await expect(piped).rejects.toThrow("it hung up");
  await vi.waitFor(() => expect(origin.open).toBe(0), 2000);
});

test("close ends a reader that waits", async () => {
  const origin = await serve({ size: 6 * MB, handle: () => stallAt(50 * KiB) });
  const stream = await open(origin);
  const reading = read(stream);
  await sleep(200);
  await stream.close();
  await expect(reading).rejects.toMatchObject({ code: "interrupted" });
  await vi.waitFor(() => expect(origin.open).toBe(0));
});

test("the signal ends a stream, and an opening that waits", async () => {
  const origin = await serve({ size: 6 * MB, handle: () => stallAt(50 * KiB) });
  const stop = new AbortController();
  const stream = await open(origin, { signal: stop.signal });
  const reading = read(stream);
  stop.abort(new Error("enough"));
  await expect(reading).rejects.toThrow("enough");
  const silent = await serve({ handle: () => ({ noAnswer: "never" }) });
  const late = new AbortController();
  const opening = open(silent, { signal: late.signal });
  late.abort(new Error("too late"));
  await expect(opening).rejects.toThrow("too late");
  await vi.waitFor(() => expect(origin.open + silent.open).toBe(0));
});

test.each([
  [404, "http-status"],
  [403, "http-status"],
])("status %i is told before the first byte", async (code, expected) => {
  const origin = await serve({ handle: () => status(code) });
  await expect(open(origin)).rejects.toMatchObject({ code: expected });
  await vi.waitFor(() => expect(origin.open).toBe(0));
});

test("mode relay needs one, and never goes direct", async () => {
  const origin = await serve({ size: 3 * MB });
  const relay = await serve({ size: 3 * MB });
  await expect(open(origin, { mode: "relay" })).rejects.toMatchObject({ code: "no-relay" });
  const stream = await open(origin, { mode: "relay", routes: [direct, ...over(origin, relay)] });
  expect(await read(stream)).toEqual(right(origin));
  expect(origin.requests.length).toBe(0);
});
