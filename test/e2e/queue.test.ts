/** The order of the list and of the queue: rows dragged and moved by keys, priorities, sorting, and what of it is kept. */
import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { openStore } from "../../electron/engine/store/store.ts";
import { inBrowser } from "../helpers/in-browser.ts";
import { expectGoodLooks, watch } from "../helpers/looks.ts";
import { finishedRecord } from "../helpers/records.ts";
import { pickOption } from "../helpers/pick.ts";
import type { ServedApp } from "../helpers/serve.ts";
import { button, en, eventually, personOn, type Person } from "../helpers/story.ts";

const count = 40;

const { browser, place } = await inBrowser();
let served: ServedApp;
let page: Page;
let person: Person;
let problems: readonly string[];
beforeAll(async () => {
  mkdirSync(place.home, { recursive: true });
  const store = openStore(place.home);
  // 0 is finished; all others are paused, the odd ones half done.
  store.downloads.save(finishedRecord(0, place.home));
  for (let at = 1; at < count; at++) {
    const total = 4_000_000 + at;
    store.downloads.save({
      ...finishedRecord(at, place.home),
      state: "paused",
      finishedAt: null,
      integrity: null,
      identity: { total, etag: null, lastModified: null },
      done: at % 2 === 1 ? [[0, total / 2 - (total % 2) / 2, "direct"]] : [],
    });
  }
  store.close();
  served = await place.serve();
  const context = await browser.newContext({
    locale: "en-US",
    reducedMotion: "reduce",
    viewport: { width: 1280, height: 1100 },
  });
  page = await context.newPage();
  problems = watch(page);
  await open(served.url);
}, 120_000);

async function open(url: string): Promise<void> {
  await page.goto(url);
  person = personOn(page);
  await toList();
}

/** Its name ends in the count of unfinished ones. */
async function toList(): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^${en.say("nav.downloads")}`) }).click();
  await page.getByRole("grid").waitFor();
}

const sort = () => page.getByLabel(en.say("downloads.sort"), { exact: true });
const row = (at: number) => page.getByRole("row", { name: `file-${String(at).padStart(5, "0")}` });
const grip = (at: number) => row(at).locator(".grip");
const line = () => page.locator(".drop-line");
/** The numbers of the first rows, as they stand on the page. */
const order = async (many: number) => {
  const rows = await page
    .locator(".download-row")
    .evaluateAll((all) =>
      all.map((one) => [
        Number(one.getAttribute("aria-rowindex")),
        Number(/file-(\d+)/.exec(one.textContent)?.[1]),
      ]),
    );
  return rows
    .toSorted(([a = 0], [b = 0]) => a - b)
    .slice(0, many)
    .map(([, at]) => at);
};
const said = (text: string) => page.getByText(text, { exact: true }).waitFor({ state: "attached" });

/** Takes a row by its grip and holds it over a point of another one: a quarter from its top, or from its bottom. */
async function hold(from: number, to: number, below = false): Promise<void> {
  const start = await grip(from).boundingBox();
  const end = await row(to).boundingBox();
  if (!start || !end) throw new Error("not on the page");
  await page.mouse.move(start.x + 10, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(start.x + 12, start.y + start.height / 2 + 10, { steps: 2 });
  await page.mouse.move(end.x + 40, end.y + end.height * (below ? 0.75 : 0.25), { steps: 5 });
}

test("the list can be sorted, either way, and says why rows cannot be moved while it is sorted otherwise", async () => {
  expect(await order(3)).toEqual([39, 38, 37]);
  await button(person, en.say("downloads.sortTurn")).click();
  await eventually(() => order(3)).toEqual([0, 1, 2]);
  await pickOption(sort(), "size");
  await eventually(() => order(3)).toEqual([39, 38, 37]);
  await pickOption(sort(), "name");
  await eventually(() => order(3)).toEqual([0, 1, 2]);
  await pickOption(sort(), "progress");
  await eventually(() => order(4)).toEqual([0, 39, 37, 35]);
  await pickOption(sort(), "state");
  await eventually(() => order(2)).toEqual([39, 38]);
  expect(await page.locator(".grip").count()).toBe(0);
  await row(38).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await page.getByText(en.say("queue.otherSort")).waitFor();
  await expectGoodLooks(page, "other order");
  await button(person, en.say("queue.show")).click();
  await eventually(() => order(3)).toEqual([1, 2, 3]);
  expect(await sort().innerText()).toBe(en.say("downloads.sort.queue"));
  await eventually(() => page.getByText(en.say("queue.otherSort")).count()).toBe(0);
}, 60_000);

test("a row is dragged to another place, several go together, and Escape leaves all as it is", async () => {
  await hold(3, 1);
  await line().waitFor();
  await page.locator(".drag-chip", { hasText: "file-00003.iso" }).waitFor();
  await page.keyboard.press("Escape");
  await eventually(() => line().count()).toBe(0);
  await page.mouse.up();
  expect(await order(3)).toEqual([1, 2, 3]);

  await hold(3, 1);
  const [at, top] = [await line().boundingBox(), await row(1).boundingBox()];
  // The line is between the tools and the first row.
  expect(Math.abs((at?.y ?? 0) + 2 - (top?.y ?? 0))).toBeLessThan(12);
  await page.mouse.up();
  await eventually(() => order(4)).toEqual([3, 1, 2, 4]);

  await page.getByRole("heading", { name: "file-00003.iso" }).click();
  await page.getByRole("heading", { name: "file-00001.iso" }).click({ modifiers: ["Shift"] });
  await hold(3, 4, true);
  await page.locator(".drag-chip", { hasText: en.say("downloads.selected", { shown: 2 }) }).waitFor();
  await page.mouse.up();
  await eventually(() => order(4)).toEqual([2, 4, 3, 1]);
  expect(await page.locator('[role="row"][aria-selected="true"]').count()).toBe(2);
}, 60_000);

test("held at the edge the list scrolls on, and the row lands far away", async () => {
  const start = await grip(2).boundingBox();
  await page.mouse.move((start?.x ?? 0) + 10, (start?.y ?? 0) + 30);
  await page.mouse.down();
  await page.mouse.move(600, 1090, { steps: 4 });
  await row(0).waitFor();
  const atEnd = () =>
    page.evaluate(() => {
      const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = document.querySelector("main") ?? {};
      return scrollHeight - clientHeight - scrollTop;
    });
  await eventually(atEnd).toBeLessThan(2);
  // The line is drawn anew with the next frame.
  await page.mouse.move(610, 1090, { steps: 4 });
  // Finished ones are below those that wait, and none goes there.
  await page.mouse.up();
  await eventually(async () => row(2).getAttribute("aria-rowindex")).toBe(String(count - 1));
  await page.evaluate(() => document.querySelector("main")?.scrollTo({ top: 0 }));
  await row(4).waitFor();
  expect(await order(3)).toEqual([4, 3, 1]);
}, 60_000);

test("Alt and arrows move a row, the keyboard stays at it, and it is said where it is", async () => {
  await page.keyboard.press("Escape");
  await row(4).focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Alt+ArrowDown");
  await eventually(() => order(3)).toEqual([3, 4, 1]);
  await said(en.say("queue.moved", { name: "file-00004.iso", place: 2, total: count - 1 }));
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-rowindex"));
  await eventually(focused).toBe("2");
  await page.keyboard.press("Alt+End");
  await eventually(focused).toBe(String(count - 1));
  await page.keyboard.press("Alt+Home");
  await eventually(focused).toBe("1");
  await page.keyboard.press("Alt+ArrowUp");
  await said(en.say("queue.atEnd", { name: "file-00004.iso" }));
  await eventually(() => order(3)).toEqual([4, 3, 1]);

  // Both, by the buttons of the bar.
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await eventually(() => page.locator('[role="row"][aria-selected="true"]').count()).toBe(2);
  const bar = page.locator(".selection");
  await bar.getByRole("button", { name: en.say("queue.up"), exact: true }).click();
  await eventually(() => order(3)).toEqual([3, 1, 4]);
  await said(en.say("queue.movedMany", { name: "file-00003.iso", others: 1, place: 1, total: count - 1 }));
  await pickOption(bar.getByLabel(en.say("queue.priority")), "low");
  await eventually(() => order(2)).toEqual([4, 5]);
  await pickOption(bar.getByLabel(en.say("queue.priority")), "high");
  await eventually(() => order(3)).toEqual([3, 1, 4]);
  await row(3)
    .locator(".badge", { hasText: en.say("queue.priorityIs.high") })
    .waitFor();
  expect(await row(5).locator(".badge").count()).toBe(1);
  await expectGoodLooks(page, "in the order of the queue");
}, 60_000);

test("a row stays among those of its priority, wherever it is dropped", async () => {
  await hold(5, 3);
  const [at, top] = [await line().boundingBox(), await row(4).boundingBox()];
  expect(Math.abs((at?.y ?? 0) + 2 - (top?.y ?? 0))).toBeLessThan(12);
  await page.mouse.up();
  await eventually(() => order(5)).toEqual([3, 1, 5, 4, 6]);
}, 60_000);

test("the details have the same, for one", async () => {
  const card = row(5);
  await card.getByRole("button", { name: en.say("download.details") }).click();
  const place = (at: number) => card.getByText(en.say("queue.place", { place: at, total: count - 1 }));
  await place(3).waitFor();
  await card.getByRole("button", { name: en.say("queue.bottom"), exact: true }).click();
  await place(count - 1).waitFor({ state: "attached" });
  expect(await row(5).getAttribute("aria-rowindex")).toBe(String(count - 1));
  await eventually(() => order(4)).toEqual([3, 1, 4, 6]);
}, 60_000);

test("order, priorities and sort are there after a restart", async () => {
  const before = await order(4);
  await page.goto("about:blank");
  await served.end();
  const { url } = await place.serve();
  await open(url);
  // Another port is another page to the browser, which then remembers nothing.
  await pickOption(sort(), "queue");
  await eventually(() => order(4)).toEqual(before);
  await row(3)
    .locator(".badge", { hasText: en.say("queue.priorityIs.high") })
    .waitFor();
  await page.reload();
  await toList();
  expect(await sort().innerText()).toBe(en.say("downloads.sort.queue"));
  await eventually(() => order(4)).toEqual(before);
}, 60_000);

test("Delete asks about what is selected, or about the row at hand, and nothing goes without a yes", async () => {
  await row(3).focus();
  await page.keyboard.press("Delete");
  await page.getByText(en.say("downloads.removePartsAsk", { count: 1, shown: 1, parts: 1 })).waitFor();
  await expectGoodLooks(page, "asking");
  await page.keyboard.press("Escape");
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute("aria-rowindex"))).toBe(
    "1",
  );
  expect(await order(2)).toEqual([3, 1]);
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Delete");
  // Keys that come sooner than the question has the focus are an answer to nothing.
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await eventually(focused).toBe(en.say("downloads.removeNo"));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await eventually(() => order(2)).toEqual([4, 6]);
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("row");
  expect(problems.filter((text) => !text.includes("WebSocket"))).toEqual([]);
}, 60_000);
