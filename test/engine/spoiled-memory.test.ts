/** Memory is used again once nobody looks at its bytes: here it is spoiled at once, so that a byte too late is a wrong one. */
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import tls from "node:tls";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { direct } from "../../electron/engine/routes/direct.ts";
import { relayRoute } from "../../electron/engine/routes/create-route.ts";
import { listen, loopback } from "../../electron/practice/loopback.ts";
import { seeded } from "../bench/fluid/world.ts";
import { fileOf, relaysFrom, serve, startEngine } from "../helpers/engine.ts";
import { openGateway, through } from "../helpers/gateway.ts";
import { selfSigned } from "../helpers/self-signed.ts";
import { spoilMemory, type Spoiled } from "../helpers/spoil-memory.ts";

vi.setConfig({ testTimeout: 60_000 });
const MB = 1_000_000;
const KiB = 1024;
let spoiled: Spoiled;

beforeEach(() => {
  spoiled = spoilMemory();
});
afterEach(() => spoiled.stop());

interface Client {
  /** It rests after so many bytes each, for so many milliseconds. */
  readonly rest?: { readonly every: number; readonly ms: number };
  /** It leaves after so many bytes. */
  readonly leaves?: number;
  readonly start?: number;
  readonly agent?: http.Agent;
}

/** Reads a file; out: where its first wrong byte is, or how many right ones came. */
function check(url: string, right: Buffer, { rest, leaves = Infinity, start = 0, agent }: Client = {}) {
  return new Promise<string>((resolve, reject) => {
    const headers = start > 0 ? { range: `bytes=${start}-` } : {};
    const asked = http.get(url, { agent: agent ?? false, headers }, (answer) => {
      let at = start;
      let rested = at;
      void (async () => {
        for await (const part of answer as AsyncIterable<Buffer>) {
          if (!part.equals(right.subarray(at, at + part.length)))
            return resolve(`wrong within ${part.length} after ${at}`);
          at += part.length;
          if (at - start >= leaves) break;
          if (rest && at - rested >= rest.every) {
            rested = at;
            await sleep(rest.ms);
          }
        }
        resolve(at === right.length ? "right" : "left");
      })().catch(reject);
    });
    asked.on("error", reject);
  });
}

test("clients of one file, fast and slow, beginning here and there, leaving at any moment", async () => {
  const origin = await serve({ size: 20 * MB });
  const right = origin.bytes();
  const gateway = await openGateway({ windowBytes: 8 * MB });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 2 });
  onTestFinished(() => agent.destroy());
  const random = seeded(11);
  const url = through(gateway, origin.url);
  const leaving = async () => {
    for (let round = 0; round < 6; round++)
      await check(url, right, { leaves: random() * 6 * MB, start: Math.floor(random() * 4 * MB) });
    return "right";
  };
  const seen = await Promise.all([
    check(url, right),
    check(url, right, { rest: { every: 512 * KiB, ms: 5 } }),
    check(url, right, { rest: { every: 4 * MB, ms: 300 } }),
    check(url, right, { start: 3 * MB, rest: { every: 3 * MB, ms: 100 } }),
    ...Array.from({ length: 4 }, () => check(url, right, { agent })),
    leaving(),
    leaving(),
  ]);
  expect(seen).toEqual(seen.map(() => "right"));
  expect(spoiled.faults).toEqual([]);
  expect(spoiled.given()).toBeGreaterThan(50);
});

test("TLS, straight and through a proxy's tunnel", async () => {
  const origin = await serve({ size: 10 * MB, tls: selfSigned });
  const proxy = await tunnels();
  const before = tls.getCACertificates("default");
  tls.setDefaultCACertificates([selfSigned.cert]);
  onTestFinished(() => tls.setDefaultCACertificates(before));
  const relayed = relaysFrom(`http://${loopback}:${proxy.port}`).map(relayRoute);
  const right = origin.bytes();
  for (const routes of [[direct], relayed, [direct, ...relayed]]) {
    const gateway = await openGateway({ roads: async () => ({ routes, mode: "auto" }) });
    const url = through(gateway, origin.url);
    const seen = await Promise.all([
      check(url, right),
      check(url, right, { rest: { every: 4 * MB, ms: 100 } }),
      check(url, right, { leaves: 5 * MB }),
    ]);
    expect(seen).toEqual(["right", "right", "left"]);
  }
  expect(proxy.made()).toBeGreaterThan(0);
  expect(spoiled.faults).toEqual([]);
  expect(spoiled.given()).toBeGreaterThan(20);
});

test("downloads to disk, over servers that break off, and over TLS", async () => {
  let answers = 0;
  const plain = await serve({
    size: 24 * MB,
    handle: ({ index }) =>
      index % 7 === 3 && answers++ < 12 ? { cut: { at: 700_000, by: "reset" } } : undefined,
  });
  const secure = await serve({ size: 8 * MB, tls: selfSigned });
  const before = tls.getCACertificates("default");
  tls.setDefaultCACertificates([selfSigned.cert]);
  onTestFinished(() => tls.setDefaultCACertificates(before));
  const { get } = await startEngine();
  for (const server of [plain, secure]) {
    const view = await get(server.url, { connections: 16 });
    expect((await fileOf(view)).equals(server.bytes())).toBe(true);
  }
  expect(spoiled.faults).toEqual([]);
  expect(spoiled.given()).toBeGreaterThan(50);
});

/** A proxy that makes tunnels. */
async function tunnels() {
  let made = 0;
  const server = http.createServer();
  server.on("connect", (request, client: net.Socket) => {
    made++;
    const [host, port] = (request.url ?? "").split(":");
    const onward = net.connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(onward).pipe(client);
    });
    for (const [one, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  });
  const port = await listen(server);
  onTestFinished(async () => {
    server.closeAllConnections();
    const closed = once(server, "close");
    server.close();
    await closed;
  });
  return { port, made: () => made };
}
