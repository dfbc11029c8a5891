/** The story again, by a person who has no mouse and whose browser speaks Chinese, in the dark. */
import { expect, test } from "vitest";
import { inBrowser } from "../helpers/in-browser.ts";
import { expectGoodLooks, watch } from "../helpers/looks.ts";
import {
  address,
  button,
  byKeyboard,
  compare,
  downloadAsAdvised,
  eventually,
  expectPracticeFile,
  pauseAndResume,
  personOn,
  tabTo,
  tryPractice,
  untilDone,
  zh,
} from "../helpers/story.ts";

const { browser, place } = await inBrowser();

test("Tab, Enter and Escape are enough for the whole story, in Chinese", async () => {
  const { url } = await place.serve();
  const page = await browser.newPage({
    locale: "zh-CN",
    colorScheme: "dark",
    viewport: { width: 900, height: 640 },
  });
  const problems = watch(page);
  const person = personOn(page, { words: zh, press: byKeyboard });
  await page.goto(url);
  await page.getByRole("heading", { name: zh.say("empty.title") }).waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("zh-CN");
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);

  // The first stop leads past the sidebar.
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(zh.say("app.skip"));

  await tryPractice(person);
  await compare(person);
  const card = await downloadAsAdvised(person);
  await pauseAndResume(person, card);
  await expectPracticeFile(await untilDone(person, card));

  // A form that was opened by keyboard is left by Escape, and the focus is where it was.
  await byKeyboard(button(person, zh.say("routes.add")));
  await page.getByRole("heading", { name: zh.say("relay.addTitle") }).waitFor();
  await page.keyboard.press("Escape");
  await eventually(() => page.evaluate(() => document.activeElement?.textContent)).toBe(zh.say("routes.add"));

  await tabTo(address(person));
  await page.keyboard.press("Control+a");
  await page.keyboard.type("ftp://x/");
  await page.keyboard.press("Enter");
  await eventually(() => page.locator(".ask-problem").innerText()).toContain("无法下载以 ftp: 开头的地址");
  expect(await english(page.locator("body").innerText())).toEqual([]);

  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).not.toBe(ground);
  await expectGoodLooks(page, "done, in Chinese");
  expect(problems).toEqual([]);
}, 120_000);

/** English words left on a Chinese page; names and what stands in addresses are none. */
async function english(text: Promise<string>): Promise<readonly string[]> {
  const names =
    /Detour|SHA-256|JSON|CSV|Ctrl|Enter|https?|ftp|practice-\S+( \(\d\))?\.bin|\S*\/\S*( \(\d\)\.bin)?/g;
  return (await text).replaceAll(names, "").match(/[A-Za-z]{3,}/g) ?? [];
}
