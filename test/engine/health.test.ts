/** What a health check says where servers answer some requests and others not. */
import { expect, test } from "vitest";
import type { NamedRelay } from "../../electron/engine/types.ts";
import { relaysFrom, serve, startEngine } from "../helpers/engine.ts";
import type { FaultServer } from "../helpers/fault-server.ts";

const over = (server: FaultServer, origin: FaultServer, options = "") =>
  relaysFrom(`reverse:${server.base}=${origin.base}#own&name=r${options}`)[0] as NamedRelay;
const signed = (headers: Readonly<Record<string, string>>) => Object.values(headers).includes("t0k3n");
const odd = (url: string) => url.includes("detour");

test("a relay whose later requests fail is told of, check by check, to the end", async () => {
  const origin = await serve({ size: 1_000_000 });
  const server = await serve({
    size: 1_000_000,
    handle: ({ range }) => (range !== undefined && range.end - range.start === 1 ? { noAnswer: true } : {}),
  });
  const { engine } = await startEngine();
  const { checks, grade } = await engine.health(over(server, origin), new URL(origin.url));
  const keepAlive = checks.find(({ check }) => check === "keep-alive");
  expect(keepAlive).toMatchObject({ ok: false });
  expect(keepAlive?.detail).toContain("A further request failed");
  expect(checks.at(-1)?.check).toBe("credentials");
  expect(grade).not.toBe("good");
});

test("odd addresses that direct does not answer are not held against the relay", async () => {
  const origin = await serve({
    size: 1_000_000,
    handle: ({ url }) => (odd(url) ? { noAnswer: true } : {}),
  });
  const server = await serve({ size: 1_000_000 });
  const { engine } = await startEngine();
  const { checks } = await engine.health(over(server, origin), new URL(origin.url));
  expect(checks.find(({ check }) => check === "paths")).toMatchObject({ ok: null });
});

test("a relay that refuses without its token is told from one that could not be asked", async () => {
  const origin = await serve({ size: 1_000_000 });
  const server = await serve({ size: 1_000_000 });
  const { engine } = await startEngine();
  const check = async () => {
    const health = await engine.health(over(server, origin, "&token=t0k3n"), new URL(origin.url));
    return health.checks.find((one) => one.check === "token")?.ok;
  };
  server.script(({ headers }) => (signed(headers) ? {} : { status: 403, body: "" }));
  expect(await check()).toBe(true);
  server.script(() => ({}));
  expect(await check()).toBe(false);
});
