/** The whole story in a browser, on the real host: from the one-time link to a file whose every byte is right. */
import { stat } from "node:fs/promises";
import { expect, test } from "vitest";
import { inBrowser } from "../helpers/in-browser.ts";
import { expectGoodLooks, watch } from "../helpers/looks.ts";
import {
  compare,
  downloadAsAdvised,
  en,
  eventually,
  expectPracticeFile,
  pauseAndResume,
  personOn,
  practiceCard,
  statusOf,
  tryPractice,
  untilDone,
} from "../helpers/story.ts";
import { appPracticeSize } from "../../electron/practice/practice.ts";

const { browser, place } = await inBrowser();

test("try it, compare, download, pause, go on, have the file, find it again", async () => {
  const served = await place.serve();
  const context = await browser.newContext({ locale: "en-US", reducedMotion: "reduce" });
  const page = await context.newPage();
  const problems = watch(page);
  const person = personOn(page);

  await page.goto(served.url);
  await page.getByRole("heading", { name: en.say("empty.title") }).waitFor();
  await expectGoodLooks(page, "empty");

  await tryPractice(person);
  await expectGoodLooks(page, "ready");

  await compare(person, () => expectGoodLooks(page, "comparing"));
  await expectGoodLooks(page, "compared");
  const verdict = page
    .getByRole("region", { name: en.say("compare.label") })
    .getByRole("heading", { level: 2 });
  const sentence = await verdict.innerText();

  const card = await downloadAsAdvised(person);
  await pauseAndResume(person, card);
  const file = await untilDone(person, card);
  expect(file).toBe(`${served.downloads}/practice-150MB.bin`);
  await expectPracticeFile(file);
  await expectGoodLooks(page, "done");

  // The page keeps nothing of its own: a reload shows the same comparison and the same list.
  await page.reload();
  await eventually(() => verdict.innerText()).toBe(sentence);
  await page.getByRole("button", { name: en.say("compare.putAway") }).click();
  await page.reload();
  await eventually(() => statusOf(practiceCard(person))).toBe("Done");
  expect(await verdict.count()).toBe(0);

  await page.getByRole("button", { name: en.say("nav.downloads") }).click();
  const remove = page.getByRole("button", { name: en.say("download.remove") });
  await eventually(() => remove.count()).toBe(1);
  await expectGoodLooks(page, "list");
  await remove.click();
  await page.getByText(en.say("downloads.empty")).waitFor();
  expect((await stat(file)).size).toBe(appPracticeSize);
  expect(problems).toEqual([]);
}, 150_000);
