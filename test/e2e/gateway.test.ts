/** The page of the gateway: on, a program through it, what flows, rules, off. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../helpers/in-browser.ts";
import { need } from "../helpers/debian.ts";
import { startFaultServer, type FaultServer } from "../helpers/fault-server.ts";
import { expectGoodLooks, watch } from "../helpers/looks.ts";
import { pickOption } from "../helpers/pick.ts";
import { button, en, eventually, personOn, type Person } from "../helpers/story.ts";

const run = promisify(execFile);
const { browser, place } = await inBrowser();
let server: FaultServer;
let page: Page;
let person: Person;
let problems: readonly string[];
beforeAll(async () => {
  server = await startFaultServer({ size: 6_000_000, handle: () => ({ rate: 600_000 }) });
  const { url } = await place.serve();
  page = await browser.newPage({ locale: "en-US", reducedMotion: "reduce" });
  problems = watch(page);
  await page.goto(url);
  person = personOn(page);
  await button(person, en.say("nav.gateway")).click();
});
afterAll(async () => {
  await server?.close();
});

const address = () => page.locator(".gateway-addresses code").first().innerText();
const rules = () => page.getByLabel(en.say("rules.lines"), { exact: true });

test("it is switched on, and a program has a file through it, which the page shows", async () => {
  const curl = await need("curl", "curl");
  await page.getByText(en.say("gateway.off")).waitFor();
  await page.getByLabel(en.say("gateway.private")).check();
  await button(person, en.say("gateway.start")).click();
  await page.getByText(en.say("gateway.on")).waitFor();
  const base = (await address()).replace("/https/host/path", "");
  const { stdout } = await run(curl, [
    "-sS",
    "-o",
    `${place.home}/file.bin`,
    "-w",
    "%{http_code} %{size_download}",
    `${base}/${server.url.replace("://", "/")}`,
  ]);
  expect(stdout).toBe("200 6000000");
  const row = page.locator(".gateway table tbody tr").first();
  await eventually(() => row.innerText()).toContain(new URL(server.url).host);
  await eventually(() => row.innerText()).toContain(en.bytes(6_000_000));
  await expectGoodLooks(page, "the gateway at work");
});

test("each program has lines to paste, and lines that undo them", async () => {
  const programs = page.getByLabel(en.say("gateway.programs"), { exact: true });
  await pickOption(page.getByRole("combobox", { name: en.say("gateway.programs") }), "git");
  const lines = await page.locator("figure.code pre").allInnerTexts();
  expect(lines[0]).toMatch(/^git config --global http\.proxy 'http:\/\/127\.0\.0\.1:\d+'$/);
  expect(lines[1]).toBe("git config --global --unset http.proxy");
  expect(await programs.count()).toBeGreaterThan(0);
});

test("rules are kept, mistakes are named by their line, and one can try where an address goes", async () => {
  await rules().fill("example.org direct\nnonsense");
  await button(person, en.say("rules.save")).click();
  await page.getByText("Line 2 of the rules").waitFor();
  const host = new URL(server.url).hostname;
  await rules().fill(`.Example.org   direct\n${host} refuse # not this one`);
  await button(person, en.say("rules.save")).click();
  await page.getByText(en.say("rules.saved")).waitFor();
  expect(await rules().inputValue()).toBe(`*.example.org direct\n${host} refuse # not this one\n`);
  await page.getByLabel(en.say("rules.try")).fill("https://files.example.org/x?token=secret");
  await button(person, en.say("rules.test")).click();
  await page.getByText(en.say("rules.use.direct", { host: "files.example.org" })).waitFor();
  const base = (await address()).replace("/https/host/path", "");
  const refused = await fetch(`${base}/${server.url.replace("://", "/")}`);
  expect(refused.status).toBe(403);
  await expectGoodLooks(page, "rules");
});

test("switched off, nothing answers; on again, at the same address", async () => {
  const before = await address();
  await button(person, en.say("gateway.stop")).click();
  await page.getByText(en.say("gateway.off")).waitFor();
  await expect(fetch(before.replace("/https/host/path", "/"))).rejects.toThrow("fetch failed");
  await button(person, en.say("gateway.start")).click();
  await page.getByText(en.say("gateway.on")).waitFor();
  expect(await address()).toBe(before);
  expect(problems).toEqual([]);
});
