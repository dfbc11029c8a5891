import type { Browser } from "playwright-core";
import { afterAll } from "vitest";
import { ensureBuilt } from "../../build/ensure-built.ts";
import { launchChromium } from "./chromium.ts";
import { newPlace, type Place } from "./serve.ts";

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
