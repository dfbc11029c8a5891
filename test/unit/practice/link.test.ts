import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { startLink, type LinkShape } from "../../../electron/practice/link.ts";
import { listen, loopback, reset } from "../../../electron/practice/loopback.ts";
import { SeededBytes } from "../../../electron/practice/seeded-bytes.ts";

// Bounds are generous: they tell a working link from a broken one on a busy machine, no more.
const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((part) => part.close()));
});

async function linkTo(shape: LinkShape, serve: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on("error", () => undefined);
    serve(socket);
  });
  const targetPort = await listen(server);
  const link = await startLink({ ...shape, targetPort });
  open.push(link, server);
  return link.port;
}

function client(port: number): Socket {
  const socket = connect({ port, host: loopback, allowHalfOpen: true });
  socket.on("error", () => undefined);
  open.push({ close: () => socket.destroy() });
  return socket;
}

const content = new SeededBytes("link test");

/** Sends the first bytes of the content to whoever connects, and ends. */
const sender = (size: number) => (socket: Socket) => content.stream(0, size).pipe(socket);

async function read(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // Not destroyed at its end: the other half of the connection may still be in use.
  const incoming = socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe("delay", () => {
  test("the first answer takes two round trips, the next one", async () => {
    const port = await linkTo({ rttMs: 100 }, (socket) => socket.pipe(socket));
    const socket = client(port);
    const echo = async () => {
      const started = performance.now();
      socket.write("ping");
      await once(socket, "data");
      return performance.now() - started;
    };
    const first = await echo();
    const second = await echo();
    expect(first).toBeGreaterThan(195);
    expect(first).toBeLessThan(600);
    expect(second).toBeGreaterThan(95);
    expect(second).toBeLessThan(400);
  });

  test("a target that does not answer is learnt of after a round trip, as a reset", async () => {
    const server = createServer();
    const targetPort = await listen(server);
    server.close();
    const link = await startLink({ rttMs: 60, targetPort });
    open.push(link);
    const started = performance.now();
    const socket = client(link.port);
    const [error] = (await once(socket, "error").catch((reason: unknown) => [reason])) as [
      NodeJS.ErrnoException,
    ];
    expect(error.code).toBe("ECONNRESET");
    expect(performance.now() - started).toBeGreaterThan(55);
  });
});

describe("rate", () => {
  test("one connection gets its rate, and two get twice as much", async () => {
    const port = await linkTo({ rttMs: 20, connectionRate: 200_000 }, sender(100_000));
    const started = performance.now();
    const both = await Promise.all([read(client(port)), read(client(port))]);
    const seconds = (performance.now() - started) / 1000;
    expect(both.every((bytes) => bytes.equals(content.slice(0, 100_000)))).toBe(true);
    expect(seconds).toBeGreaterThan(0.45);
    expect(seconds).toBeLessThan(1.5);
  });

  test("connections share a rate fairly", async () => {
    const port = await linkTo({ rttMs: 20, sharedRate: 1_000_000 }, sender(10_000_000));
    const counts = await Promise.all(
      [client(port), client(port), client(port)].map(async (socket) => {
        let bytes = 0;
        socket.on("data", (chunk: Buffer) => (bytes += chunk.length));
        await sleep(800);
        return bytes;
      }),
    );
    const total = counts.reduce((a, b) => a + b, 0);
    expect(total).toBeGreaterThan(300_000);
    expect(total).toBeLessThan(900_000);
    expect(Math.min(...counts) / Math.max(...counts)).toBeGreaterThan(0.7);
  });

  test("without a limit, much goes through unharmed", async () => {
    const port = await linkTo({ rttMs: 0 }, sender(20_000_000));
    expect((await read(client(port))).equals(content.slice(0, 20_000_000))).toBe(true);
  });
});

describe("backpressure", () => {
  test("a reader that stops stops the sender, and gets everything when it goes on", async () => {
    const size = 60_000_000;
    let target: Socket | undefined;
    const port = await linkTo({ rttMs: 10 }, (socket) => {
      target = socket;
      sender(size)(socket);
    });
    const socket = client(port);
    socket.pause();
    await sleep(500);
    const sent = target?.bytesWritten ?? 0;
    await sleep(300);
    // The system's own buffers take some megabytes on the way.
    expect(sent).toBeLessThan(size / 2);
    expect(target?.bytesWritten).toBe(sent);
    expect(await read(socket)).toHaveLength(size);
  });
});

describe("ends", () => {
  test("a half-closed connection still brings the answer", async () => {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      void read(socket).then((question) => socket.end(`you said ${question.toString()}`));
    });
    const link = await startLink({ rttMs: 20, targetPort: await listen(server) });
    open.push(link, server);
    const socket = client(link.port);
    socket.end("hello");
    expect((await read(socket)).toString()).toBe("you said hello");
  });

  test("a reset arrives as a reset, after the bytes before it", async () => {
    const port = await linkTo({ rttMs: 20 }, (socket) => {
      socket.write("before");
      setTimeout(() => reset(socket), 50);
    });
    const socket = client(port);
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => socket.once("error", resolve));
    expect([text, error.code]).toEqual(["before", "ECONNRESET"]);
  });

  test("the target learns that the client has left", async () => {
    const left = Promise.withResolvers<void>();
    const port = await linkTo({ rttMs: 20, connectionRate: 50_000 }, (socket) => {
      socket.on("close", () => left.resolve());
      sender(50_000_000)(socket);
    });
    const socket = client(port);
    await once(socket, "data");
    socket.destroy();
    await expect(left.promise).resolves.toBeUndefined();
  });

  test("close ends connections at once", async () => {
    const server = createServer(sender(50_000_000));
    server.on("connection", (socket) => socket.on("error", () => undefined));
    const link = await startLink({ rttMs: 20, connectionRate: 50_000, targetPort: await listen(server) });
    open.push(server);
    const socket = client(link.port);
    await once(socket, "data");
    const over = new Promise((resolve) => socket.once("end", resolve).once("error", resolve));
    const started = performance.now();
    await link.close();
    await over;
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
