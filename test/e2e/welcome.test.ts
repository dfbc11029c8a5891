/** The first three steps: shown once, by mouse and by keyboard alone, passed over, and shown again. */
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../../build/ensure-built.ts";
import { startPractice } from "../../electron/practice/practice.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { expectGoodLooks, watch } from "../helpers/looks.ts";
import { newPlace, type Place } from "../helpers/serve.ts";
import {
  address,
  button,
  byKeyboard,
  en,
  eventually,
  personOn,
  practiceCard,
  untilRunning,
  zh,
} from "../helpers/story.ts";

let browser: Browser;
const places: Place[] = [];
beforeAll(async () => {
  await ensureBuilt();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await Promise.all(places.map((place) => place.remove()));
});

/** A person who has just come: nothing is kept yet. */
async function newcomer(options: BrowserContextOptions, language = en) {
  const place = await newPlace({ firstRun: true });
  places.push(place);
  const { url } = await place.serve();
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const problems = watch(page);
  await page.goto(url);
  await page.getByRole("heading", { name: language.say("welcome.one.title") }).waitFor();
  return { page, problems, place };
}

test("three steps by keyboard alone, in Chinese: what it does, another road, the difference", async () => {
  const { page, problems } = await newcomer(
    { locale: "zh-CN", colorScheme: "dark", viewport: { width: 900, height: 640 } },
    zh,
  );
  const person = personOn(page, { words: zh, press: byKeyboard });
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await page.getByText(zh.say("welcome.one.picture")).waitFor({ state: "attached" });
  await expectGoodLooks(page, "the first step, in Chinese");

  await byKeyboard(button(person, zh.say("welcome.next")));
  await eventually(focused).toBe(zh.say("welcome.two.title"));
  await byKeyboard(button(person, zh.say("welcome.try")));
  await eventually(focused).toBe(zh.say("welcome.three.title"));
  expect(await page.getByLabel(zh.say("welcome.three.address")).inputValue()).toMatch(
    /\/practice-150MB\.bin$/,
  );

  await byKeyboard(button(person, zh.say("ask.compare")));
  const verdict = page
    .getByRole("region", { name: zh.say("compare.label") })
    .getByRole("heading", { level: 2 });
  await eventually(() => verdict.innerText(), 90).toMatch(/^中继快\s*[\d.]+\s*倍|中继.*[\d.]+\s*倍/);
  await byKeyboard(button(person, zh.say("result.byRelay", { name: zh.say("practice.relay") })));
  await untilRunning(practiceCard(person));
  await page.getByText(zh.say("welcome.three.downloading")).waitFor();
  await expectGoodLooks(page, "the third step, in Chinese");

  // What began there goes on where one works.
  await byKeyboard(button(person, zh.say("welcome.finish")));
  await address(person).waitFor();
  await practiceCard(person).waitFor();
  expect(problems).toEqual([]);
}, 120_000);

test("who passes them over is not asked again, and can see them again", async () => {
  const { page, place, problems } = await newcomer({ locale: "en-US" });
  const person = personOn(page);
  await button(person, en.say("welcome.skip")).click();
  await page.getByRole("heading", { name: en.say("empty.title") }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: en.say("empty.title") }).waitFor();
  // It is remembered where everything is, not in this browser.
  const again = await browser.newPage({ locale: "en-US" });
  await again.goto((await place.serve()).url);
  await again.getByRole("heading", { name: en.say("empty.title") }).waitFor();

  await button(person, en.say("nav.about")).click();
  await button(person, en.say("about.welcome")).click();
  await page.getByRole("heading", { name: en.say("welcome.one.title") }).waitFor();
  expect(await page.getByText(en.say("welcome.step", { step: 1, steps: 3 })).count()).toBe(1);
  expect(problems).toEqual([]);
}, 60_000);

test("leaving by the sidebar is passing over; a relay of one's own is a road, too", async () => {
  const network = await startPractice({ size: 1_000_000 });
  const { page, problems } = await newcomer({ locale: "en-US" });
  const person = personOn(page);
  await button(person, en.say("welcome.next")).click();
  await expectGoodLooks(page, "the second step");
  await button(person, en.say("welcome.have")).click();
  await page.getByLabel(en.say("relay.kind.spec")).check();
  await page.getByLabel(en.say("relay.spec")).fill(network.relays[0] ?? "");
  await button(person, en.say("relay.save")).click();
  await page.getByText(en.say("welcome.saved", { name: "Practice relay" })).waitFor();
  await button(person, en.say("welcome.next")).click();
  // No address yet: the field says what kind of file to take, and what is wrong.
  await page.getByText(en.say("welcome.three.addressHint")).waitFor();
  await button(person, en.say("ask.compare")).click();
  await eventually(() => page.getByLabel(en.say("welcome.three.address")).getAttribute("aria-invalid")).toBe(
    "true",
  );
  await page.getByLabel(en.say("welcome.three.address")).fill(network.url);
  await button(person, en.say("welcome.back")).click();
  await button(person, en.say("nav.settings")).click();
  await page.reload();
  await address(person).waitFor();
  await network.close();
  expect(problems).toEqual([]);
}, 60_000);
