import { mkdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aperiodicBytes, sha256, sha256OfFile } from "./bytes.ts";
import { newPlace } from "./folder.ts";
import { startOrigin, type Origin } from "./origin.ts";
import { cliFile, readLines, runCli } from "./process.ts";
import { describeStartUp, measureStartUp, median } from "./startup.ts";

const body = aperiodicBytes(400_000);
let origin: Origin;

beforeAll(async () => {
  origin = await startOrigin(body);
});
afterAll(() => origin.close());

test("without -o: the current folder and the server's name; a second file gets another name", async () => {
  using place = newPlace();
  mkdirSync(place.at("here"));
  const first = await runCli(["get", origin.url], place.env, place.at("here"));
  expect(first).toMatchObject({ status: 0, stdout: `${place.at("here/file.bin")}\n` });
  const second = await runCli(["get", origin.url], place.env, place.at("here"));
  expect(second).toMatchObject({ status: 0, stdout: `${place.at("here/file (1).bin")}\n` });
  expect(sha256OfFile(place.at("here/file (1).bin"))).toBe(sha256(body));
});

test("-o with a slash at its end makes the folder", async () => {
  using place = newPlace();
  const { status, stdout } = await runCli(["get", origin.url, "-o", place.at("a/b/")], place.env);
  expect({ status, stdout }).toEqual({ status: 0, stdout: `${place.at("a/b/file.bin")}\n` });
});

test("headers reach the server", async () => {
  using place = newPlace();
  origin.requests.length = 0;
  const words = [
    "get",
    origin.url,
    "-o",
    `${place.folder}/`,
    "--header",
    "X-One: 1",
    "--header",
    "Cookie: a=b",
  ];
  expect((await runCli(words, place.env)).status).toBe(0);
  expect(origin.requests[0]?.headers).toMatchObject({ "x-one": "1", cookie: "a=b" });
});

test("a web page is refused under a file's address; asked for, it is saved, and said to be one", async () => {
  using place = newPlace();
  const page = Buffer.from("<!doctype html><title>Sign in</title>");
  const site = await startOrigin(page, { name: "file.zip", type: "text/html" });
  const words = ["get", site.url, "-o", `${place.folder}/`, "--json"];
  const refused = await runCli(words, place.env);
  expect(readLines(refused.stdout).last).toMatchObject({ event: "failed", code: "web-page" });
  const { stderr, stdout } = await runCli([...words, "--accept-page"], place.env);
  await site.close();
  expect(stderr).toContain("web page (HTML)");
  const { last } = readLines(stdout);
  expect(last.event === "done" && readFileSync(last.file).equals(page)).toBe(true);
});

test("an empty file is a file", async () => {
  using place = newPlace();
  const nothing = await startOrigin(Buffer.alloc(0));
  const { status, stdout } = await runCli(["get", nothing.url, "-o", place.at("none"), "--json"], place.env);
  await nothing.close();
  expect(readLines(stdout).last).toMatchObject({ event: "done", bytes: 0 });
  expect(status).toBe(0);
});

test("a mirror takes part, and is named by its host alone", async () => {
  using place = newPlace();
  const [first, second] = await Promise.all(
    [1, 2].map(() => startOrigin(aperiodicBytes(3_000_000), { rate: 300_000 })),
  );
  if (!first || !second) throw new Error("two servers");
  const words = [
    "get",
    first.url,
    "--mirror",
    `${second.url}?key=SECRET-OF-MINE-0123456789`,
    "--route",
    "all",
  ];
  const { status, stdout } = await runCli(
    [...words, "-o", place.at("both.bin"), "--sha256", "--json"],
    place.env,
  );
  await Promise.all([first.close(), second.close()]);
  expect(status).toBe(0);
  expect(stdout).not.toContain("SECRET");
  const { last } = readLines(stdout);
  if (last.event !== "done") throw new Error(stdout);
  expect(last.sha256).toBe(sha256(aperiodicBytes(3_000_000)));
  expect(last.routes.map(({ route }) => route)).toEqual(["direct", `direct (${new URL(second.url).host})`]);
  expect(second.requests.length).toBeGreaterThan(0);
});

test("progress comes at most five times a second", async () => {
  using place = newPlace();
  const slow = await startOrigin(body, { rate: 100_000 });
  const words = ["get", slow.url, "-o", place.at("slow"), "--connections", "2", "--json"];
  const started = performance.now();
  const { stdout } = await runCli(words, place.env);
  await slow.close();
  const { lines } = readLines(stdout);
  expect(lines.length).toBeLessThanOrEqual((performance.now() - started) / 200 + 2);
  expect(lines.length).toBeGreaterThan(3);
});

test("a relay's configuration can be piped to its place, and says what to do on stderr", async () => {
  const words = [
    "relay",
    "config",
    "nginx",
    "--origin",
    "https://origin.example",
    "--domain",
    "relay.example",
  ];
  const { status, stdout, stderr } = await runCli(words, {});
  expect(status).toBe(0);
  expect(stdout).toMatch(/^# Detour relay: [\s\S]*\n}\n$/);
  const spec = /detour relay add '([^']+)'/.exec(stderr)?.[1] ?? "";
  expect(spec).toMatch(
    /^reverse:https:\/\/relay\.example:8443\/=https:\/\/origin\.example\/#own&token=[\w-]{32}$/,
  );
  // Another run has another secret.
  expect((await runCli(words, {})).stdout).not.toBe(stdout);
  using place = newPlace();
  expect((await runCli(["relay", "add", spec], place.env)).status).toBe(0);
  const json = await runCli([...words, "--token", "0123456789abcdef", "--json"], {});
  expect(readLines(json.stdout).last).toMatchObject({ event: "config", kind: "nginx" });
});

test("the version and the help are asked for, not mistakes", async () => {
  for (const words of [["--version"], ["--help"], ["get", "--help"]]) {
    const { status, stdout, stderr } = await runCli(words, {});
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).not.toBe("");
  }
});

test("the built file can be started by its first line", () => {
  expect(readFileSync(cliFile, "utf8").split("\n", 1)[0]).toBe("#!/usr/bin/env node");
});

test("the first request is soon on the wire", async () => {
  const figures = await measureStartUp(5);
  console.log(describeStartUp(figures));
  // The aim is 150 ms on an idle machine; this bound only catches what is badly wrong, on any machine.
  expect(median(figures.firstRequestMs)).toBeLessThan(2000);
});
