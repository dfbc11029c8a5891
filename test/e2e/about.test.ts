/** What Detour says of itself, in a browser: where things are kept, a report to copy, the licences, ways to read on. */
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { links, pages } from "../../electron/common/links.ts";
import manifest from "../../package.json" with { type: "json" };
import { inBrowser } from "../helpers/in-browser.ts";
import { expectGoodLooks, watch } from "../helpers/looks.ts";
import { pickOption } from "../helpers/pick.ts";
import { button, en, eventually, personOn, zh, type Person } from "../helpers/story.ts";

const { browser, place } = await inBrowser();
let page: Page;
let person: Person;
let problems: readonly string[];
beforeAll(async () => {
  const { url } = await place.serve();
  const context = await browser.newContext({
    locale: "en-US",
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  page = await context.newPage();
  problems = watch(page);
  await page.goto(url);
  person = personOn(page);
  await button(person, en.say("nav.about")).click();
});

test("says its version, and where things are kept", async () => {
  await page.getByText(en.say("about.version", { version: manifest.version })).waitFor();
  const kept = page.getByRole("region", { name: en.say("about.kept") });
  await eventually(() => kept.innerText()).toContain(place.home);
  expect(await kept.innerText()).toContain(en.say("about.noLog"));
});

test("the report for a bug can be copied as it is shown", async () => {
  const report = page.getByRole("region", { name: en.say("about.report") });
  await report.getByRole("button", { name: en.say("copy.do") }).click();
  await eventually(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(
    /^Detour \d+\.\d+\.\d+ \(headless\)\n/,
  );
  expect(await page.evaluate(() => navigator.clipboard.readText())).not.toContain(place.home);
});

test("each licence of what is bundled can be read", async () => {
  const licences = page.getByRole("region", { name: en.say("about.licences") });
  const titles = licences.getByRole("heading", { level: 3 }).getByRole("button");
  await titles.filter({ hasText: /^react / }).click();
  await licences.getByText("Copyright (c) Meta Platforms").first().waitFor();
  expect(await titles.count()).toBeGreaterThan(10);
  expect(await titles.first().innerText()).toMatch(/^Detour\s+MIT$/);
  // By keyboard; what is closed is not read, and is found by the browser's search.
  await titles.first().focus();
  await page.keyboard.press("Tab");
  await eventually(() => titles.nth(1).evaluate((title) => title === document.activeElement)).toBe(true);
  expect(await licences.locator("pre").first().getAttribute("hidden")).toBe("until-found");
  await page.keyboard.press("Enter");
  await eventually(() => titles.nth(1).getAttribute("aria-expanded")).toBe("true");
});

test("the ways to read on are those that there are, and open elsewhere", async () => {
  const targets = await page
    .locator(".about-links a")
    .evaluateAll((all) => all.map((link) => [link.getAttribute("href"), link.getAttribute("rel")]));
  expect(targets).toEqual(
    pages.flatMap((page) => (links[page] === undefined ? [] : [[links[page], "noreferrer"]])),
  );
});

test("looks right, also in Chinese", async () => {
  await expectGoodLooks(page, "about");
  await button(person, en.say("nav.settings")).click();
  await pickOption(page.locator("form.settings [role=combobox]").last(), "zh-CN");
  await page.getByRole("button", { name: zh.say("nav.about") }).click();
  await page.getByText(zh.say("about.keptHint")).waitFor();
  await expectGoodLooks(page, "about, in Chinese");
  expect(problems).toEqual([]);
});
