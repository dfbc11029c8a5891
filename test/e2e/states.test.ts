/** Pages in states that no transfer of a test reaches: each keeps what a page must, in both languages. */
import type { BrowserContext } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { inBrowser } from "../helpers/in-browser.ts";
import { expectGoodLooks, watch } from "../helpers/looks.ts";
import { en, zh } from "../helpers/story.ts";
import { settings } from "../unit/renderer/samples.ts";
import { hostFrom } from "./shown.ts";
import { states, type State } from "./states.ts";

const { browser, place } = await inBrowser();
let context: BrowserContext;
let hostUrl: string;
beforeAll(async () => {
  const { url } = await place.serve();
  context = await browser.newContext({ locale: "en-US", reducedMotion: "reduce" });
  // The link of the ready line lets one browser in, once; other pages of it come by its cookie.
  const first = await context.newPage();
  await first.goto(url);
  await first.close();
  hostUrl = new URL("/", url).href;
});

const all = Object.entries<State>(states).flatMap(([name, state]) =>
  [en, zh].map((words) => [name, words.language, state, words] as const),
);

test.each(all)(
  "%s, %s",
  async (name, language, state, words) => {
    const page = await context.newPage();
    const problems = watch(page);
    const host = await hostFrom(page, { "settings.get": { ...settings, language }, ...state.answers });
    await page.goto(hostUrl);
    await page.locator(`html[lang="${language}"]`).waitFor();
    await state.go(page, words, host);
    await expectGoodLooks(page, name);
    expect(problems).toEqual([]);
    await page.close();
  },
  60_000,
);
