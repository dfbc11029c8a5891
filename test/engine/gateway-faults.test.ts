/** What the gateway does where origins, roads or clients do not do as they should. */
import { getEventListeners } from "node:events";
import http, { type RequestListener } from "node:http";
import net, { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Gateway } from "../../electron/engine/gateway/gateway.ts";
import { nextAddress } from "../../electron/engine/gateway/serve.ts";
import { SharedStream } from "../../electron/engine/gateway/shared-stream.ts";
import { join } from "../../electron/engine/gateway/tunnel.ts";
import { direct } from "../../electron/engine/routes/direct.ts";
import { proxyRoute } from "../../electron/engine/routes/proxy.ts";
import type { OpenStream } from "../../electron/engine/stream/types.ts";
import { serve } from "../helpers/engine.ts";
import { openGateway, through } from "../helpers/gateway.ts";
import { listenHere } from "../helpers/own-server.ts";
import { readAnswers } from "../helpers/raw-exchange.ts";

const MB = 1_000_000;

/** A server of one's own. Out: its address without a slash. */
const listen = async (server: net.Server) => `http://127.0.0.1:${(await listenHere(server)).port}`;
const listenHttp = (handle: RequestListener) => listen(http.createServer(handle));

/** Sends bytes to a gateway's port, and reads until the connection ends. */
async function talk(to: string, text: string): Promise<{ said: string; reset: boolean }> {
  const socket = connect(Number(new URL(to).port), "127.0.0.1");
  let said = "";
  let reset = false;
  socket.on("data", (bytes: Buffer) => (said += bytes.toString("latin1")));
  socket.on("error", () => (reset = true));
  socket.write(text, "latin1");
  await new Promise((resolve) => socket.once("close", resolve));
  return { said, reset };
}
const at = (gateway: Gateway, url: string) => new URL(through(gateway, url)).pathname;
const hostOf = (gateway: Gateway) => `Host: ${new URL(gateway.url).host}\r\n`;

test("a GET with a body goes to the origin once, however much comes back", async () => {
  const asked: string[] = [];
  const origin = await listenHttp((request, response) => {
    request.resume().once("end", () => {
      asked.push(`${request.method} ${request.headers.range ?? ""}`);
      response.writeHead(200, { "content-length": 3 * MB, "accept-ranges": "bytes" });
      response.end(Buffer.alloc(3 * MB, "a"));
    });
  });
  const gateway = await openGateway();
  const { said } = await talk(
    gateway.url,
    `GET ${at(gateway, `${origin}/x`)} HTTP/1.1\r\n${hostOf(gateway)}Connection: close\r\nContent-Length: 2\r\n\r\n{}`,
  );
  expect(readAnswers(said, [], true).answers[0]?.body.length).toBe(3 * MB);
  expect(asked).toEqual(["GET "]);
});

test("an answer in a coding besides chunks is not passed off as the file", async () => {
  const origin = await listen(
    net.createServer((socket) => {
      socket.once("data", () =>
        socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n"),
      );
    }),
  );
  const gateway = await openGateway();
  expect((await fetch(through(gateway, `${origin}/x`))).status).toBe(502);
});

test("requests behind one whose client leaves are never begun, and leave nothing behind", async () => {
  const asked: string[] = [];
  const origin = await listenHttp((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(200, { "content-length": 50 * MB }).write(Buffer.alloc(100_000));
  });
  const gateway = await openGateway();
  const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
  socket.on("error", () => undefined);
  for (const name of ["a", "b", "c"])
    socket.write(`GET ${at(gateway, `${origin}/${name}`)} HTTP/1.1\r\n${hostOf(gateway)}\r\n`);
  await new Promise((resolve) => socket.once("data", resolve));
  await sleep(200);
  socket.destroy();
  await expect.poll(() => gateway.flows().every(({ over }) => over)).toBe(true);
  await sleep(200);
  expect(asked).toEqual(["/a"]);
});

const relayThatSays = async (name: string) =>
  new URL(await listenHttp((_request, response) => response.end(name)));

test("a relay that was changed under its name is the new one from then on", async () => {
  const [before, after] = [await relayThatSays("before"), await relayThatSays("after")];
  let now = before;
  const gateway = await openGateway({
    roads: async () => {
      const address = { kind: "http", host: "127.0.0.1", port: Number(now.port) } as const;
      return { routes: [{ ...proxyRoute("R", address, { own: true }), made: now.href }], mode: "auto" };
    },
  });
  const ask = async () => (await fetch(through(gateway, "http://origin.example/x"))).text();
  expect(await ask()).toBe("before");
  now = after;
  expect(await ask()).toBe("after");
});

test("a kept connection that the origin has just closed costs the client nothing", async () => {
  const origin = await listen(
    net.createServer((socket) => {
      let served = 0;
      socket.on("data", () => {
        if (served++ > 0) return socket.destroy();
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      });
    }),
  );
  const gateway = await openGateway();
  const statuses: number[] = [];
  for (let round = 0; round < 4; round++) {
    const answer = await fetch(through(gateway, `${origin}/x`));
    statuses.push(answer.status);
    await answer.text();
  }
  expect(statuses).toEqual([200, 200, 200, 200]);
});

test("a request with a body is not sent twice, though its connection was closed", async () => {
  let bodies = 0;
  const origin = await listen(
    net.createServer((socket) => {
      let served = 0;
      socket.on("data", (bytes: Buffer) => {
        if (bytes.includes("POST")) bodies++;
        if (served++ > 0) return socket.destroy();
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      });
    }),
  );
  const gateway = await openGateway();
  await (await fetch(through(gateway, `${origin}/x`))).text();
  const answer = await fetch(through(gateway, `${origin}/x`), { method: "POST", body: "once" });
  expect(answer.status).toBe(502);
  expect(bodies).toBe(1);
});

/** Where what is asked of one of a gateway's ports is redirected to. */
async function redirected(to: string, target: string): Promise<string | undefined> {
  const head = `GET ${target} HTTP/1.1\r\nHost: ${new URL(to).host}\r\nConnection: close\r\n\r\n`;
  const { said } = await talk(to, head);
  return readAnswers(said, [], true).answers[0]?.headers["location"];
}

test("a redirect keeps its fragment, and stays as it was at the proxy", async () => {
  const origin = await listenHttp((_request, response) =>
    response.writeHead(302, { location: "/there?a=b#part" }).end(),
  );
  const gateway = await openGateway();
  expect(await redirected(gateway.proxy, `${origin}/x`)).toBe("/there?a=b#part");
  expect(await redirected(gateway.url, at(gateway, `${origin}/x`))).toBe(
    `${through(gateway, origin)}/there?a=b#part`,
  );
});

test("an answer that comes before the request's end ends the connection, and holds nobody up", async () => {
  const origin = await listen(
    net.createServer((socket) => {
      socket.once("data", () => {
        socket.pause();
        socket.write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nno\n");
      });
    }),
  );
  const gateway = await openGateway({ idleMs: 20_000 });
  const body = "x".repeat(8 * MB);
  const started = performance.now();
  const { said } = await talk(
    gateway.url,
    `POST ${at(gateway, `${origin}/x`)} HTTP/1.1\r\n${hostOf(gateway)}Content-Length: ${body.length}\r\n\r\n${body}`,
  );
  expect(said).toMatch(/^HTTP\/1\.1 413 /);
  expect(performance.now() - started).toBeLessThan(8000);
}, 30_000);

test("HTTP/1.0 hears by a reset that a body of unknown length was cut", async () => {
  const origin = await listenHttp((_request, response) => {
    response.write("the first part");
    setTimeout(() => response.destroy(), 100);
  });
  const gateway = await openGateway();
  const { said, reset } = await talk(
    gateway.url,
    `GET ${at(gateway, `${origin}/x`)} HTTP/1.0\r\n${hostOf(gateway)}\r\n`,
  );
  expect(said).toContain("the first part");
  expect(reset).toBe(true);
});

for (const [name, at] of [
  ["within its first bytes", 20_000],
  ["later", 300_000],
] as const)
  for (const [how, fault] of [
    ["stands still", { cut: { at, by: "stall" } }],
    ["breaks", { cut: { at, by: "reset" } }],
  ] as const)
    test(`a first answer that ${how} ${name} is gone on with`, async () => {
      const origin = await serve({ size: 4 * MB, handle: ({ index }) => (index === 0 ? fault : undefined) });
      const gateway = await openGateway();
      const answer = await fetch(through(gateway, origin.url), { signal: AbortSignal.timeout(20_000) });
      expect(Buffer.from(await answer.arrayBuffer()).equals(origin.bytes())).toBe(true);
    }, 30_000);

test.each([
  ["later", { cut: { at: 300_000, by: "reset" }, rate: 2 * MB }],
  ["at once", { cut: { at: 20_000, by: "reset" } }],
] as const)("HTTP/1.0: a first answer that breaks %s is gone on with", async (_when, fault) => {
  const origin = await serve({ size: 4 * MB, handle: ({ index }) => (index === 0 ? fault : undefined) });
  const gateway = await openGateway();
  const { said } = await talk(
    gateway.url,
    `GET ${at(gateway, origin.url)} HTTP/1.0\r\n${hostOf(gateway)}\r\n`,
  );
  const body = Buffer.from(readAnswers(said, [], true).answers[0]?.body ?? "", "latin1");
  expect(body.equals(origin.bytes())).toBe(true);
});

test("a client that leaves while nothing comes takes its connections with it at once", async () => {
  const origin = await serve({
    size: 20 * MB,
    handle: ({ range }) => ({ cut: { at: range && range.start > 0 ? 200_000 : 400_000, by: "stall" } }),
  });
  const gateway = await openGateway();
  const left = new AbortController();
  const answer = await fetch(through(gateway, origin.url), { signal: left.signal });
  await answer.body?.getReader().read();
  await sleep(1500);
  expect(origin.open).toBeGreaterThan(1);
  left.abort();
  await expect.poll(() => origin.open, { timeout: 1000 }).toBe(0);
  expect(gateway.flows().every(({ over }) => over)).toBe(true);
});

/** A stream of what `next` gives, to be looked at. */
function streamOf(end: number, next: () => Promise<Buffer | undefined>): OpenStream & { closed: boolean } {
  const stream = {
    total: end,
    start: 0,
    end,
    identity: { total: end, etag: null, lastModified: null },
    ranges: true,
    contentType: null,
    at: new URL("http://a.example/"),
    header: () => undefined,
    body: (async function* () {
      for (let chunk = await next(); chunk; chunk = await next()) yield chunk;
    })(),
    roads: () => [],
    relieved: () => undefined,
    closed: false,
    close: async () => {
      stream.closed = true;
    },
  };
  return stream;
}
const range = (start: number, end: number) => ({ start, end });
const never = () => Promise.reject(new Error("not expected"));

test("nobody joins a shared stream that has failed", async () => {
  let over = false;
  const stream = streamOf(100, () => Promise.reject(new Error("broken")));
  const shared = new SharedStream(stream, 10, never, () => {
    over = true;
  });
  const reader = shared.join(range(0, 100));
  await expect(reader?.body.next()).rejects.toThrow("broken");
  expect(shared.join(range(0, 100))).toBeUndefined();
  expect(over).toBe(true);
  await reader?.close();
  expect(stream.closed).toBe(true);
});

test("a shared stream is closed when its last reader leaves, though nothing comes any more", async () => {
  const stream = streamOf(100, () => new Promise(() => undefined));
  const shared = new SharedStream(stream, 10, never, () => undefined);
  const reader = shared.join(range(0, 100));
  void reader?.body.next();
  await Promise.race([reader?.close(), sleep(500)]);
  expect(stream.closed).toBe(true);
});

test("who has gone on by himself holds the shared stream open no more", async () => {
  const stream = streamOf(100, async () => Buffer.alloc(10));
  const own = streamOf(100, async () => Buffer.alloc(10));
  const shared = new SharedStream(
    stream,
    10,
    async () => own,
    () => undefined,
  );
  const slow = shared.join(range(0, 100));
  const fast = shared.join(range(0, 100));
  await slow?.body.next();
  for (let round = 0; round < 6; round++) await fast?.body.next();
  await slow?.body.next();
  await fast?.close();
  expect(stream.closed).toBe(true);
  expect((await slow?.body.next())?.done).toBe(false);
  await slow?.close();
  expect(own.closed).toBe(true);
});

test("a tunnel that is over leaves nothing behind with the gateway", async () => {
  const echo = await listen(net.createServer((socket) => socket.pipe(socket)));
  const closing = new AbortController();
  const client = connect(Number(new URL(echo).port), "127.0.0.1");
  const socket = connect(Number(new URL(echo).port), "127.0.0.1");
  const done = join(
    client,
    { socket, route: "direct" },
    Buffer.alloc(0),
    10_000,
    () => undefined,
    closing.signal,
  );
  expect(getEventListeners(closing.signal, "abort")).toHaveLength(1);
  client.destroy();
  await done;
  expect(getEventListeners(closing.signal, "abort")).toHaveLength(0);
  expect(socket.destroyed).toBe(true);
});

test("a redirect from https to http stays on the gateway too; one with sign-in data is left as it is", () => {
  const source = new URL("https://a.example/x");
  const back = "http://127.0.0.1:1/token";
  const next = (location: string) => nextAddress({ headers: { location } }, direct, source, back);
  expect(next("http://b.example/y?z#part")).toBe(`${back}/http/b.example/y?z#part`);
  expect(next("//b.example/y")).toBe(`${back}/https/b.example/y`);
  expect(next("http://me:secret@b.example/y")).toBe("http://me:secret@b.example/y");
  expect(next("ftp://b.example/y")).toBe("ftp://b.example/y");
});

test("the scheme of a sign-in may be written in any case; what follows it may not", async () => {
  const origin = await listenHttp((_request, response) => response.end("here"));
  const gateway = await openGateway({ signIn: { user: "me", password: "p" } });
  const ask = async (value: string) => {
    const { said } = await talk(
      gateway.proxy,
      `GET ${origin}/x HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nProxy-Authorization: ${value}\r\nConnection: close\r\n\r\n`,
    );
    return readAnswers(said, [], true).answers[0]?.status;
  };
  const token = Buffer.from("me:p").toString("base64");
  expect([await ask(`Basic ${token}`), await ask(`bAsIc ${token}`)]).toEqual([200, 200]);
  expect([await ask(`Basic ${token.toLowerCase()}`), await ask(token), await ask("Basic ")]).toEqual([
    407, 407, 407,
  ]);
});
