/** The founding story on real servers: an nginx origin, and nginx relays in front of it. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SeededBytes } from "../../electron/practice/seeded-bytes.ts";
import { fileOf, relaysFrom, startEngine } from "../helpers/engine.ts";
import { startNginx, startNginxOrigin, startNginxReverseRelay, type Nginx } from "../helpers/nginx.ts";

const size = 30_000_000;
const bytes = new SeededBytes("nginx").slice(0, size);
const sha256 = createHash("sha256").update(bytes).digest("hex");

let origin: Nginx;
let relay: Nginx;
let prefixed: Nginx;
let generic: Nginx;
let slow: Nginx;

beforeAll(async () => {
  origin = await startNginxOrigin({ files: { "a b/file+1.bin": bytes } });
  // A bad road to the same origin: what the user's direct path is in the story.
  slow = await startNginx({
    server: `location / { limit_rate 150k; proxy_pass http://127.0.0.1:${origin.port}; proxy_http_version 1.1; proxy_set_header Host $http_host; proxy_max_temp_file_size 0; proxy_force_ranges on; }`,
  });
  relay = await startNginxReverseRelay({ originPort: origin.port });
  prefixed = await startNginxReverseRelay({ originPort: origin.port, prefix: "/tokyo/" });
  generic = await startNginx({
    server: `location ~ ^/secret/(?<to_scheme>https?)/(?<to_host>[^/]+)(?<to_path>/.*)$ {
      proxy_pass http://127.0.0.1:${origin.port}/$to_path_raw;
    }`,
    http: `map $request_uri $to_path_raw { default ""; "~^/secret/https?/[^/]+/(?<rest>.*)$" $rest; }`,
  });
});
afterAll(async () => {
  await Promise.all([origin, relay, prefixed, generic, slow].map((server) => server.close()));
});

const url = () => `${slow.base}/a%20b/file+1.bin`;

test("a reverse: relay brings the file, and the origin sees whole ranges", async () => {
  const { get } = await startEngine();
  const relays = relaysFrom(`reverse:${relay.base}/=${slow.base}/#name=Beijing&own`);
  const view = await get(url(), { relays, mode: "relay", sha256: true });
  expect(view).toMatchObject({ state: "done", sha256, name: "file+1.bin", total: size });
  expect(view.routes).toMatchObject([{ route: "Beijing", bytes: size }]);
  expect(await relay.log("access")).toMatch(/206/);
});

test("a reverse: relay under a prefix brings the same file", async () => {
  const { get } = await startEngine();
  const relays = relaysFrom(`reverse:${prefixed.base}/tokyo/=${slow.base}/#own`);
  const view = await get(url(), { relays, mode: "relay", sha256: true });
  expect(view).toMatchObject({ state: "done", sha256 });
});

test("a prefix: relay brings the same file", async () => {
  const { get } = await startEngine();
  const relays = relaysFrom(`prefix:${generic.base}/secret/{scheme}/{authority}{pathquery}#own`);
  const view = await get(url(), { relays, mode: "relay", sha256: true });
  expect(view.failure).toBeNull();
  expect(view).toMatchObject({ state: "done", sha256 });
});

test("direct and relay together bring one file, and the relay most of it", async () => {
  const { get } = await startEngine();
  const relays = relaysFrom(`reverse:${relay.base}/=${slow.base}/#name=Beijing&own`);
  const view = await get(url(), { relays, mode: "auto" });
  expect((await fileOf(view)).equals(bytes)).toBe(true);
  const share = (name: string) => view.routes.find(({ route }) => route === name)?.bytes ?? 0;
  expect(share("Beijing") + share("direct")).toBe(size);
  expect(share("Beijing")).toBeGreaterThan(size * 0.8);
});

test("the comparison names the relay, and its bytes are kept for the download", async () => {
  const { engine, get } = await startEngine();
  const relays = relaysFrom(`reverse:${relay.base}/=${slow.base}/#name=Beijing&own`);
  const source = new URL(url());
  const view = await engine.compare({ source, relays, direct: true, rounds: 3, seconds: 8 }).finished;
  expect(view).toMatchObject({ state: "done", verdict: "relay", best: "Beijing", failure: null });
  expect(view.ratio).toBeGreaterThan(5);
  expect(view.ratioLow ?? 0).toBeLessThanOrEqual(view.ratio ?? 0);
  expect(view.ratioHigh ?? 0).toBeGreaterThanOrEqual(view.ratio ?? 0);
  const done = await get(url(), { relays, sha256: true });
  expect(done).toMatchObject({ state: "done", sha256 });
  expect(done.keptBytes).toBeGreaterThan(0);
});

test("the probe says what each road says of the file", async () => {
  const { engine } = await startEngine();
  const relays = relaysFrom(
    `reverse:${relay.base}/=${slow.base}/#name=Beijing`,
    `reverse:http://127.0.0.1:1/=${slow.base}/#name=dead`,
  );
  const views = await engine.probe({ source: new URL(url()), relays, direct: true });
  expect(views).toMatchObject([
    { route: "direct", status: 206, bytes: size, ranges: true, name: "file+1.bin", problem: null },
    { route: "Beijing", status: 206, bytes: size, ranges: true, problem: null },
    { route: "dead", status: null, problem: { code: "unreachable" } },
  ]);
  expect(views[0]?.etag).toBe(views[1]?.etag);
});
