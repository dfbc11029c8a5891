/** `detour compare` beside the plain story: exports, bounds, history. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startFaultServer, type FaultServer } from "../helpers/fault-server.ts";
import { newPlace } from "./folder.ts";
import { readLines, runCli } from "./process.ts";

let origin: FaultServer;
let relay: FaultServer;
const size = 20_000_000;
beforeAll(async () => {
  origin = await startFaultServer({ size, handle: () => ({ rate: 200_000 }) });
  relay = await startFaultServer({ size, handle: () => ({ rate: 900_000 }) });
});
afterAll(() => Promise.all([origin.close(), relay.close()]));

const words = (...more: readonly string[]) => [
  "compare",
  `${origin.url}?token=sesame`,
  "--relay",
  `reverse:${relay.base}/=${origin.base}/#name=Beijing`,
  "--rounds",
  "1",
  "--seconds",
  "2",
  ...more,
];

test("the measurements go to a CSV file, and the result is kept for the history, both without the query", async () => {
  using place = newPlace();
  const file = place.at("out.csv");
  const { status } = await runCli(words("--export", file), place.env);
  expect(status).toBe(0);
  const csv = readFileSync(file, "utf8");
  expect(csv).toMatch(/^started,url,route/);
  expect(csv).toContain(",Beijing,reverse,");
  expect(csv).not.toContain("sesame");
  const host = new URL(origin.url).host;
  const past = readLines((await runCli(["history", host, "--json"], place.env)).stdout).last;
  expect(past).toMatchObject({
    event: "history",
    comparisons: [{ host, routes: [{}, { route: "Beijing" }] }],
  });
  expect(JSON.stringify(past)).not.toMatch(/sesame|file\.bin/);
  const { hostname } = new URL(origin.url);
  expect((await runCli(["history", hostname, "--json"], place.env)).stdout).toContain(host);
  const other = await runCli(["history", "other.example"], place.env);
  expect(other.stdout).toBe("");
  expect(other.stderr).toContain("No comparisons of other.example are kept.");
  await runCli(["history", "--clear"], place.env);
  expect((await runCli(["history"], place.env)).stderr).toContain("No comparisons are kept");
});

test("a download says how much it took over from the comparison, which took none of its time", async () => {
  using place = newPlace();
  const { last: compared } = readLines((await runCli(words("--json"), place.env)).stdout);
  expect(compared.event).toBe("compared");
  const get = [
    "get",
    `${origin.url}?token=sesame`,
    "--relay",
    `reverse:${relay.base}/=${origin.base}/#name=Beijing`,
  ];
  const { last } = readLines((await runCli([...get, "-o", place.at("f.bin"), "--json"], place.env)).stdout);
  const kept = last.event === "done" ? last.keptBytes : 0;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(size);
}, 90_000);

test("a bound on bytes is kept to, within what was on its way", async () => {
  using place = newPlace();
  const before = origin.requests.length + relay.requests.length;
  const { last } = readLines((await runCli(words("--bytes", "500k", "--json"), place.env)).stdout);
  expect(last).toMatchObject({ event: "compared", verdict: "unsure" });
  const bytes = last.event === "compared" ? last.routes.reduce((sum, route) => sum + route.bytes, 0) : 0;
  expect(bytes).toBeGreaterThanOrEqual(500_000);
  expect(bytes).toBeLessThan(1_000_000);
  expect(origin.requests.length + relay.requests.length).toBeGreaterThan(before);
});

test.each([
  [["--export", "out.txt"], "must end in .json or .csv"],
  [["--for", "3h"], "--every"],
  [["--every", "1s"], "not a duration from 1 min to 1 d"],
  [["--every", "1h", "--export", "a.csv"], "detour history"],
])("%j is a mistake", async (more, says) => {
  using place = newPlace();
  const { status, stderr } = await runCli(words(...more), place.env);
  expect(status).toBe(2);
  expect(stderr).toContain(says);
});
