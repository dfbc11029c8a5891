import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256OfFile } from "./bytes.ts";
import { newPlace } from "./folder.ts";
import { readLines, runCli, startCli, type CliProcess } from "./process.ts";

/** The whole story on the practice network: probe, compare, get. */

const place = newPlace();
let network: CliProcess;
let url: string;
let relay: string;
let hash: string | null;

beforeAll(async () => {
  network = startCli(["practice", "--size", "20MB", "--json"], place.env);
  const ready = await network.line("practice");
  ({ url, sha256: hash } = ready);
  relay = ready.relays[0] ?? "";
});

afterAll(async () => {
  network.child.kill("SIGKILL");
  await network.ended;
  place[Symbol.dispose]();
});

test("probe tells the same size over both routes", async () => {
  const { status, stdout } = await runCli(["probe", url, "--relay", relay, "--json"], place.env);
  const { last } = readLines(stdout);
  expect(last).toMatchObject({
    event: "probed",
    routes: [
      { route: "direct", status: 206, bytes: 20_000_000, ranges: true, problem: null },
      { route: "Practice relay", status: 206, bytes: 20_000_000, ranges: true, problem: null },
    ],
  });
  expect(status).toBe(0);
});

test("compare finds the relay more than ten times faster", async () => {
  const { status, stdout } = await runCli(["compare", url, "--relay", relay, "--json"], place.env);
  const { last } = readLines(stdout);
  expect(last).toMatchObject({ event: "compared", verdict: "relay" });
  expect(last.event === "compared" ? last.ratio : null).toBeGreaterThan(10);
  expect(status).toBe(0);
}, 90_000);

test("get brings the file whole, and says over which routes", async () => {
  const words = ["get", url, "--relay", relay, "--json", "--sha256", "-o", place.at("whole.bin")];
  const { status, stdout } = await runCli(words, place.env);
  const { lines, last } = readLines(stdout);
  expect(last).toMatchObject({ event: "done", file: place.at("whole.bin"), bytes: 20_000_000, sha256: hash });
  const byRoute = last.event === "done" ? last.routes.map((route) => route.bytes) : [];
  expect(byRoute.reduce((sum, bytes) => sum + bytes, 0)).toBe(20_000_000);
  // What proves the file stands before the last line.
  expect(lines.at(-2)).toMatchObject({ event: "checked" });
  expect(lines.slice(0, -2).every(({ event }) => ["pool", "progress", "saw"].includes(event))).toBe(true);
  expect(sha256OfFile(place.at("whole.bin"))).toBe(hash);
  expect(status).toBe(0);
});

test("without --json the path stands alone on stdout, and a sentence on stderr", async () => {
  const { status, stdout, stderr } = await runCli(
    ["get", url, "--relay", relay, "-o", place.at("plain.bin")],
    place.env,
  );
  expect(stdout).toBe(`${place.at("plain.bin")}\n`);
  expect(stderr).toMatch(/20\.0 MB in .* over Practice relay/);
  expect(stderr).not.toContain("\u001b");
  expect(status).toBe(0);
});

test("a relay may come from a file, or from the saved ones", async () => {
  writeFileSync(place.at("relay.txt"), `${relay}\n`);
  const added = await runCli(["relay", "add", `@${place.at("relay.txt")}`, "--json"], place.env);
  expect(readLines(added.stdout).last).toMatchObject({ event: "added", relay: { name: "Practice relay" } });
  for (const words of [["--relay", `@${place.at("relay.txt")}`], ["--relay", "Practice relay"], []]) {
    const { stdout } = await runCli(["probe", url, ...words, "--json"], place.env);
    expect(readLines(stdout).last).toMatchObject({
      routes: [{ route: "direct" }, { route: "Practice relay" }],
    });
  }
  const removed = await runCli(["relay", "remove", "Practice relay", "--json"], place.env);
  expect(readLines(removed.stdout).last).toEqual({ event: "removed", name: "Practice relay" });
  const { stdout } = await runCli(["relay", "list", "--json"], place.env);
  expect(readLines(stdout).last).toEqual({ event: "relays", relays: [] });
});

test("Ctrl-C while comparing tells what was measured so far", async () => {
  const run = startCli(["compare", url, "--relay", relay, "--seconds", "60", "--json"], place.env);
  await new Promise((resolve) => setTimeout(resolve, 4000));
  run.child.kill("SIGINT");
  const { status, stdout } = await run.ended;
  expect(readLines(stdout).last.event).toBe("compared");
  expect(status).toBe(130);
});

test("practice runs until it is interrupted, and prints one line", async () => {
  network.child.kill("SIGINT");
  const { status, stdout } = await network.ended;
  expect(readLines(stdout).lines).toHaveLength(1);
  expect(status).toBe(0);
});
