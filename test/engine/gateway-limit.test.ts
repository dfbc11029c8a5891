/** The limit of all downloads, for what other programs fetch through the gateway: real connections, real time. */
import http from "node:http";
import net, { connect, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { createLimit } from "../../electron/engine/download/throttle.ts";
import { systemClock } from "../../electron/engine/clock.ts";
import type { Gateway } from "../../electron/engine/gateway/gateway.ts";
import { readUntil } from "../../electron/engine/http/dial/read-until.ts";
import { serve, startEngine } from "../helpers/engine.ts";
import { openGateway, through } from "../helpers/gateway.ts";
import { within5 } from "../helpers/speed.ts";

const MB = 1_000_000;

/** A client that reads as fast as it can; `ended` says whether all came in good order. */
function read(url: string) {
  const parts: Buffer[] = [];
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<boolean>();
  const client = { bytes: 0, begun: begun.promise, ended: ended.promise, body: () => Buffer.concat(parts) };
  const asked = http.get(url, { agent: false }, (answer) => {
    answer.on("data", (part: Buffer) => {
      parts.push(part);
      client.bytes += part.length;
      begun.resolve();
    });
    answer.on("error", () => undefined);
    answer.once("close", () => ended.resolve(answer.complete));
  });
  asked.on("error", () => undefined);
  const leave = () => void asked.destroy();
  onTestFinished(leave);
  return Object.assign(client, { leave });
}

async function listen(server: net.Server): Promise<number> {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** A server of bytes without an end, that counts what it gets. */
async function endless() {
  const heard = { bytes: 0, open: 0 };
  const chunk = Buffer.alloc(64 * 1024);
  const port = await listen(
    net.createServer((socket) => {
      heard.open++;
      socket.once("close", () => heard.open--);
      socket.on("data", (part: Buffer) => (heard.bytes += part.length));
      const more = () => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on("drain", more);
      more();
    }),
  );
  return { port, heard };
}

/** A tunnel through the gateway's proxy, reading all that comes. */
async function tunnel(gateway: Gateway, port: number) {
  const socket = connect(Number(new URL(gateway.proxy).port), "127.0.0.1");
  socket.on("error", () => undefined);
  onTestFinished(() => void socket.destroy());
  socket.write(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  await readUntil(socket, (bytes) => {
    const end = bytes.indexOf("\r\n\r\n");
    return end < 0 ? "more" : end + 4;
  });
  const client = { socket, bytes: 0 };
  socket.on("data", (part: Buffer) => (client.bytes += part.length));
  return client;
}

/** An engine with a gateway, direct alone. */
async function start(tunnelPorts: readonly number[] = []) {
  const { engine, add } = await startEngine();
  const gateway = await engine.gateway({
    plan: () => ({ mode: "direct", relays: [] }),
    allowPrivate: true,
    connections: 8,
    tunnelPorts,
  });
  return { engine, add, gateway };
}

test("clients and a download share the limit, which changes at once and can be lifted", async () => {
  const origins = await Promise.all([0, 1, 2].map(() => serve({ size: 120 * MB })));
  const [one, two, three] = origins.map(({ url }) => url) as [string, string, string];
  const { engine, add, gateway } = await start();
  engine.setLimit(4 * MB);
  const first = read(through(gateway, one));
  await sleep(1000);
  await within5([() => first.bytes, 4 * MB]);
  const second = read(through(gateway, two));
  await sleep(1000);
  await within5([() => first.bytes, 2 * MB], [() => second.bytes, 2 * MB]);
  const { id } = await add(three);
  engine.setLimit(3 * MB);
  await sleep(1000);
  const got = () => engine.downloads.get(id)?.bytes ?? 0;
  await within5([() => first.bytes, MB], [() => second.bytes, MB], [got, MB]);
  // Who leaves gives its share to the others.
  second.leave();
  await sleep(500);
  await within5([() => first.bytes, 1.5 * MB], [got, 1.5 * MB]);
  engine.setLimit(null);
  const [left, at] = [120 * MB - first.bytes, performance.now()];
  expect(await first.ended).toBe(true);
  expect((left * 1000) / (performance.now() - at)).toBeGreaterThan(6 * MB);
  expect(first.body().equals(origins[0]?.bytes() ?? Buffer.alloc(0))).toBe(true);
}, 90_000);

test("a tunnel keeps to it in the direction of the client, beside an answer that is passed on as it is", async () => {
  const { port, heard } = await endless();
  const pages = await listen(
    http.createServer((_request, response) => {
      // Without a length it comes over the one connection.
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      };
      response.on("drain", more);
      more();
    }),
  );
  const { engine, gateway } = await start([port]);
  engine.setLimit(2 * MB);
  const tunnelled = await tunnel(gateway, port);
  await sleep(500);
  await within5([() => tunnelled.bytes, 2 * MB]);
  const page = read(through(gateway, `http://127.0.0.1:${pages}/`));
  await sleep(500);
  await within5([() => tunnelled.bytes, MB], [() => page.bytes, MB]);
  const at = performance.now();
  for (let part = 0; part < 20; part++) tunnelled.socket.write(Buffer.alloc(MB));
  await expect.poll(() => heard.bytes, { timeout: 8000 }).toBe(20 * MB);
  // At the limit it would have taken ten.
  expect(performance.now() - at).toBeLessThan(8000);
  engine.setLimit(500_000);
  await sleep(500);
  await within5([() => tunnelled.bytes, 250_000], [() => page.bytes, 250_000]);
  const before = tunnelled.bytes;
  engine.setLimit(null);
  await expect.poll(() => tunnelled.bytes - before, { timeout: 3000 }).toBeGreaterThan(20 * MB);
}, 90_000);

test("two clients of one file have its bytes once: each is as fast as the limit", async () => {
  const origin = await serve({ size: 120 * MB });
  const { engine, gateway } = await start();
  engine.setLimit(2 * MB);
  const first = read(through(gateway, origin.url));
  await first.begun;
  const second = read(through(gateway, origin.url));
  await sleep(1500);
  const [sent, had] = [origin.sent, first.bytes];
  await within5([() => first.bytes, 2 * MB], [() => second.bytes, 2 * MB]);
  // Once for both.
  expect(origin.sent - sent).toBeLessThan(1.6 * (first.bytes - had));
}, 30_000);

test("who leaves while the limit holds him back frees what was reserved for him, and all his connections", async () => {
  const { port, heard } = await endless();
  const origin = await serve({ size: 40 * MB });
  const answer = Buffer.alloc(8000, "a");
  const small = await listen(net.createServer((socket) => socket.end(answer)));
  const { engine, gateway } = await start([port, small]);
  engine.setLimit(20_000);
  const tunnels = await Promise.all(Array.from({ length: 12 }, () => tunnel(gateway, port)));
  const clients = Array.from({ length: 6 }, (_, at) => read(through(gateway, `${origin.url}?${at}`)));
  await expect.poll(() => heard.open + origin.open, { timeout: 5000 }).toBeGreaterThanOrEqual(18);
  await sleep(500);
  // By a reset: an end alone may come from somebody who still listens.
  for (const { socket } of tunnels) socket.resetAndDestroy();
  for (const { leave } of clients) leave();
  await expect.poll(() => heard.open + origin.open, { timeout: 1500 }).toBe(0);
  // What they waited for would have taken half a minute.
  const at = performance.now();
  const next = await tunnel(gateway, small);
  await expect.poll(() => next.bytes, { timeout: 5000 }).toBe(answer.length);
  expect(performance.now() - at).toBeLessThan(2000);
}, 30_000);

test("to wait for the limit is no silence: neither a tunnel nor an answer is given up for it", async () => {
  const bytes = Buffer.alloc(60_000, "a");
  const server = await listen(net.createServer((socket) => socket.end(bytes)));
  const pages = await listen(http.createServer((_request, response) => response.end(bytes)));
  const limit = createLimit(20_000, systemClock);
  const gateway = await openGateway({ limit, idleMs: 300, tunnelPorts: [server] });
  const tunnelled = await tunnel(gateway, server);
  await expect.poll(() => tunnelled.bytes, { timeout: 10_000 }).toBe(bytes.length);
  const page = read(through(gateway, `http://127.0.0.1:${pages}/`));
  expect(await page.ended).toBe(true);
  expect(page.bytes).toBe(bytes.length);
}, 30_000);
