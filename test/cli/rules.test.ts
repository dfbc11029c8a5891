/** `detour rules`, and what they make of a download and of the gateway. */
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aperiodicBytes } from "./bytes.ts";
import { newPlace } from "./folder.ts";
import { startOrigin, type Origin } from "./origin.ts";
import { readLines, runCli, startCli } from "./process.ts";

let origin: Origin;
beforeAll(async () => {
  origin = await startOrigin(aperiodicBytes(200_000));
});
afterAll(() => origin.close());

const host = () => new URL(origin.url).hostname;

test("rules are set from a file, listed, tried, and count for downloads and the gateway at once", async () => {
  using place = newPlace();
  const file = place.at("rules.txt");
  writeFileSync(file, `${host()} refuse # not this one\n*.example.org relay Beijing\n`);
  const set = await runCli(["rules", "set", file, "--json"], place.env);
  expect(readLines(set.stdout).last).toMatchObject({
    event: "rules",
    rules: [
      { match: host(), use: "refuse" },
      { match: "*.example.org", use: "relay", relays: ["Beijing"] },
    ],
  });
  expect((await runCli(["rules", "list"], place.env)).stdout).toContain("*.example.org relay Beijing");
  await runCli(["relay", "add", "sni://relay.example:8443#name=Beijing"], place.env);
  const tried = await runCli(["rules", "test", "https://a.example.org/x", "--json"], place.env);
  expect(readLines(tried.stdout).last).toEqual({
    event: "ruled",
    host: "a.example.org",
    rule: 1,
    use: "relay",
    relays: ["Beijing"],
  });
  const words = ["get", origin.url, "-o", `${place.folder}/`, "--json"];
  expect(readLines((await runCli(words, place.env)).stdout).last).toMatchObject({
    event: "failed",
    code: "refused-by-rule",
  });
  expect(readLines((await runCli(["compare", origin.url, "--json"], place.env)).stdout).last).toMatchObject({
    event: "failed",
    code: "refused-by-rule",
  });
  // Who says how has said it.
  expect(readLines((await runCli([...words, "--route", "direct"], place.env)).stdout).last.event).toBe(
    "done",
  );
  const gateway = startCli(["gateway", "--allow-private", "--json"], place.env);
  const { url } = await gateway.line("gateway");
  const ask = async () => (await fetch(`${url}/${origin.url.replace("://", "/")}`)).status;
  expect(await ask()).toBe(403);
  writeFileSync(file, "# none\n");
  await runCli(["rules", "set", file], place.env);
  expect(await ask()).toBe(200);
  gateway.child.kill("SIGINT");
  await gateway.ended;
});

test("a mistake is named by its line, and nothing is changed", async () => {
  using place = newPlace();
  const file = place.at("rules.txt");
  writeFileSync(file, "example.org direct\nexample.net sometimes\n");
  const { status, stderr } = await runCli(["rules", "set", file], place.env);
  expect(status).toBe(2);
  expect(stderr).toContain("Line 2 of the rules");
  expect((await runCli(["rules", "list"], place.env)).stderr).toContain("There are no rules");
});
