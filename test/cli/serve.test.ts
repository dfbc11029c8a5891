import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { newPlace } from "./folder.ts";
import { readLines, startCli } from "./process.ts";

test("serves the app until it is interrupted, by a one-time link", async () => {
  using place = newPlace();
  const run = startCli(["serve", "--no-open", "--json"], place.env);
  const { url } = await run.line("serving");
  const entry = await fetch(url, { redirect: "manual" });
  const cookie = entry.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
  const page = await fetch(new URL("/", url), { headers: { cookie } });
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("<html");
  expect((await fetch(new URL("/", url))).status).toBe(401);
  expect((await fetch(url, { redirect: "manual" })).headers.getSetCookie()).toEqual([]);
  run.child.kill("SIGINT");
  const { status, stdout } = await run.ended;
  expect(readLines(stdout).lines).toHaveLength(1);
  expect(status).toBe(0);
});

test("with a password its address carries no token", async () => {
  using place = newPlace();
  writeFileSync(place.at("password"), "correct horse battery\n");
  const words = [
    "serve",
    "--no-open",
    "--json",
    "--listen",
    "127.0.0.1",
    "--password-file",
    place.at("password"),
  ];
  const run = startCli(words, place.env);
  const { url } = await run.line("serving");
  expect(new URL(url).search).toBe("");
  run.child.kill("SIGTERM");
  expect((await run.ended).status).toBe(0);
});
