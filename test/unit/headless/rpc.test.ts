/** The limits of the WebSocket, and a client's way back to it. */
import { afterEach, describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import { defaultLimits, type RpcLimits } from "../../../electron/headless/rpc.ts";
import type { Connection } from "../../../renderer/client/client.ts";
import { createWsClient } from "../../../renderer/client/ws.ts";
import { createMemoryService } from "../../contract/memory-service.ts";
import { download } from "../renderer/samples.ts";
import { enter, openSocket, startTestHost } from "../../contract/test-host.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(limits: Partial<RpcLimits> = {}, port = 0, service = createMemoryService()) {
  const host = await startTestHost({ service, port, limits: { ...defaultLimits, ...limits } });
  closers.push(() => host.close());
  const cookie = await enter(host.url);
  return { service, host, open: () => openSocket(host.origin, { cookie }) };
}

const closed = (socket: WebSocket) => new Promise<number>((resolve) => void socket.on("close", resolve));
const opened = (socket: WebSocket) => new Promise<void>((resolve) => void socket.on("open", () => resolve()));

describe("a client is let go", () => {
  test.each([
    ["for a message that is too long", "x".repeat(2000), 1009],
    ["for what is not JSON", "{", 1007],
    ["for what is no call", `{"method":"app.info"}`, 1007],
    ["for a binary message", Buffer.from("{}"), 1003],
  ])("%s", async (_why, message, code) => {
    const { open } = await start({ messageBytes: 1000 });
    const socket = open();
    await opened(socket);
    socket.send(message);
    expect(await closed(socket)).toBe(code);
  });

  test("when it is one too many", async () => {
    const { open } = await start({ sockets: 2 });
    await Promise.all([opened(open()), opened(open())]);
    expect(await closed(open())).toBe(1013);
  });

  test("and what one too many sends while it is let go brings nobody down", async () => {
    const { open, host } = await start({ sockets: 1 });
    await opened(open());
    const faults: unknown[] = [];
    const hear = (error: unknown) => faults.push(error);
    process.on("uncaughtException", hear);
    const extra = open();
    // No frame: its reserved bits are set. Sent with the handshake, so that it is there before the goodbye is answered.
    extra.on("upgrade", ({ socket }) => socket.write(Buffer.from([0xff, 0x80, 0, 0, 0, 0])));
    await closed(extra);
    await expect.poll(async () => (await fetch(`${host.origin}/`)).status).toBe(401);
    process.off("uncaughtException", hear);
    expect(faults).toEqual([]);
  });

  test("when too many of its calls are at work", async () => {
    const { open } = await start({ calls: 3 });
    const socket = open();
    await opened(socket);
    for (let id = 0; id < 4; id++) socket.send(JSON.stringify({ id, method: "practice.start" }));
    expect(await closed(socket)).toBe(1008);
  });

  test("when it does not read", async () => {
    const { open, service } = await start({ bufferedBytes: 100_000 });
    const socket = open();
    await opened(socket);
    socket.pause();
    const gone = closed(socket);
    for (let at = 0; at < 400; at++) {
      service.emit("downloads.removed", { id: "x".repeat(100_000) });
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.resume();
    expect(await gone).toBe(1006);
  });

  test("but not for a list of thousands that it asked for, however many answers come behind it", async () => {
    const memory = createMemoryService();
    const many = Array.from({ length: 20_000 }, (_, at) => download({ id: String(at) }));
    const service = { ...memory, handlers: { ...memory.handlers, "downloads.list": () => many } };
    const { open } = await start({ bufferedBytes: 100_000 }, 0, service);
    const socket = open();
    await opened(socket);
    const answers = new Set<unknown>();
    socket.on("message", (text: Buffer) => answers.add((JSON.parse(text.toString()) as { id: unknown }).id));
    const asked = ["downloads.list", "comparisons.list", "practice.get", "app.info"];
    for (const [id, method] of asked.entries()) socket.send(JSON.stringify({ id, method }));
    await expect.poll(() => answers.size, { timeout: 10_000 }).toBe(asked.length);
    expect(socket.readyState).toBe(socket.OPEN);
  });

  test("when it answers no ping", async () => {
    const { open } = await start({ pingMs: 40 });
    const socket = open();
    await opened(socket);
    const gone = closed(socket);
    socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 200));
    socket.resume();
    expect(await gone).toBe(1006);
  });
});

describe("the renderer's client", () => {
  test("rejects calls in flight when the connection is lost, and connects again by itself", async () => {
    const first = await start();
    const port = Number(new URL(first.host.origin).port);
    let open = first.open;
    const client = await createWsClient({ open: () => open(), backoff: () => 20 });
    const states: Connection[] = [];
    client.onConnection((state) => states.push(state));
    const answer = client.call("practice.start").catch((error: unknown) => error);
    await expect.poll(() => first.service.calls).toContain("practice.start");
    await closers.pop()?.();
    expect(await answer).toMatchObject({ code: "connection-to-app-lost" });
    await expect(client.call("app.info")).rejects.toMatchObject({ code: "connection-to-app-lost" });
    expect(states).toEqual(["lost"]);

    const second = await start({}, port);
    open = second.open;
    await expect.poll(() => states).toEqual(["lost", "connected"]);
    expect(await client.call("app.info")).toMatchObject({ version: "0.0.0" });
    const heard: unknown[] = [];
    client.on("downloads.removed", (data) => heard.push(data));
    second.service.emit("downloads.removed", { id: "1" });
    await expect.poll(() => heard).toEqual([{ id: "1" }]);
    client.close();
  });

  test("a connection that fell silent for ever is given up, and made anew; one that is only idle is kept", async () => {
    const { open, service } = await start();
    const sockets: ReturnType<typeof open>[] = [];
    const openOne = () => {
      const socket = open();
      sockets.push(socket);
      return socket;
    };
    const client = await createWsClient({ open: openOne, backoff: () => 10, silenceMs: 100 });
    const states: Connection[] = [];
    client.onConnection((state) => states.push(state));
    await expect.poll(() => service.calls.filter((call) => call === "limits.now").length).toBeGreaterThan(2);
    expect(states).toEqual([]);
    // As where the machine slept: neither end hears of the other, and nothing is closed.
    sockets[0]?.pause();
    const waiting = client.call("app.info").catch((error: unknown) => error);
    await expect.poll(() => states).toEqual(["lost", "connected"]);
    expect(await waiting).toMatchObject({ code: "connection-to-app-lost" });
    expect(await client.call("app.info")).toMatchObject({ version: "0.0.0" });
    expect(sockets).toHaveLength(2);
    client.close();
  });

  test("says so where nobody answers at first", async () => {
    await expect(createWsClient({ open: () => openSocket("http://127.0.0.1:9") })).rejects.toMatchObject({
      code: "connection-to-app-lost",
    });
  });

  test("stays closed once closed", async () => {
    const { open, service } = await start();
    const client = await createWsClient({ open, backoff: () => 10 });
    client.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(service.listeners()).toBe(1);
    await expect(client.call("app.info")).rejects.toMatchObject({ code: "connection-to-app-lost" });
  });

  test("a listener that throws does not keep others from hearing", async () => {
    const { Emitter } = await import("../../../renderer/client/emitter.ts");
    const emitter = new Emitter();
    const thrown = new Promise((resolve) => process.once("uncaughtException", resolve));
    const heard: unknown[] = [];
    emitter.on("downloads.removed", () => {
      throw new Error("mine alone");
    });
    emitter.on("downloads.removed", (data) => heard.push(data));
    emitter.emit("downloads.removed", { id: "1" });
    expect(heard).toEqual([{ id: "1" }]);
    expect(String(await thrown)).toBe("Error: mine alone");
  });
});
