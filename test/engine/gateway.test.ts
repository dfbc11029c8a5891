/** The gateway's streams: shared by clients of one file, within a window, gone with their clients. */
import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { rememberedCap } from "../../electron/engine/download/host-limits.ts";
import { relaysFrom, serve, startEngine } from "../helpers/engine.ts";
import { above, status, type FaultServer } from "../helpers/fault-server.ts";
import { openGateway, through } from "../helpers/gateway.ts";

const MB = 1_000_000;

/** Reads an answer; after each piece it waits for `rest`. Out: the body. */
function read(
  url: string,
  headers: Record<string, string> = {},
  rest: (bytes: number) => Promise<unknown> | undefined = () => undefined,
) {
  return new Promise<Buffer>((resolve, reject) => {
    http
      .get(url, { agent: false, headers }, (answer) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        void (async () => {
          try {
            for await (const part of answer as AsyncIterable<Buffer>) {
              parts.push(part);
              bytes += part.length;
              await rest(bytes);
            }
            resolve(Buffer.concat(parts));
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        })();
      })
      .on("error", reject);
  });
}
const sent = (server: FaultServer) => server.requests.reduce((sum, { bytesSent }) => sum + bytesSent, 0);

test("two clients of one file share its bytes, and each has all of them", async () => {
  const size = 12 * MB;
  const origin = await serve({ size, handle: () => ({ rate: 300_000 }) });
  const gateway = await openGateway();
  const first = read(through(gateway, origin.url));
  await sleep(700);
  const bodies = await Promise.all([
    first,
    read(through(gateway, origin.url)),
    read(through(gateway, origin.url)),
  ]);
  for (const body of bodies) expect(body.equals(origin.bytes())).toBe(true);
  // Each has its first part by a request of its own.
  expect(sent(origin)).toBeLessThan(size * 1.5);
});

test("who falls far behind goes on by himself, and holds nobody up", async () => {
  const size = 24 * MB;
  const origin = await serve({ size, handle: () => ({ rate: 2 * MB }) });
  const gateway = await openGateway({ windowBytes: 8 * MB });
  const started = performance.now();
  let fast = 0;
  const [slowBody, fastBody] = await Promise.all([
    read(through(gateway, origin.url), {}, (bytes) =>
      bytes > 2 * MB && fast === 0 ? sleep(200) : undefined,
    ),
    read(through(gateway, origin.url)).then((body) => {
      fast = performance.now() - started;
      return body;
    }),
  ]);
  expect(slowBody.equals(origin.bytes())).toBe(true);
  expect(fastBody.equals(origin.bytes())).toBe(true);
  expect(fast).toBeLessThan(15_000);
});

test("who falls behind while all read-ahead is in use waits for room, and has all of it", async () => {
  const size = 60 * MB;
  const origin = await serve({ size, handle: () => ({ rate: MB }) });
  const gateway = await openGateway({ allWindowBytes: 4 * 1024 * 1024 });
  let rested = false;
  const [slowBody, fastBody] = await Promise.all([
    read(through(gateway, origin.url), {}, (bytes) => {
      if (bytes < MB || rested) return undefined;
      rested = true;
      // More than the sockets between hold comes meanwhile.
      return sleep(3500);
    }),
    // Behind the other, whose stream it shares.
    sleep(100).then(() => read(through(gateway, origin.url))),
  ]);
  expect(sent(origin)).toBeLessThan(2 * size - 2 * MB);
  expect(slowBody.equals(origin.bytes())).toBe(true);
  expect(fastBody.equals(origin.bytes())).toBe(true);
}, 60_000);

test("other sign-in data is another file: nothing is shared", async () => {
  const origin = await serve({ size: 4 * MB, handle: () => ({ rate: MB }) });
  const gateway = await openGateway();
  await Promise.all([
    read(through(gateway, origin.url), { authorization: "Basic YTpi" }),
    read(through(gateway, origin.url), { authorization: "Basic Yzpk" }),
  ]);
  expect(sent(origin)).toBeGreaterThan(7 * MB);
});

test("when all clients have left, nothing is fetched any more, and all room is there again", async () => {
  const origin = await serve({ size: 60 * MB, handle: () => ({ rate: 400_000 }) });
  const gateway = await openGateway({ allWindowBytes: 8 * MB });
  for (let round = 0; round < 3; round++) {
    const clients = Array.from({ length: 6 }, (_, at) => {
      const asked = http.get(`${through(gateway, origin.url)}?${at}`, { agent: false }, (answer) => {
        answer.resume();
        answer.on("error", () => undefined);
      });
      asked.on("error", () => undefined);
      return asked;
    });
    await sleep(600);
    for (const client of clients) client.destroy();
  }
  await expect.poll(() => origin.open, { timeout: 5000 }).toBe(0);
  const before = sent(origin);
  await sleep(700);
  expect(sent(origin)).toBe(before);
  const whole = await serve({ size: 3 * MB });
  expect((await read(through(gateway, whole.url))).equals(whole.bytes())).toBe(true);
});

test("a player's seeks begin at once, each cancelling what came before", async () => {
  // 8 Mbit/s are read; the roads bring more.
  const origin = await serve({ size: 30 * MB, handle: () => ({ rate: 400_000 }) });
  const gateway = await openGateway();
  const whole = origin.bytes();
  for (const start of [0, 20 * MB, 5 * MB, 29 * MB, 12 * MB]) {
    const body = await new Promise<Buffer>((resolve, reject) => {
      const asked = http.get(
        through(gateway, origin.url),
        { agent: false, headers: { range: `bytes=${start}-` } },
        (answer) => {
          const parts: Buffer[] = [];
          let bytes = 0;
          answer.on("data", (part: Buffer) => {
            parts.push(part);
            bytes += part.length;
            if (bytes < 900_000) return;
            resolve(Buffer.concat(parts));
            asked.destroy();
          });
          answer.on("error", () => undefined);
        },
      );
      asked.on("error", reject);
    });
    expect(body.equals(whole.subarray(start, start + body.length))).toBe(true);
  }
});

test("what a stream's roads showed counts for later choices: who failed, and how many connections a server bears", async () => {
  const size = 16 * MB;
  const origin = await serve({ size });
  origin.script((request) => above(3, status(429))(request) ?? { rate: MB });
  const broken = await serve({ size, handle: () => status(403) });
  const relays = relaysFrom(`reverse:${broken.base}=${origin.base}#own&name=broken`);
  const { engine, store } = await startEngine({ network: () => "home" });
  const gateway = await engine.gateway({
    plan: () => ({ mode: "auto", relays }),
    allowPrivate: true,
  });
  const body = await read(through(gateway, origin.url));
  expect(body.equals(origin.bytes())).toBe(true);
  const { host } = new URL(origin.url);
  await expect
    .poll(() => store.routeMemory.of("home", host).find(({ route }) => route === "broken")?.failure)
    .toBeTruthy();
  const borne = rememberedCap(store, host, "direct", Date.now());
  expect([2, 3]).toContain(borne);
});
