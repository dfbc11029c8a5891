/** What the gateway holds back, gives back and never mixes: each of these guards was taken out once to see its test fail. */
import http, { type IncomingMessage, type RequestListener } from "node:http";
import net, { connect, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { parseRelaySpec } from "../../electron/common/relay-spec.ts";
import { systemClock } from "../../electron/engine/clock.ts";
import { createLimit, unlimited } from "../../electron/engine/download/throttle.ts";
import { headStart, sendBody } from "../../electron/engine/gateway/body.ts";
import { Flows } from "../../electron/engine/gateway/flows.ts";
import type { Gateway, Roads } from "../../electron/engine/gateway/gateway.ts";
import { SharedStream } from "../../electron/engine/gateway/shared-stream.ts";
import { bodyOf } from "../../electron/engine/gateway/take-over.ts";
import { relayRoute } from "../../electron/engine/routes/create-route.ts";
import { direct } from "../../electron/engine/routes/direct.ts";
import type { OpenStream } from "../../electron/engine/stream/types.ts";
import { serve } from "../helpers/engine.ts";
import { status } from "../helpers/fault-server.ts";
import { openGateway, through } from "../helpers/gateway.ts";
import { listenHere } from "../helpers/own-server.ts";

const MB = 1_000_000;
const MiB = 1024 * 1024;

const listen = async (server: Server) => (await listenHere(server)).port;
const listenHttp = async (handle: RequestListener) =>
  `http://127.0.0.1:${await listen(http.createServer(handle))}`;

/** An answer whose bytes nobody takes yet. */
function ask(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = http.get(url, { agent: false }, resolve);
    asked.on("error", reject);
    onTestFinished(() => void asked.destroy());
  });
}
async function bytesOf(answer: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of answer as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
/** What a counter comes to when it has not moved for a second. */
async function settled(count: () => number): Promise<number> {
  for (let before = -1; before !== count(); await sleep(1000)) before = count();
  return count();
}

test("a client that takes nothing stops the servers: no more is held than the window and what sockets take", async () => {
  const size = 150 * MB;
  const origin = await serve({ size });
  const gateway = await openGateway({ windowBytes: 4 * MiB });
  const answer = await ask(through(gateway, origin.url));
  expect(await settled(() => origin.sent)).toBeLessThan(60 * MB);
  expect((await bytesOf(answer)).equals(origin.bytes())).toBe(true);
}, 60_000);

/** A server of so many bytes, and how many it got rid of. */
async function pouring(total: number) {
  const sent = { bytes: 0 };
  const chunk = Buffer.alloc(64 * 1024);
  const more = (to: { write(bytes: Buffer): boolean; end(): unknown }) => {
    while (sent.bytes < total) {
      sent.bytes += chunk.length;
      if (!to.write(chunk)) return;
    }
    to.end();
  };
  const raw = await listen(
    net.createServer((socket) => {
      socket.on("drain", () => more(socket));
      more(socket);
    }),
  );
  const page = await listenHttp((_request, response) => {
    response.on("drain", () => more(response));
    more(response);
  });
  return { raw, page, sent };
}

async function tunnelTo(gateway: Gateway, port: number): Promise<Socket> {
  const socket = connect(Number(new URL(gateway.proxy).port), "127.0.0.1");
  socket.on("error", () => undefined);
  onTestFinished(() => void socket.destroy());
  socket.pause();
  socket.write(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  return socket;
}

test.each([
  ["without a limit", null],
  ["under one", 1000 * MB],
])(
  "a slow client of a tunnel, or of a page that is passed on, holds its server back, %s",
  async (_name, rate) => {
    const total = 200 * MB;
    const [tunnelled, passed] = [await pouring(total), await pouring(total)];
    const gateway = await openGateway({
      limit: createLimit(rate, systemClock),
      tunnelPorts: [tunnelled.raw],
    });
    const socket = await tunnelTo(gateway, tunnelled.raw);
    const answer = await ask(through(gateway, `${passed.page}/`));
    expect(await settled(() => tunnelled.sent.bytes + passed.sent.bytes)).toBeLessThan(60 * MB);
    let came = 0;
    socket.on("data", (part: Buffer) => (came += part.length));
    socket.resume();
    expect((await bytesOf(answer)).length).toBe(passed.sent.bytes);
    await expect.poll(() => came, { timeout: 20_000 }).toBeGreaterThan(total);
  },
  60_000,
);

test("who is refused and never hangs up holds no connection", async () => {
  const gateway = await openGateway();
  const client = connect({
    port: Number(new URL(gateway.proxy).port),
    host: "127.0.0.1",
    allowHalfOpen: true,
  });
  onTestFinished(() => void client.destroy());
  client.on("error", () => undefined);
  client.write("CONNECT a.example:22 HTTP/1.1\r\nHost: a.example:22\r\n\r\n");
  client.resume();
  await new Promise((resolve) => client.once("end", resolve));
  await expect.poll(() => client.destroyed || !client.write("?"), { timeout: 4000 }).toBe(true);
});

test("under a limit, too, who takes nothing for long is given up", async () => {
  const { page } = await pouring(200 * MB);
  const gateway = await openGateway({ limit: createLimit(1000 * MB, systemClock), idleMs: 400 });
  const answer = await ask(through(gateway, `${page}/`));
  answer.on("error", () => undefined);
  await expect.poll(() => gateway.flows().map(({ over }) => over), { timeout: 10_000 }).toEqual([true]);
}, 20_000);

test("lanes that bring other bytes under the same name are never joined to the answer: the client hears of a cut", async () => {
  const origin = await serve({ size: 8 * MB, etag: null, lastModified: null });
  origin.script(({ index }) => (index === 0 ? { rate: MB } : { seed: "another" }));
  const gateway = await openGateway();
  const answer = await ask(through(gateway, origin.url));
  await expect(bytesOf(answer)).rejects.toThrow("aborted");
});

test("lanes that say they have another version are left alone: the answer goes on over its one connection", async () => {
  const origin = await serve({ size: 4 * MB });
  origin.script(({ index }) => (index === 0 ? { rate: 2 * MB } : { seed: "another", etag: '"another"' }));
  const gateway = await openGateway();
  expect((await bytesOf(await ask(through(gateway, origin.url)))).equals(origin.bytes())).toBe(true);
  expect(origin.requests.length).toBeGreaterThan(1);
});

test("a stream that ends early in good order is no good end", async () => {
  const size = 4 * MB;
  const origin = await listenHttp((_request, response) => {
    response.writeHead(200, { "content-length": size, "accept-ranges": "bytes" });
    response.write(Buffer.alloc(headStart));
  });
  const failed = Promise.withResolvers<unknown>();
  const goOn = async (response: http.ServerResponse) => {
    const answer = await ask(origin);
    const body = bodyOf(answer);
    if (!body) throw new Error("it would not be taken over");
    response.writeHead(200, { "content-length": size });
    const stream = (start: number): OpenStream => ({
      total: size,
      start,
      end: size,
      identity: { total: size, etag: null, lastModified: null },
      ranges: true,
      contentType: null,
      at: new URL("http://a.example/"),
      header: () => undefined,
      body: (async function* () {
        yield Buffer.alloc(MB);
      })(),
      roads: () => [],
      relieved: () => undefined,
      close: async () => undefined,
    });
    await sendBody({
      answer,
      response,
      body,
      open: async ({ start }) => stream(start),
      written: () => undefined,
      tookOver: () => undefined,
      throttle: unlimited,
      clock: systemClock,
      signal: new AbortController().signal,
    })
      .then(failed.resolve, failed.resolve)
      .finally(() => response.destroy());
  };
  const client = await listenHttp((_request, response) => void goOn(response));
  const answer = await ask(client);
  await expect(bytesOf(answer)).rejects.toThrow("aborted");
  expect(await failed.promise).toMatchObject({ code: "truncated" });
});

/** Of four slow files that are asked for at once, how many come over more than one connection. */
async function splitOfFour(gateway: Gateway): Promise<number> {
  const slow = await serve({ size: 20 * MB, handle: () => ({ rate: 200_000 }) });
  const names = ["a", "b", "c", "d"];
  for (const name of names)
    void ask(through(gateway, `${slow.url}?${name}`)).then((answer) =>
      answer.on("error", () => undefined).resume(),
    );
  const requests = (name: string) => slow.requests.filter(({ url }) => url.endsWith(`?${name}`)).length;
  const split = () => names.filter((name) => requests(name) > 1).length;
  await expect.poll(() => names.every((name) => requests(name) > 0)).toBe(true);
  return settled(split);
}

test("room for reading ahead is given back once, by streams that end and by those that never begin", async () => {
  const origin = await serve({ size: 2 * MB, handle: () => ({ rate: 2 * MB }) });
  const refusing = await serve({
    size: 2 * MB,
    handle: ({ range }) => (range ? status(403) : { rate: 5 * MB }),
  });
  // Room for two.
  const gateway = await openGateway({ allWindowBytes: 8 * MiB });
  for (let round = 0; round < 3; round++)
    for (const { url } of [refusing, origin])
      expect((await bytesOf(await ask(through(gateway, `${url}?${round}`)))).length).toBe(2 * MB);
  expect(origin.requests.length).toBeGreaterThan(6);
  expect(await splitOfFour(gateway)).toBe(2);
}, 30_000);

test("the first answer's connection is closed when the lanes go on for it", async () => {
  const origin = await serve({ size: 20 * MB, handle: () => ({ rate: 400_000 }) });
  const gateway = await openGateway({ connections: 1 });
  const answer = await ask(through(gateway, origin.url));
  answer.on("error", () => undefined).resume();
  await expect.poll(() => origin.open, { interval: 10 }).toBe(2);
  expect(await settled(() => origin.open)).toBe(1);
});

/** A relay that answers as `handle` does, as the first road; direct is the second. */
async function behind(handle: RequestListener, own: boolean) {
  const asked: string[] = [];
  const origin = await listenHttp((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      asked.push(`${request.method} ${body}`);
      response.end("direct");
    });
  });
  const spec = parseRelaySpec(`reverse:${await listenHttp(handle)}/=${origin}/${own ? "#own" : ""}`);
  const roads: Roads = { routes: [relayRoute({ name: "R", spec }), direct], mode: "auto" };
  return { gateway: await openGateway({ roads: async () => roads }), origin, asked };
}

test("what has a body is sent once: neither a road that breaks nor one that refuses sends it over the next", async () => {
  const post = { method: "POST", body: "pay" };
  const broken = await behind((request) => void request.socket.destroy(), true);
  expect((await fetch(through(broken.gateway, `${broken.origin}/x`), post)).status).toBe(502);
  expect(broken.asked).toEqual([]);
  const busy = await behind((_request, response) => response.writeHead(503).end("busy"), true);
  expect((await fetch(through(busy.gateway, `${busy.origin}/x`), post)).status).toBe(503);
  expect(busy.asked).toEqual([]);
  // Without a body both go on over the next.
  for (const { gateway, origin } of [broken, busy])
    expect(await (await fetch(through(gateway, `${origin}/x`))).text()).toBe("direct");
});

test("a body that a road must not carry goes over the next one, unsent before", async () => {
  let seen = 0;
  const { gateway, origin, asked } = await behind((_request, response) => {
    seen++;
    response.end("relay");
  }, false);
  const answer = await fetch(through(gateway, `${origin}/x`), {
    method: "POST",
    body: "pay",
    headers: { authorization: "Bearer secret" },
  });
  expect([await answer.text(), seen, asked]).toEqual(["direct", 0, ["POST pay"]]);
});

test("a relay's refusal is read to its end: its connection serves the next request", async () => {
  const ports = new Set<number | undefined>();
  const { gateway, origin } = await behind((request, response) => {
    ports.add(request.socket.remotePort);
    response.writeHead(503).end("busy");
  }, true);
  for (let round = 0; round < 3; round++) {
    expect(await (await fetch(through(gateway, `${origin}/x`))).text()).toBe("direct");
    await sleep(50);
  }
  expect(ports.size).toBe(1);
});

test("a GET with a body is not sent a second time over a kept connection that was closed", async () => {
  let sent = 0;
  const origin = await listen(
    net.createServer((socket) => {
      let served = 0;
      socket.on("data", (bytes: Buffer) => {
        if (bytes.includes("once")) sent++;
        if (served++ > 0) return socket.destroy();
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      });
    }),
  );
  const gateway = await openGateway();
  const url = through(gateway, `http://127.0.0.1:${origin}/x`);
  await bytesOf(await ask(url));
  const got = await new Promise<number>((resolve, reject) => {
    const asked = http.request(url, { agent: false, headers: { "content-length": 4 } }, (answer) =>
      resolve(answer.resume().statusCode ?? 0),
    );
    asked.on("error", reject);
    asked.end("once");
  });
  expect([got, sent]).toEqual([502, 1]);
});

test("nobody joins a shared stream before what it keeps", async () => {
  const shared = new SharedStream(
    {
      start: 0,
      end: 100,
      close: async () => undefined,
      body: (async function* () {
        for (;;) yield Buffer.alloc(10);
      })(),
    } as unknown as OpenStream,
    20,
    () => Promise.reject(new Error("not expected")),
    () => undefined,
  );
  const first = shared.join({ start: 0, end: 100 });
  for (let round = 0; round < 6; round++) await first?.body.next();
  expect(shared.join({ start: 0, end: 100 })).toBeUndefined();
  expect(shared.join({ start: 70, end: 100 })).toBeUndefined();
  const near = shared.join({ start: 45, end: 100 });
  expect((await near?.body.next())?.value?.length).toBe(5);
  await Promise.all([first?.close(), near?.close()]);
});

test("the list of what flowed does not grow without an end", () => {
  const flows = new Flows(
    () => 0,
    () => undefined,
  );
  for (let count = 0; count < 1000; count++) flows.begin("url", "GET", "a.example").end();
  expect(flows.list().length).toBeLessThanOrEqual(201);
});
