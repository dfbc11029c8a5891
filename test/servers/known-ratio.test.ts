/** What the comparison says against what real nginx was told to do. */
import { expect, onTestFinished, test } from "vitest";
import { SeededBytes } from "../../electron/practice/seeded-bytes.ts";
import { relaysFrom, startEngine } from "../helpers/engine.ts";
import { startNginx, startNginxOrigin, type Nginx } from "../helpers/nginx.ts";

/** nginx as a road to an origin that gives each connection so many kB/s (ngx_http_core_module, limit_rate). */
async function road(origin: Nginx, rate: number): Promise<Nginx> {
  const server = await startNginx({
    server: `location / { limit_rate ${rate}k; proxy_pass http://127.0.0.1:${origin.port}; proxy_http_version 1.1;
      proxy_set_header Host $http_host; proxy_max_temp_file_size 0; proxy_buffers 16 16k; }`,
  });
  onTestFinished(() => server.close());
  return server;
}

/** Compares two roads of these rates to a file of so many bytes. */
async function compare(directRate: number, relayRate: number, size: number) {
  const origin = await startNginxOrigin({ files: { "file.bin": new SeededBytes("ratio").slice(0, size) } });
  onTestFinished(() => origin.close());
  const [direct, relay] = await Promise.all([road(origin, directRate), road(origin, relayRate)]);
  const { engine } = await startEngine();
  return engine.compare({
    source: new URL(`${direct.base}/file.bin`),
    relays: relaysFrom(`reverse:${relay.base}/=${direct.base}/#name=relay`),
    direct: true,
    rounds: 3,
    seconds: 14,
    connections: 2,
  }).finished;
}

test.each([
  [200, 600],
  [2000, 400],
])("direct at %i kB/s a connection, a relay at %i: the ratio is right within a tenth", async (slow, fast) => {
  const view = await compare(slow, fast, 90_000_000);
  const ratio = fast / slow;
  expect(view).toMatchObject({ state: "done", verdict: ratio > 1 ? "relay" : "direct" });
  expect((view.ratio ?? 0) / ratio).toBeGreaterThan(0.9);
  expect((view.ratio ?? 0) / ratio).toBeLessThan(1.1);
});

test("a file that the first turns use up is measured by what the servers give, not by their bursts", async () => {
  const view = await compare(400, 1200, 6_000_000);
  const speedOf = (route: string) => view.routes.find((one) => one.route === route)?.median ?? 0;
  // Two connections each; nginx gives every turn's first request a second's worth at once. Short requests saw ten times that.
  expect(speedOf("direct") / 800_000).toBeLessThan(2);
  expect(speedOf("relay") / 2_400_000).toBeLessThan(2);
  expect(view.keptBytes).toBeGreaterThan(4_000_000);
  expect(view).toMatchObject({ state: "done", verdict: "relay" });
  expect((view.ratio ?? 0) / 3).toBeGreaterThan(0.85);
  expect((view.ratio ?? 0) / 3).toBeLessThan(1.15);
});
