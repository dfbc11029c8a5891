/**
 * Whatever the range reader takes for an answer, Node's own parser (llhttp, strict) must read in the same way: status,
 * header fields, and the body, on a real connection.
 */
import { request } from "node:http";
import { createServer, type Socket } from "node:net";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRangePool } from "../../../electron/engine/http/range-reader/pool.ts";
import { sendRange } from "../../../electron/engine/http/range-reader/send.ts";
import { listen, loopback } from "../../../electron/practice/loopback.ts";

/** What the server answers with at present: pieces, each written in a turn of its own, then the end. */
let pieces: readonly Buffer[] = [];
let url: URL;
const sockets = new Set<Socket>();
const server = createServer({ noDelay: true }, (socket) => {
  sockets.add(socket);
  socket.on("error", () => undefined);
  socket.once("close", () => sockets.delete(socket));
  socket.once("data", () => {
    const [...left] = pieces;
    const write = () => {
      const piece = left.shift();
      if (socket.destroyed) return;
      if (!piece) return void socket.end();
      socket.write(piece);
      setImmediate(write);
    };
    write();
  });
});

beforeAll(async () => {
  url = new URL(`http://${loopback}:${await listen(server)}/f`);
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

/** What a reader made of an answer. `whole` is false where the body broke off. */
interface Reading {
  readonly status: number;
  readonly fields: readonly (readonly [string, string])[];
  readonly body: string;
  readonly whole: boolean;
}

const names = ["content-length", "connection", "etag", "content-range", "x-a", "location", "set-cookie"];

function oursOf(): Promise<Reading | "odd" | "refused" | "lost"> {
  const pool = createRangePool();
  const signal = new AbortController().signal;
  const ask = { url, headers: {}, pool, signal, connectTimeoutMs: 5000, responseTimeoutMs: 5000 };
  return sendRange(ask)
    .then(async (sent) => {
      if (sent.kind === "odd") return "odd";
      const { answer } = sent;
      const parts: Buffer[] = [];
      let whole = true;
      try {
        for await (const chunk of answer.body as AsyncIterable<Buffer>) parts.push(chunk);
      } catch {
        whole = false;
      }
      const fields = names.flatMap((name) => {
        const value = answer.header(name);
        return value === undefined ? [] : [[name, value] as const];
      });
      return { status: answer.status, fields, body: Buffer.concat(parts).toString("latin1"), whole };
    })
    .catch((error: { code?: string }) => (error.code === "bad-answer" ? "refused" : "lost"))
    .finally(() => pool.close());
}

function nodesOf(): Promise<Reading | { readonly error: string }> {
  return new Promise((resolve) => {
    const asked = request(url, { agent: false, maxHeaderSize: 128 * 1024, insecureHTTPParser: false });
    asked.on("error", (error: NodeJS.ErrnoException) => resolve({ error: error.code ?? error.message }));
    asked.on("response", (response) => {
      const parts: Buffer[] = [];
      const finish = (whole: boolean) => {
        const fields = names.flatMap((name) => {
          const value = response.headers[name];
          return value === undefined ? [] : [[name, [value].flat().join(", ")] as const];
        });
        const body = Buffer.concat(parts).toString("latin1");
        resolve({ status: response.statusCode ?? 0, fields, body, whole });
      };
      response.on("data", (chunk: Buffer) => parts.push(chunk));
      response.on("error", () => finish(false));
      response.on("end", () => finish(response.complete));
    });
    asked.end();
  });
}

const bodyText = fc.string({ unit: fc.constantFrom("a", "\r", "\n", "0", "\0", "\xff"), maxLength: 40 });

const line = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom("Connection: close", "Connection: keep-alive", 'ETag: "v1"', 'ETag: "v2"'),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom("X-A: b", "X-A:  c \t", "X-A:", "Set-Cookie: a=b", "Location: /x"),
  },
  { weight: 2, arbitrary: fc.constantFrom("Content-Range: bytes 0-4/9", "Keep-Alive: timeout=5, max=9") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "Transfer-Encoding: chunked",
      "Transfer-Encoding: identity",
      "Content-Length: 3",
      "Content-Length: 3, 3",
      "Content-Length: +3",
      "Content-Length : 3",
      " folded",
      "X-A: b\nContent-Length: 3",
      "X-A: b\rContent-Length: 3",
      "X-A: \0",
      "Upgrade: x",
      "no colon",
    ),
  },
);

const first = fc.oneof(
  { weight: 6, arbitrary: fc.constant("HTTP/1.1 206 Partial Content") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "HTTP/1.1 200 OK",
      "HTTP/1.1 404 Not Found",
      "HTTP/1.1 302 ",
      "HTTP/1.1 503 \xe9",
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "HTTP/1.1 204 x",
      "HTTP/1.1 304 x",
      "HTTP/1.1 100 x",
      "HTTP/1.1 103 x",
      "HTTP/1.0 200 OK",
    ),
  },
);

/** An answer that is right but for its lines, and then perhaps spoilt byte by byte, in pieces. */
const answers = fc
  .record({
    first,
    before: fc.array(line, { maxLength: 3 }),
    after: fc.array(line, { maxLength: 3 }),
    body: bodyText,
    lengthOff: fc.oneof(
      { weight: 6, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: -3, max: 3 }) },
    ),
    interim: fc.oneof(
      { weight: 5, arbitrary: fc.constant("") },
      {
        weight: 1,
        arbitrary: fc.constantFrom("HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Hints\r\nX-A: i\r\n\r\n"),
      },
    ),
    spoils: fc.oneof(
      { weight: 1, arbitrary: fc.constant([]) },
      {
        weight: 1,
        arbitrary: fc.array(
          fc.record({
            at: fc.nat(300),
            how: fc.constantFrom("insert", "replace", "remove"),
            byte: fc.oneof(fc.constantFrom(0, 9, 10, 13, 32, 44, 58, 127), fc.nat(255)),
          }),
          { minLength: 1, maxLength: 3 },
        ),
      },
    ),
    cuts: fc.array(fc.nat(300), { maxLength: 4 }),
  })
  .map(({ first, before, after, body, lengthOff, interim, spoils, cuts }) => {
    const length = `Content-Length: ${Math.max(0, body.length + lengthOff)}`;
    const text = `${interim}${[first, ...before, length, ...after].join("\r\n")}\r\n\r\n${body}`;
    const bytes = [...Buffer.from(text, "latin1")];
    for (const { at, how, byte } of spoils) {
      const place = at % bytes.length;
      if (how === "insert") bytes.splice(place, 0, byte);
      else bytes.splice(place, 1, ...(how === "replace" ? [byte] : []));
    }
    const whole = Buffer.from(bytes);
    const places = [0, ...cuts.map((at) => at % whole.length).sort((a, b) => a - b), whole.length];
    return places
      .slice(1)
      .map((place, at) => whole.subarray(places[at], place))
      .filter(({ length }) => length > 0);
  });

/**
 * The pieces up to the end of the body: what follows it answers nothing, but Node reads it as the next answer, and may
 * fail for it before it tells of the first.
 */
function withoutSurplus(answer: readonly Buffer[], bodyLength: number): Buffer[] {
  const text = Buffer.concat(answer).toString("latin1");
  let end = 0;
  for (let interim = true; interim;) {
    interim = text.startsWith("HTTP/1.1 1", end);
    end = text.indexOf("\r\n\r\n", end) + 4;
  }
  let left = end + bodyLength;
  return answer.flatMap((piece) => {
    const kept = piece.subarray(0, left);
    left -= kept.length;
    return kept.length > 0 ? [kept] : [];
  });
}

test("what the range reader takes, Node's parser reads alike", async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(answers, async (answer) => {
      pieces = answer;
      const ours = await oursOf();
      if (typeof ours === "string") return;
      taken++;
      pieces = withoutSurplus(answer, ours.body.length);
      expect(await nodesOf()).toEqual(ours);
    }),
    { numRuns: 1500, endOnFailure: false },
  );
  // A reader that takes nothing would agree with anybody.
  expect(taken).toBeGreaterThan(300);
}, 60_000);
