import { createHash } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { parseRelaySpec } from "../../../electron/common/relay-spec.ts";
import { startPractice, type PracticeOptions } from "../../../electron/practice/practice.ts";
import { rawRequest } from "../../helpers/raw-http.ts";

async function practice(options: PracticeOptions) {
  const network = await startPractice(options);
  onTestFinished(() => network.close());
  const spec = parseRelaySpec(network.relays[0] ?? "");
  if (spec.kind !== "reverse") throw new Error("the practice relay is a reverse proxy");
  const url = new URL(network.url);
  return { network, spec, url, path: url.pathname, relayPort: Number(new URL(spec.relay).port) };
}

test("the relay covers the file, and both routes bring the same bytes", async () => {
  const { network, spec, url, path, relayPort } = await practice({ size: 60_000 });
  expect(network.url).toBe(`${spec.origin}practice-60kB.bin`);
  expect(spec.options).toMatchObject({ name: "Practice relay", own: true });
  const [direct, relayed] = await Promise.all([
    rawRequest(Number(url.port), { path }),
    rawRequest(relayPort, { path }),
  ]);
  expect(direct.body.equals(relayed.body)).toBe(true);
  expect(createHash("sha256").update(direct.body).digest("hex")).toBe(network.sha256);
  expect(relayed.headers["x-relay-up"]).toBe("200");
  expect(direct.headers["x-relay-up"]).toBeUndefined();
  // 200 ms against 40 ms, each with a handshake.
  expect(direct.firstByteMs).toBeGreaterThan(395);
  expect(relayed.firstByteMs).toBeGreaterThan(75);
  expect(relayed.firstByteMs).toBeLessThan(direct.firstByteMs);
});

test("through the relay it is many times faster", async () => {
  const { url, path, relayPort } = await practice({ size: 30_000_000 });
  const [direct, relayed] = await Promise.all([
    rawRequest(Number(url.port), { path, waitMs: 1500 }),
    rawRequest(relayPort, { path, waitMs: 1500 }),
  ]);
  expect(direct.body.length).toBeGreaterThan(50_000);
  expect(direct.body.length).toBeLessThan(200_000);
  expect(relayed.body.length).toBeGreaterThan(direct.body.length * 10);
  expect(relayed.body.length).toBeLessThan(16_000_000);
});

test("a huge file costs nothing, and has no hash", async () => {
  const { network, path, relayPort } = await practice({ size: 100e9 });
  expect(network.sha256).toBeNull();
  const answer = await rawRequest(relayPort, { path, headers: { range: "bytes=-100" } });
  expect(answer.headers["content-range"]).toBe("bytes 99999999900-99999999999/100000000000");
});

test("the same seed gives the same file, and close is prompt while something is under way", async () => {
  const first = await practice({ size: 1_000_000 });
  const second = await practice({ size: 1_000_000 });
  expect(first.network.sha256).toBe(second.network.sha256);
  const running = rawRequest(Number(first.url.port), { path: first.path });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const started = performance.now();
  await first.network.close();
  expect(performance.now() - started).toBeLessThan(1000);
  expect((await running).body.length).toBeLessThan(1_000_000);
});
