/** The health card, held against real servers that do well and badly. */
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../electron/engine/clock.ts";
import { checkHealth, type CheckName, type Health } from "../../electron/engine/health/health-check.ts";
import { SeededBytes } from "../../electron/practice/seeded-bytes.ts";
import { relaysFrom } from "../helpers/engine.ts";
import { startNginx, startNginxOrigin, startNginxReverseRelay, type Nginx } from "../helpers/nginx.ts";
import { freePort } from "../helpers/ports.ts";

let origin: Nginx;
beforeAll(async () => {
  origin = await startNginxOrigin({
    files: { "dir/file.bin": new SeededBytes("health").slice(0, 8_000_000) },
  });
});
afterAll(() => origin.close());

async function healthOf(spec: string): Promise<Health> {
  const [relay] = relaysFrom(spec);
  if (!relay) throw new Error("no relay");
  return checkHealth({
    relay,
    source: new URL(`${origin.base}/dir/file.bin`),
    direct: true,
    clock: systemClock,
    signal: AbortSignal.timeout(25_000),
  });
}

const seen = ({ checks }: Health, name: CheckName) => checks.find(({ check }) => check === name)?.ok;

async function relayWith(server: string, http = ""): Promise<Nginx> {
  const relay = await startNginx({ server, http });
  onTestFinished(() => relay.close());
  return relay;
}

const proxied = (more: string) => `
  location / {
    ${more}
    proxy_pass http://up; proxy_set_header Host 127.0.0.1:${origin.port}; proxy_http_version 1.1; proxy_set_header Connection "";
    proxy_max_temp_file_size 0;
  }`;
const up = () => `upstream up { server 127.0.0.1:${origin.port}; keepalive 64; }`;

test("a relay as we tell people to set one up is in good health, once it has a token", async () => {
  const relay = await relayWith(
    proxied(
      `if ($http_x_relay_token != "secret-of-mine") { return 404; } proxy_set_header X-Relay-Token "";`,
    ),
    up(),
  );
  const health = await healthOf(`reverse:${relay.base}/=${origin.base}/#own&token=secret-of-mine`);
  const bad = health.checks.filter(({ ok }) => ok === false);
  expect(bad).toEqual([]);
  expect(health.verdict).toBe("It is in good health.");
  for (const name of [
    "reachable",
    "answers",
    "token",
    "ranges",
    "validators",
    "same-file",
    "paths",
    "keep-alive",
  ])
    expect(seen(health, name as CheckName)).toBe(true);
});

test("without a token that is said", async () => {
  const relay = await startNginxReverseRelay({ originPort: origin.port });
  onTestFinished(() => relay.close());
  const health = await healthOf(`reverse:${relay.base}/=${origin.base}/#own`);
  expect(seen(health, "token")).toBe(false);
  expect(health.verdict).toContain("whoever finds it can use it");
});

test("a token that the relay does not look at is no token", async () => {
  const relay = await startNginxReverseRelay({ originPort: origin.port });
  onTestFinished(() => relay.close());
  const health = await healthOf(`reverse:${relay.base}/=${origin.base}/#own&token=secret-of-mine`);
  expect(seen(health, "token")).toBe(false);
});

test("few connections are counted, and what to raise is named", async () => {
  const relay = await relayWith(
    proxied("limit_conn all 4; limit_rate 400k;"),
    `${up()} limit_conn_zone $server_port zone=all:1m; limit_conn_status 429;`,
  );
  const health = await healthOf(`reverse:${relay.base}/=${origin.base}/#own`);
  expect(seen(health, "connections")).toBe(false);
  expect(health.checks.find(({ check }) => check === "connections")?.detail).toMatch(
    /^It serves [1-4] of 64 requests/,
  );
});

test("a relay that closes each connection, and one that re-codes paths", async () => {
  const closing = await relayWith(`keepalive_timeout 0; ${proxied("")}`, up());
  const health = await healthOf(`reverse:${closing.base}/=${origin.base}/#own`);
  expect(seen(health, "keep-alive")).toBe(false);
  expect(health.verdict).toContain("will be slow");
  const recoding = await relayWith(
    `location ~ ^/odd/(.*)$ { return 204; } location / { rewrite ^/dir/detour(.+)$ /dir/file.bin break; proxy_pass http://up; }`,
    up(),
  );
  expect(seen(await healthOf(`reverse:${recoding.base}/=${origin.base}/#own`), "paths")).toBe(false);
});

test("a relay with another file, one without ranges, and nobody there", async () => {
  const other = await startNginxOrigin({
    files: { "dir/file.bin": new SeededBytes("another").slice(0, 8_000_000) },
  });
  onTestFinished(() => other.close());
  const wrong = await healthOf(`reverse:${other.base}/=${origin.base}/#own`);
  expect(seen(wrong, "same-file")).toBe(false);
  expect(wrong.verdict).toContain("It cannot be used");
  const whole = await relayWith(
    proxied(`proxy_set_header Range ""; proxy_force_ranges off; max_ranges 0;`),
    up(),
  );
  expect(seen(await healthOf(`reverse:${whole.base}/=${origin.base}/#own`), "ranges")).toBe(false);
  const dead = await healthOf(`reverse:http://127.0.0.1:${await freePort()}/=${origin.base}/#own`);
  expect(seen(dead, "reachable")).toBe(false);
  expect(dead.verdict).toContain("It cannot be used");
});
