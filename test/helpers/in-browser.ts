import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll } from "vitest";
import { ensureBuilt } from "../../build/ensure-built.ts";
import { launchChromium } from "./chromium.ts";
import { watch } from "./looks.ts";
import { newPlace, type Place } from "./serve.ts";
import { personOn, type Person } from "./story.ts";

/** A browser, and a place for the data of the built app, for all tests of the file that awaits this at its top. */
export async function inBrowser(): Promise<{ readonly browser: Browser; readonly place: Place }> {
  await ensureBuilt();
  const [browser, place] = await Promise.all([launchChromium(), newPlace()]);
  afterAll(async () => {
    await browser.close();
    await place.remove();
  });
  return { browser, place };
}

const english = { locale: "en-US", reducedMotion: "reduce" } as const;

/**
 * Serves the app, and lets the browser in: the link of the ready line does so once, and other pages come by its cookie. Out:
 * who has the cookie, and the address for such pages.
 */
export async function letIn(
  browser: Browser,
  place: Place,
): Promise<{ readonly context: BrowserContext; readonly hostUrl: string }> {
  const { url } = await place.serve();
  const context = await browser.newContext(english);
  const first = await context.newPage();
  await first.goto(url);
  await first.close();
  return { context, hostUrl: new URL("/", url).href };
}

/** Opens the app by the link of its ready line. Out: the page, who uses it, and what goes wrong in it (see `watch`). */
export async function openApp(
  browser: Browser,
  url: string,
): Promise<{ readonly page: Page; readonly person: Person; readonly problems: readonly string[] }> {
  const page = await (await browser.newContext(english)).newPage();
  const problems = watch(page);
  await page.goto(url);
  return { page, person: personOn(page), problems };
}
