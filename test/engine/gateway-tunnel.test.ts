/** Tunnels whose sides end each in its own time, with real sockets: straight, and with another proxy on the way. */
import { once } from "node:events";
import http from "node:http";
import net, { connect, type AddressInfo, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Gateway, GatewayOptions } from "../../electron/engine/gateway/gateway.ts";
import { join } from "../../electron/engine/gateway/tunnel.ts";
import { readUntil } from "../../electron/engine/http/dial/read-until.ts";
import { proxyRoute } from "../../electron/engine/routes/proxy.ts";
import { openGateway } from "../helpers/gateway.ts";
import { listenHere } from "../helpers/own-server.ts";

const MB = 1_000_000;

/** A server of bytes whose connections stay half open as `handle` wants it. */
const listen = (handle: (socket: Socket) => void) =>
  listenHere(net.createServer({ allowHalfOpen: true }, handle));

type Way = (port: number, more?: Partial<GatewayOptions>) => Promise<readonly Gateway[]>;

const straight: Way = async (port, more) => [await openGateway({ tunnelPorts: [port], ...more })];
/** Through another gateway, which stands for any proxy that does as it should. */
const chained: Way = async (port, more) => {
  const [far] = (await straight(port)) as [Gateway];
  const address = { kind: "http", host: "127.0.0.1", port: Number(new URL(far.proxy).port) } as const;
  const route = proxyRoute("R", address, { own: true });
  const near = await openGateway({
    tunnelPorts: [port],
    roads: async () => ({ routes: [route], mode: "auto" }),
    ...more,
  });
  return [near, far];
};

/** A tunnel to a port through the first gateway, when it stands. */
async function tunnel(gateways: readonly Gateway[], port: number): Promise<Socket> {
  const at = Number(new URL(gateways[0]?.proxy ?? "").port);
  const socket = connect({ port: at, host: "127.0.0.1", allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => undefined);
  socket.write(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  const head = await readUntil(socket, (bytes) => {
    const end = bytes.indexOf("\r\n\r\n");
    return end < 0 ? "more" : end + 4;
  });
  expect(head.toString("latin1")).toMatch(/^HTTP\/1\.1 200 /);
  return socket;
}

/** Everything that comes until the other side has said all. */
async function all(socket: Socket): Promise<number> {
  let bytes = 0;
  for await (const part of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += part.length;
  }
  return bytes;
}

const nothingLeft = async (gateways: readonly Gateway[], open: ReadonlySet<Socket>) => {
  await expect.poll(() => open.size, { timeout: 3000 }).toBe(0);
  await expect
    .poll(() => gateways.every((gateway) => gateway.flows().every(({ over }) => over)), { timeout: 3000 })
    .toBe(true);
};

describe.each([
  ["straight", straight],
  ["through another proxy", chained],
])("a tunnel, %s", (_name, way) => {
  test("a client that has said all hears all of the answer", async () => {
    const asked = Promise.withResolvers<number>();
    const answer = async (socket: Socket) => {
      asked.resolve(await all(socket));
      await sleep(200);
      socket.end(Buffer.alloc(3 * MB, "a"));
    };
    const { port, open } = await listen((socket) => void answer(socket));
    const gateways = await way(port);
    const client = await tunnel(gateways, port);
    client.end(Buffer.alloc(MB, "q"));
    expect([await all(client), await asked.promise]).toEqual([3 * MB, MB]);
    await nothingLeft(gateways, open);
  });

  test("a server that has said all still hears the client", async () => {
    const heard = Promise.withResolvers<number>();
    const { port, open } = await listen((socket) => {
      socket.end("greeting");
      void all(socket).then(heard.resolve);
    });
    const gateways = await way(port);
    const client = await tunnel(gateways, port);
    expect(await all(client)).toBe("greeting".length);
    await sleep(200);
    for (let part = 0; part < 10; part++) {
      client.write(Buffer.alloc(MB / 10, "u"));
      await sleep(20);
    }
    client.end();
    expect(await heard.promise).toBe(MB);
    await nothingLeft(gateways, open);
  });

  test("one side that has said all, and silence of the other: both end after a while", async () => {
    const { port, open } = await listen((socket) => socket.resume().end("only this"));
    const gateways = await way(port, { idleMs: 400 });
    const client = await tunnel(gateways, port);
    expect(await all(client)).toBe("only this".length);
    await sleep(150);
    expect(open.size).toBe(1);
    await nothingLeft(gateways, open);
    // Whoever still speaks hears by a reset that nobody listens.
    await expect.poll(() => client.destroyed || !client.write("?"), { timeout: 3000 }).toBe(true);
  });

  test("a reset of one side ends the other", async () => {
    const { port, open } = await listen((socket) => socket.once("data", () => socket.resetAndDestroy()));
    const gateways = await way(port);
    const client = await tunnel(gateways, port);
    const closed = new Promise((resolve) => client.once("close", resolve));
    client.write("go");
    client.resume();
    client.once("end", () => client.end());
    await closed;
    await nothingLeft(gateways, open);
    expect(client.destroyed).toBe(true);
  });
});

test("a client that takes slowly has all, though both sides have said all and the server is gone", async () => {
  const { port, open } = await listen((socket) => socket.resume().end(Buffer.alloc(40 * 1024)));
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  await once(socket, "connect");
  let taken = 0;
  const client = new Duplex({
    writableHighWaterMark: 1024,
    read() {
      this.push(null);
    },
    write(part: Buffer, _encoding, done) {
      setTimeout(() => {
        taken += part.length;
        done();
      }, 300);
    },
  });
  const none = new AbortController();
  await join(client, { socket, route: "direct" }, Buffer.alloc(0), 5000, () => undefined, none.signal);
  expect(taken).toBe(40 * 1024);
  expect(client.destroyed && socket.destroyed).toBe(true);
  await expect.poll(() => open.size).toBe(0);
});

test("OPTIONS of a whole server: the last proxy asks for `*`, one before it by the address without a path", async () => {
  const asked: string[] = [];
  const origin = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end();
  });
  await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    origin.close();
    origin.closeAllConnections();
  });
  const host = `127.0.0.1:${(origin.address() as AddressInfo).port}`;
  const ask = async ({ proxy }: Gateway, target: string) => {
    const socket = connect(Number(new URL(proxy).port), "127.0.0.1");
    socket.write(`OPTIONS ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    return await all(socket);
  };
  const gateways = await chained(0);
  for (const gateway of gateways)
    for (const target of [`http://${host}`, `http://${host}/`, `http://${host}?a`])
      expect(await ask(gateway, target)).toBeGreaterThan(0);
  const once = ["OPTIONS *", "OPTIONS /", "OPTIONS /?a"];
  expect(asked).toEqual([...once, ...once]);
});
