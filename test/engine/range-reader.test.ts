import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import tls from "node:tls";
import { afterEach, expect, test } from "vitest";
import type { Answer } from "../../electron/engine/http/attempt.ts";
import { createRangePool } from "../../electron/engine/http/range-reader/pool.ts";
import { sendRange, type RangeRequest } from "../../electron/engine/http/range-reader/send.ts";
import { releaseChunk } from "../../electron/engine/http/range-reader/slabs.ts";
import { listen, loopback } from "../../electron/practice/loopback.ts";
import { dropAt, redirect, stallAt, status } from "../helpers/fault-server.ts";
import { serve } from "../helpers/engine.ts";
import { selfSigned } from "../helpers/self-signed.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A road's worth of the range reader. */
function reader() {
  const pool = createRangePool();
  ends.push(() => pool.close());
  const send = (url: string, more: Partial<RangeRequest> = {}) =>
    sendRange({
      url: new URL(url),
      headers: {},
      pool,
      signal: new AbortController().signal,
      connectTimeoutMs: 5000,
      responseTimeoutMs: 5000,
      ...more,
    });
  return {
    pool,
    send,
    ask: async (
      url: string,
      range?: readonly [start: number, end: number],
      more: Partial<RangeRequest> = {},
    ) => {
      const headers = range ? { range: `bytes=${range[0]}-${range[1] - 1}` } : {};
      const sent = await send(url, { headers, ...more });
      if (sent.kind === "odd") throw new Error(`odd: ${sent.why}`);
      return sent.answer;
    },
  };
}

async function readAll(answer: Answer, release = false): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of answer.body as AsyncIterable<Buffer>) {
    parts.push(release ? Buffer.from(part) : part);
    if (release) releaseChunk(part);
  }
  return Buffer.concat(parts);
}

/** A server that writes whatever the test says; `onSocket` hears each connection, with how many there were before. */
async function raw(onSocket: (socket: Socket, index: number) => void, server?: Server): Promise<string> {
  const sockets: Socket[] = [];
  const taken = (socket: Socket) => {
    socket.on("error", () => undefined);
    sockets.push(socket);
    onSocket(socket, sockets.length - 1);
  };
  const listening = server ?? createServer();
  listening.on(server ? "secureConnection" : "connection", taken);
  const port = await listen(listening);
  ends.push(() => {
    listening.close();
    for (const socket of sockets) socket.destroy();
  });
  return `${server ? "https" : "http"}://${loopback}:${port}/file.bin`;
}

/** Answers each request, as it comes whole, with these bytes. */
const answering = (text: string | Buffer) => (socket: Socket) => {
  let seen = "";
  socket.on("data", (bytes) => {
    seen += bytes.toString("latin1");
    const requests = seen.split("\r\n\r\n");
    seen = requests.pop() ?? "";
    for (let left = requests.length; left > 0; left--) socket.write(text);
  });
};

const part = (body: string, more = "") =>
  `HTTP/1.1 206 Partial Content\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`;

test("reads ranges byte for byte, one after another over one connection", async () => {
  const server = await serve({ size: 3_000_000 });
  const { ask } = reader();
  for (const [index, range] of (
    [
      [0, 1_000_000],
      [1_000_000, 2_999_999],
      [5, 6],
    ] as const
  ).entries()) {
    const answer = await ask(server.url, range);
    expect(answer).toMatchObject({ status: 206, framed: true, newConnection: index === 0 });
    expect(answer.header("content-range")).toBe(`bytes ${range[0]}-${range[1] - 1}/3000000`);
    expect(answer.count("content-range")).toBe(1);
    expect((await readAll(answer, index === 1)).equals(server.bytes(...range))).toBe(true);
  }
  expect(server.connections).toBe(1);
  expect(server.requests[0]?.headers).toEqual({
    host: `127.0.0.1:${server.port}`,
    "accept-encoding": "identity",
    "user-agent": "Detour/0.1",
    connection: "keep-alive",
    range: "bytes=0-999999",
  });
});

test("chunks that were not given back are never overwritten", async () => {
  const server = await serve({ size: 4_000_000 });
  const { ask } = reader();
  const kept = await readAllChunks(await ask(server.url, [0, 2_000_000]));
  for (let round = 0; round < 3; round++) await readAll(await ask(server.url, [2_000_000, 4_000_000]), true);
  expect(Buffer.concat(kept).equals(server.bytes(0, 2_000_000))).toBe(true);
});

async function readAllChunks(answer: Answer): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer.body as AsyncIterable<Buffer>) chunks.push(chunk);
  return chunks;
}

/** The size of the largest memory that an answer's chunks lie in. */
async function memory(answer: Answer): Promise<number> {
  let most = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    most = Math.max(most, chunk.buffer.byteLength);
    await sleep(1);
  }
  return most;
}

test("a fast server's long answer is read into large memory, a short one on the same connection is not", async () => {
  const long = Buffer.alloc(40_000_000, "detour ");
  let answers = 0;
  const url = await raw((socket) => {
    socket.on("data", () => {
      const body = long.subarray(0, answers++ === 0 ? long.length : 700_000);
      socket.write(`HTTP/1.1 206 Partial Content\r\nContent-Length: ${body.length}\r\n\r\n`);
      socket.write(body);
    });
  });
  const { ask } = reader();
  expect(await memory(await ask(url))).toBe(1024 * 1024);
  const short = await ask(url);
  expect(short.newConnection).toBe(false);
  // A window that keeps a little of it would keep all of its memory.
  expect(await memory(short)).toBe(256 * 1024);
});

test("several answers at once have a connection each", async () => {
  const server = await serve({ size: 1_000_000 });
  const { ask } = reader();
  const starts = [0, 100_000, 200_000, 300_000];
  const answers = await Promise.all(starts.map((start) => ask(server.url, [start, start + 100_000])));
  const bodies = await Promise.all(answers.map((answer) => readAll(answer)));
  expect(bodies.every((body, at) => body.equals(server.bytes(at * 100_000, (at + 1) * 100_000)))).toBe(true);
  expect(server.connections).toBe(4);
});

test("a refusal and a redirect leave the connection for the next request", async () => {
  const server = await serve({ size: 1000, handle: ({ index }) => [status(503, 7), redirect("/b")][index] });
  const { ask } = reader();
  const refused = await ask(server.url, [0, 9]);
  expect(refused).toMatchObject({ status: 503 });
  expect(refused.header("retry-after")).toBe("7");
  refused.close();
  const moved = await ask(server.url, [0, 9]);
  expect(moved.header("location")).toBe("/b");
  moved.close();
  expect((await readAll(await ask(server.url, [0, 9]))).equals(server.bytes(0, 9))).toBe(true);
  expect(server.connections).toBe(1);
});

test.each([
  ["chunked", { framing: "chunked" }],
  ["ended by the connection", { framing: "close" }],
  ["HTTP/1.0", { version: "1.0" }],
] as const)(
  "an answer that is %s is left to a full client, its connection given up",
  async (_what, fault) => {
    const server = await serve({ size: 1000, handle: ({ index }) => (index === 0 ? fault : undefined) });
    const { send, ask } = reader();
    expect(await send(server.url)).toMatchObject({ kind: "odd" });
    await readAll(await ask(server.url));
    expect(server.connections).toBe(2);
  },
);

test("two lengths are refused", async () => {
  const server = await serve({ handle: () => ({ rawHeaders: [Buffer.from("Content-Length: 3")] }) });
  await expect(reader().ask(server.url)).rejects.toMatchObject({ code: "bad-answer" });
});

test("a head that comes byte by byte is read, interim answers are skipped", async () => {
  const url = await raw((socket) => {
    socket.setNoDelay(true);
    socket.once("data", () => {
      void (async () => {
        const text = `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${part("hello")}`;
        for (const byte of text) {
          socket.write(byte);
          await sleep(0);
        }
      })();
    });
  });
  const answer = await reader().ask(url);
  expect((await readAll(answer)).toString()).toBe("hello");
});

test("endless interim answers and endless heads are given up", async () => {
  const flood = await raw(answering("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(5000)));
  expect(await reader().send(flood)).toMatchObject({ kind: "odd" });
  const long = await raw(answering(`HTTP/1.1 206 OK\r\nX-A: ${"a".repeat(300_000)}\r\n\r\n`));
  expect(await reader().send(long)).toMatchObject({ kind: "odd" });
});

test("bytes after the body belong to nobody: the answer stands, the connection does not", async () => {
  let connections = 0;
  const url = await raw((socket) => {
    connections++;
    answering(part("hello") + part("other"))(socket);
  });
  const { ask } = reader();
  for (let round = 0; round < 3; round++) {
    expect((await readAll(await ask(url))).toString()).toBe("hello");
  }
  expect(connections).toBe(3);
});

test("an answer that comes while nobody asked ends the connection", async () => {
  let connections = 0;
  const url = await raw((socket) => {
    connections++;
    socket.once("data", () => {
      socket.write(part("hello"));
      setTimeout(() => socket.write(part("stale")), 50);
      socket.on("data", () => socket.write(part("again")));
    });
  });
  const { ask } = reader();
  expect((await readAll(await ask(url))).toString()).toBe("hello");
  await sleep(150);
  expect((await readAll(await ask(url))).toString()).toBe("hello");
  expect(connections).toBe(2);
});

test("Connection: close is respected", async () => {
  let connections = 0;
  const url = await raw((socket) => {
    connections++;
    answering(part("hello", "Connection: close\r\n"))(socket);
  });
  const { ask } = reader();
  await readAll(await ask(url));
  await readAll(await ask(url));
  expect(connections).toBe(2);
});

test("an idle connection that the server closed or reset is not used", async () => {
  const server = await serve({ size: 1000 });
  const { ask } = reader();
  await readAll(await ask(server.url));
  server.resetConnections();
  await sleep(50);
  expect((await ask(server.url)).newConnection).toBe(true);
});

test.each(["end", "resetAndDestroy"] as const)(
  "a kept connection that dies before its answer (%s) is replaced once, unnoticed",
  async (how) => {
    let requests = 0;
    const url = await raw((socket) => {
      let mine = 0;
      socket.on("data", () => {
        requests++;
        if (mine++ === 0) socket.write(part("hello"));
        else socket[how]();
      });
    });
    const { ask } = reader();
    await readAll(await ask(url));
    const answer = await ask(url);
    expect(answer.newConnection).toBe(true);
    expect((await readAll(answer)).toString()).toBe("hello");
    expect(requests).toBe(3);
  },
);

test("a new connection that dies before its answer is an error, and so is half a head", async () => {
  const dead = await serve({ handle: () => ({ noAnswer: true }) });
  await expect(reader().ask(dead.url)).rejects.toMatchObject({ code: "connection-lost" });
  expect(dead.requests.length).toBe(1);
  const half = await raw((socket) => socket.once("data", () => socket.end("HTTP/1.1 206 Part")));
  await expect(reader().ask(half)).rejects.toMatchObject({ code: "connection-lost" });
});

test.each(["reset", "fin"] as const)("a body cut short by %s is an error after its bytes", async (by) => {
  const server = await serve({ size: 1_000_000, handle: () => ({ cut: { at: 300_000, by } }) });
  const answer = await reader().ask(server.url);
  const got: Buffer[] = [];
  const reading = (async () => {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) got.push(chunk);
  })();
  await expect(reading).rejects.toMatchObject({ code: "connection-lost" });
  const bytes = Buffer.concat(got);
  // A reset may overtake what the system still holds.
  expect(bytes.length).toBeGreaterThanOrEqual(by === "fin" ? 300_000 : 0);
  expect(bytes.equals(server.bytes(0, bytes.length))).toBe(true);
});

test("aborting ends a request, a stalled body and a wait for a connection with the signal's reason", async () => {
  const why = new Error("enough");
  const slow = await serve({ handle: () => ({ delayMs: 60_000 }) });
  const waiting = new AbortController();
  const asked = reader().ask(slow.url, undefined, { signal: waiting.signal });
  setTimeout(() => waiting.abort(why), 50);
  await expect(asked).rejects.toBe(why);

  const stalling = await serve({ handle: () => stallAt(100_000) });
  const reading = new AbortController();
  const answer = await reader().ask(stalling.url, undefined, { signal: reading.signal });
  setTimeout(() => reading.abort(why), 50);
  await expect(readAll(answer)).rejects.toBe(why);

  await expect(reader().ask(slow.url, undefined, { signal: AbortSignal.abort(why) })).rejects.toBe(why);
});

test("closing an answer ends its body and its connection; the rest of the pool lives on", async () => {
  const server = await serve({ size: 1_000_000, handle: ({ index }) => (index === 0 ? stallAt(1000) : {}) });
  const { ask } = reader();
  const answer = await ask(server.url);
  setTimeout(() => answer.close(), 50);
  await expect(readAll(answer)).rejects.toMatchObject({ code: "connection-lost" });
  expect((await readAll(await ask(server.url))).length).toBe(1_000_000);
});

test("leaving a body early gives its connection up, without an error", async () => {
  const server = await serve({ size: 50_000_000 });
  const { ask } = reader();
  const answer = await ask(server.url);
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    expect(chunk.equals(server.bytes(0, chunk.length))).toBe(true);
    break;
  }
  expect((await ask(server.url, [0, 5])).newConnection).toBe(true);
});

test("a server that is silent, not there, or unknown by name is said to be so", async () => {
  const silent = await serve({ handle: () => ({ delayMs: 60_000 }) });
  await expect(reader().ask(silent.url, undefined, { responseTimeoutMs: 50 })).rejects.toMatchObject({
    code: "timed-out",
  });
  const gone = await serve();
  await gone.close();
  await expect(reader().ask(gone.url)).rejects.toMatchObject({ code: "unreachable" });
  await expect(reader().ask("http://nowhere.invalid/")).rejects.toMatchObject({ code: "dns-failed" });
});

test("a TLS handshake that never ends is given up in time, or with the signal", async () => {
  const url = (await raw(() => undefined)).replace("http:", "https:");
  await expect(reader().ask(url, undefined, { connectTimeoutMs: 50 })).rejects.toMatchObject({
    code: "timed-out",
  });
  const why = new Error("enough");
  const { signal, abort } = abortable();
  setTimeout(() => abort(why), 50);
  await expect(reader().ask(url, undefined, { signal })).rejects.toBe(why);
});

function abortable(): { signal: AbortSignal; abort: (why: Error) => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (why) => controller.abort(why) };
}

test("path and query go out byte for byte; IPv6 is spoken", async () => {
  const server = await serve({ size: 10 });
  await readAll(await reader().ask(`${server.base}/a%2Fb%c3?`));
  expect(server.requests[0]?.url).toBe("/a%2Fb%c3?");
  const six = createServer(answering(part("hello")));
  await once(six.listen(0, "::1"), "listening");
  ends.push(() => six.close());
  const { port } = six.address() as AddressInfo;
  expect((await readAll(await reader().ask(`http://[::1]:${port}/`))).toString()).toBe("hello");
});

test("a slow consumer holds the server back", async () => {
  const server = await serve({ size: 200_000_000 });
  const { ask } = reader();
  const answer = await ask(server.url);
  let read = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    read += chunk.length;
    if (read > 1_000_000) break;
    await sleep(20);
  }
  // What the system's own buffers hold on both sides is beyond the reader.
  expect(server.requests[0]?.bytesSent).toBeLessThan(read + 40_000_000);
});

test("closing the pool ends what is under way", async () => {
  const server = await serve({ handle: () => stallAt(1000) });
  const { ask, pool } = reader();
  const answer = await ask(server.url);
  pool.close();
  await expect(readAll(answer)).rejects.toMatchObject({ code: "connection-lost" });
  await expect(ask(server.url)).rejects.toMatchObject({ code: "connection-lost" });
});

test("TLS: an unknown certificate is refused; a trusted one carries ranges over one kept connection", async () => {
  const body = Buffer.alloc(3_000_000, "detour ");
  const protocols: (string | false | null)[] = [];
  const head = `HTTP/1.1 206 Partial Content\r\nContent-Length: ${body.length}\r\n\r\n`;
  const url = await raw(
    (socket) => {
      protocols.push((socket as tls.TLSSocket).alpnProtocol);
      answering(Buffer.concat([Buffer.from(head), body]))(socket);
    },
    tls.createServer({ ...selfSigned, ALPNProtocols: ["h2", "http/1.1"] }),
  );
  await expect(reader().ask(url)).rejects.toMatchObject({ code: "tls-failed" });
  const before = tls.getCACertificates("default");
  tls.setDefaultCACertificates([selfSigned.cert]);
  try {
    const { ask } = reader();
    const names = [url, url.replace(loopback, "localhost")];
    for (const name of names) {
      for (let round = 0; round < 2; round++) {
        const answer = await ask(name);
        expect(answer.newConnection).toBe(round === 0);
        expect((await readAll(answer, true)).equals(body)).toBe(true);
      }
    }
    const cut = await ask(url);
    cut.close();
    await expect(readAll(cut)).rejects.toMatchObject({ code: "connection-lost" });
  } finally {
    tls.setDefaultCACertificates(before);
  }
  expect(protocols.slice(-2)).toEqual(["http/1.1", "http/1.1"]);
});

test("TLS: a body that ends while its connection is paused leaves the connection readable", async () => {
  const sizes = Array.from({ length: 12 }, (_, at) => 64 * 1024 + 1000 + at * 4000);
  let answered = 0;
  const url = await raw((socket) => {
    socket.on("data", () => {
      const body = Buffer.alloc(sizes[answered++] ?? 0, "detour ");
      socket.write(`HTTP/1.1 206 Partial Content\r\nContent-Length: ${body.length}\r\n\r\n`);
      socket.write(body);
    });
  }, tls.createServer(selfSigned));
  const before = tls.getCACertificates("default");
  tls.setDefaultCACertificates([selfSigned.cert]);
  try {
    const { ask } = reader();
    for (const [at, size] of sizes.entries()) {
      const answer = await ask(url, undefined, { responseTimeoutMs: 2000 });
      expect(answer.newConnection).toBe(at === 0);
      await sleep(30);
      expect((await readAll(answer)).length).toBe(size);
    }
  } finally {
    tls.setDefaultCACertificates(before);
  }
});

test("a drop right after the head is a lost connection, wherever it is noticed", async () => {
  const server = await serve({ size: 1_000_000, handle: () => dropAt(0) });
  const reading = reader()
    .ask(server.url)
    .then((answer) => readAll(answer));
  await expect(reading).rejects.toMatchObject({ code: "connection-lost" });
});
