/** A host that is slow to answer: what is done meanwhile counts, and what came in between undoes nothing. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { inBrowser } from "../helpers/in-browser.ts";
import { button, en, eventually, personOn, type Person } from "../helpers/story.ts";

const lateMs = 400;

const { browser, place } = await inBrowser();
let page: Page;
let person: Person;
beforeAll(async () => {
  const { url } = await place.serve();
  const context = await browser.newContext({ locale: "en-US", reducedMotion: "reduce" });
  page = await context.newPage();
  await page.routeWebSocket(/./, (socket) => {
    const host = socket.connectToServer();
    host.onMessage(async (message) => {
      await sleep(lateMs);
      socket.send(message);
    });
  });
  await page.goto(url);
  person = personOn(page);
  await toSettings();
}, 60_000);

const toSettings = () => page.getByRole("button", { name: en.say("nav.settings"), exact: true }).click();
const folder = (number: number) =>
  page
    .getByRole("group", { name: en.say("folders.row", { number }) })
    .getByLabel(en.say("folders.folder"), { exact: true });
const press = (name: string) => button(person, name).click();

test("rows that are moved and typed faster than they are saved stand as they were put, here and at the host", async () => {
  await press(en.say("folders.all"));
  await eventually(() => folder(7).count()).toBe(1);
  const before = await Promise.all([1, 2, 3, 4].map((number) => folder(number).inputValue()));
  for (const number of [4, 3, 2]) {
    await press(en.say("folders.up", { number }));
    // Each is on its way while the next one comes.
    await sleep(lateMs / 3);
  }
  await folder(5).fill("Half a na");
  // All that was sent is back by then.
  await sleep(lateMs * 2);
  const moved = () => Promise.all([1, 2, 3, 4].map((number) => folder(number).inputValue()));
  expect(await moved()).toEqual([before[3], ...before.slice(0, 3)]);
  expect(await folder(5).inputValue()).toBe("Half a na");
  await folder(5).fill("Half a name");
  await folder(5).press("Enter");
  await sleep(lateMs * 2);
  await page.reload();
  await toSettings();
  await eventually(() => folder(5).inputValue()).toBe("Half a name");
  expect(await moved()).toEqual([before[3], ...before.slice(0, 3)]);

  // There and back again, before the first is saved.
  await press(en.say("folders.up", { number: 2 }));
  await press(en.say("folders.up", { number: 2 }));
  await sleep(lateMs * 3);
  await page.reload();
  await toSettings();
  await eventually(() => folder(1).inputValue()).toBe(before[3]);

  await press(en.say("settings.resetThis", { label: en.say("settings.folderRules") }));
  await eventually(() => folder(1).count()).toBe(0);
});
