/** What is counted of sockets, and how they are ended, on loopback. */
import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { Traffic } from "../../../electron/engine/http/traffic.ts";
import { selfSigned } from "../../helpers/self-signed.ts";

const MB = 1_000_000;

/** A server that sends a million bytes to whoever connects, over TLS; and what went through its TCP connections. */
async function sender() {
  const raw: net.Socket[] = [];
  const server = tls.createServer(selfSigned, (socket) => {
    socket.on("error", () => undefined);
    socket.write(Buffer.alloc(MB));
  });
  server.on("connection", (socket: net.Socket) => raw.push(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  onTestFinished(() => {
    for (const socket of raw) socket.destroy();
    server.close();
  });
  return { port, through: () => raw.reduce((sum, one) => sum + one.bytesRead + one.bytesWritten, 0) };
}

async function readAll(socket: net.Socket): Promise<void> {
  let bytes = 0;
  for await (const part of socket) {
    bytes += (part as Buffer).length;
    if (bytes === MB) return;
  }
}

test("TLS that is made in one with TCP is counted about as the provider does", async () => {
  const server = await sender();
  const traffic = new Traffic();
  const socket = tls.connect({ host: "127.0.0.1", port: server.port, rejectUnauthorized: false });
  traffic.hold(socket);
  await readAll(socket);
  expect(traffic.bytes / server.through()).toBeGreaterThan(1);
  expect(traffic.bytes / server.through()).toBeLessThan(1.02);
});

test("who is ended hears why, through TLS too, and so does who comes later; until bytes may pass again", async () => {
  const server = await sender();
  const traffic = new Traffic();
  const connect = () => {
    const socket = net.connect(server.port, "127.0.0.1");
    traffic.hold(socket);
    return socket;
  };
  const tcp = connect();
  const secure = tls.connect({ socket: tcp, rejectUnauthorized: false });
  traffic.wrap(tcp, secure);
  await once(secure, "secureConnect");
  const over = new Error("used up");
  const told = once(secure, "error");
  traffic.end(over);
  expect(await told).toEqual([over]);
  expect(await once(connect(), "error")).toEqual([over]);
  traffic.resume();
  const after = connect();
  await once(after, "connect");
  expect(after.destroyed).toBe(false);
  after.destroy();
});
