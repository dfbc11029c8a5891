/** What a user says of his saved relays, and what a download says of its choice. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { aperiodicBytes } from "./bytes.ts";
import { newPlace } from "./folder.ts";
import { startOrigin, type Origin } from "./origin.ts";
import { readLines, runCli } from "./process.ts";

let origin: Origin;
beforeAll(async () => {
  origin = await startOrigin(aperiodicBytes(1_500_000));
});
afterAll(() => origin.close());

/** A relay that is the origin itself under another name. */
const spec = (name: string) =>
  `reverse:${new URL(origin.url).origin}/=${new URL(origin.url).origin}/#name=${name}`;

async function saved(...names: readonly string[]) {
  const place = newPlace();
  for (const name of names) expect((await runCli(["relay", "add", spec(name)], place.env)).status).toBe(0);
  return place;
}
const listed = async (env: Readonly<Record<string, string>>) =>
  readLines((await runCli(["relay", "list", "--json"], env)).stdout).last;

test("use and quota are kept, told by `relay list`, and lifted again", async () => {
  using place = await saved("one", "two");
  expect((await runCli(["relay", "use", "two", "never"], place.env)).stdout).toContain("two: use never");
  const quota = await runCli(["relay", "quota", "one", "--day", "2GB", "--month", "50GB"], place.env);
  expect(quota).toMatchObject({
    status: 0,
    stdout: "one: use auto, day 0 B of 2.00 GB, month 0 B of 50.0 GB\n",
  });
  expect(await listed(place.env)).toMatchObject({
    relays: [
      { name: "one", use: "auto", quota: { day: 2e9, month: 5e10 } },
      { name: "two", use: "never", quota: { day: null, month: null } },
    ],
  });
  await runCli(["relay", "quota", "one", "--day", "none"], place.env);
  expect(await listed(place.env)).toMatchObject({ relays: [{ quota: { day: null, month: 5e10 } }, {}] });
});

test.each([
  [["relay", "use", "one", "sometimes"], "is none of auto, always, never"],
  [["relay", "use", "three", "never"], "three"],
  [["relay", "quota", "one", "--day", "much"], "is not a size above zero"],
])("%j is a mistake", async (words, says) => {
  using place = await saved("one");
  const { status, stderr } = await runCli(words, place.env);
  expect(status).toBe(2);
  expect(stderr).toContain(says);
});

test("a download says how its routes were chosen, what they showed, and counts what went through a relay", async () => {
  using place = await saved("one", "two");
  await runCli(["relay", "use", "two", "never"], place.env);
  const words = ["get", origin.url, "-o", `${place.folder}/`, "--route", "relay", "--json"];
  const { stdout } = await runCli(words, place.env);
  const { lines, last } = readLines(stdout);
  expect(last.event).toBe("done");
  expect(lines.find(({ event }) => event === "pool")).toMatchObject({
    routes: [
      { route: "one", role: "used", reason: "new" },
      { route: "two", role: "left-out", reason: "banned" },
    ],
  });
  expect(lines.find(({ event }) => event === "saw")).toMatchObject({
    routes: [{ route: "one", bytes: 1_500_000 }],
  });
  const relays = await listed(place.env);
  const traffic = relays.event === "relays" ? relays.relays.map((relay) => relay.traffic.day) : [];
  expect(traffic[0]).toBeGreaterThanOrEqual(1_500_000);
  // Two names of one address share its count.
  expect(traffic[1]).toBe(traffic[0]);
  // Who names it, wants it.
  const named = await runCli([...words, "--relay", "two"], place.env);
  const { lines: told, last: end } = readLines(named.stdout);
  expect(end).toMatchObject({ event: "done", routes: [{ route: "two" }] });
  // With one route there is nothing to choose.
  expect(told.some(({ event }) => event === "pool")).toBe(false);
});

test("a person is told why, once something is known", async () => {
  using place = await saved("one", "two");
  await runCli(["relay", "use", "two", "always"], place.env);
  const { stderr } = await runCli(["get", origin.url, "-o", `${place.folder}/`], place.env);
  expect(stderr).toMatch(
    /Routes: two \(always wanted\); one \(not tried here yet\); direct \(not tried here yet\)\./,
  );
});
