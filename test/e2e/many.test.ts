/** The list of ten thousand downloads, from the real host's store: what is drawn, found, selected, and how smooth it is. */
import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { openStore } from "../../electron/engine/store/store.ts";
import { inBrowser } from "../helpers/in-browser.ts";
import { expectGoodLooks, watch } from "../helpers/looks.ts";
import { pickOption } from "../helpers/pick.ts";
import { finishedRecord } from "../helpers/records.ts";
import { button, en, eventually, personOn, type Person } from "../helpers/story.ts";

const count = 10_000;
const mostDrawn = 100;
const longestTaskMs = 200;

const { browser, place } = await inBrowser();
let page: Page;
let person: Person;
let problems: readonly string[];
beforeAll(async () => {
  mkdirSync(place.home, { recursive: true });
  const store = openStore(place.home);
  for (let at = 0; at < count; at++) store.downloads.save(finishedRecord(at, place.home));
  store.downloads.save({ ...finishedRecord(count, place.home), state: "paused", finishedAt: null });
  store.close();
  const { url } = await place.serve();
  const context = await browser.newContext({ locale: "en-US", reducedMotion: "reduce" });
  page = await context.newPage();
  problems = watch(page);
  await page.goto(url);
  person = personOn(page);
  await button(person, en.say("nav.downloads")).click();
  await page.getByRole("grid").waitFor();
}, 120_000);

const rows = () => page.getByRole("row");
const search = () => page.getByLabel(en.say("downloads.search"));
const filter = (name: string, shown: number) =>
  page.getByRole("button", { name: `${name} ${en.integer(shown)}`, exact: true });
const selected = () => page.locator('[role="row"][aria-selected="true"]');

/** Begins to note the page's tasks over 50 ms: the browser notes no others. */
async function note(): Promise<void> {
  await page.evaluate(() => {
    const noted: number[] = [];
    const observer = new PerformanceObserver((list) =>
      noted.push(...list.getEntries().map(({ duration }) => duration)),
    );
    observer.observe({ type: "longtask" });
    Object.assign(window, { noted });
  });
}

/** The longest that was noted, in milliseconds. */
async function longestTask(): Promise<number> {
  // What was noted comes a moment later.
  await page.waitForTimeout(500);
  const noted = await page.evaluate(() => (window as unknown as { noted: number[] }).noted);
  return Math.max(0, ...noted);
}

test("few of its rows are drawn, wherever it is scrolled to, and no task of the page is long", async () => {
  expect(await page.getByRole("grid").getAttribute("aria-rowcount")).toBe(String(count + 1));
  await note();
  await page.mouse.move(600, 500);
  let most = 0;
  for (let turn = 0; turn < 60; turn++) {
    await page.mouse.wheel(0, turn % 10 === 9 ? 100_000 : 900);
    most = Math.max(most, await rows().count());
  }
  await page.evaluate(() => document.querySelector("main")?.scrollTo({ top: 1e9 }));
  await page.getByRole("article", { name: "file-00000." }).waitFor();
  most = Math.max(most, await rows().count());
  const longest = await longestTask();
  console.log(`rows drawn at most: ${most}; the longest task: ${longest} ms`);
  expect(most).toBeGreaterThan(3);
  expect(most).toBeLessThan(mostDrawn);
  expect(longest).toBeLessThan(longestTaskMs);
  await page.evaluate(() => document.querySelector("main")?.scrollTo({ top: 0 }));
}, 60_000);

test("it is sorted in every way, and a row is moved in it, without a long task", async () => {
  await note();
  const sort = page.getByLabel(en.say("downloads.sort"), { exact: true });
  for (const key of ["name", "size", "progress", "state", "speed", "queue"] as const) {
    await pickOption(sort, key);
    await page
      .getByRole("article", { name: key === "name" ? "file-00000." : "file-" })
      .first()
      .waitFor();
  }
  // The one that is not finished comes first; it goes nowhere.
  await page.locator('[aria-rowindex="1"]').focus();
  await page.keyboard.press("Alt+ArrowDown");
  await page.getByText(en.say("queue.atEnd", { name: "file-10000.iso" })).waitFor({ state: "attached" });
  const longest = await longestTask();
  console.log(`sorted in six ways: the longest task ${longest} ms`);
  expect(longest).toBeLessThan(longestTaskMs);
  await pickOption(sort, "added");
}, 60_000);

test("a search finds one of them, and filters count and show their own", async () => {
  await search().fill("HOST-7.example 04217");
  await eventually(() => rows().count()).toBe(1);
  await page.getByRole("article", { name: "file-04217.iso" }).waitFor();
  await page.getByText(en.say("downloads.found", { shown: 1, total: en.integer(count + 1) })).waitFor();
  await search().fill("nothing like it");
  await page.getByText(en.say("downloads.none")).waitFor();
  await expectGoodLooks(page, "nothing found");
  await button(person, en.say("downloads.showAll")).click();
  expect(await search().inputValue()).toBe("");
  await filter(en.say("downloads.filter.paused"), 1).click();
  await eventually(() => rows().count()).toBe(1);
  await filter(en.say("downloads.filter.done"), count).click();
  await eventually(() => page.getByRole("grid").getAttribute("aria-rowcount")).toBe(String(count));
  await expectGoodLooks(page, "ten thousand");
}, 60_000);

test("mouse and keys select, and what is selected is removed after a question", async () => {
  const heading = (name: string) => page.getByRole("heading", { name, exact: true });
  await filter(en.say("downloads.filter.all"), count + 1).click();
  await heading("file-09998.iso").click();
  await heading("file-09996.iso").click({ modifiers: ["Shift"] });
  await eventually(() => selected().count()).toBe(3);
  await heading("file-09997.iso").click({ modifiers: ["Control"] });
  await eventually(() => selected().count()).toBe(2);
  await page.keyboard.press("End");
  await page.getByRole("row", { name: "file-00000.iso" }).waitFor();
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute("aria-rowindex"))).toBe(
    String(count + 1),
  );
  await page.keyboard.press("Shift+ArrowUp");
  await page.keyboard.press("Shift+ArrowUp");
  await eventually(() => selected().count()).toBe(3);
  await page.keyboard.press("Control+ArrowUp");
  await page.keyboard.press(" ");
  await eventually(() => selected().count()).toBe(4);
  await expectGoodLooks(page, "selected");
  await page.keyboard.press("Escape");
  await page.getByText(en.say("downloads.selectHint")).waitFor();
  await page.keyboard.press("Home");
  await page.keyboard.press("Control+a");
  await page.getByText(en.say("downloads.selected", { shown: en.integer(count + 1) })).waitFor();
  await button(person, en.say("downloads.resumeThem", { shown: 1 })).waitFor();
  await search().fill("file-042");
  await page.getByText(en.say("downloads.selected", { shown: 100 })).waitFor();
  await button(person, en.say("downloads.removeThem", { shown: 100 })).click();
  await page.getByText(en.say("downloads.removeAsk", { count: 100, shown: 100 })).waitFor();
  await expectGoodLooks(page, "asking");
  await button(person, en.say("downloads.removeYes")).click();
  await page.getByText(en.say("downloads.none")).waitFor();
  await filter(en.say("downloads.filter.all"), count - 99).waitFor();
  expect(problems).toEqual([]);
}, 90_000);
