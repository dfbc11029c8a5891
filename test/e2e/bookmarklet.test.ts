/** From a page on another site to the app: the bookmark, the page that asks, and the address that waits for a word. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../../build/ensure-built.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { startFaultServer, type FaultServer } from "../helpers/fault-server.ts";
import { expectGoodLooks, watch } from "../helpers/looks.ts";
import { newPlace, type Place } from "../helpers/serve.ts";
import { button, en, personOn } from "../helpers/story.ts";

let browser: Browser;
let place: Place;
let server: FaultServer;
beforeAll(async () => {
  await ensureBuilt();
  [browser, place, server] = await Promise.all([
    launchChromium(),
    newPlace(),
    startFaultServer({
      handle: () => ({
        body: "<!doctype html><title>Files</title><p>Take <a href='/file.iso'>this file</a>.</p>",
        headers: { "content-type": "text/html" },
      }),
    }),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([place?.remove(), server?.close()]);
});

test("a selected link is shown by the app, and nothing is asked of its server", async () => {
  const { url } = await place.serve();
  const context = await browser.newContext({ locale: "en-US", reducedMotion: "reduce" });
  const app = await context.newPage();
  const problems = watch(app);
  await app.goto(url);
  await button(personOn(app), en.say("nav.settings")).click();
  const link = app.getByRole("link", { name: en.say("bookmarklet.name") });
  const code = (await link.getAttribute("href")) ?? "";
  // A press in the app itself says what it is for.
  await link.click();
  await app.getByText(en.say("bookmarklet.drag")).waitFor();
  await expectGoodLooks(app, "the bookmark");

  // Under another name it is another site.
  const page = await context.newPage();
  await page.goto(server.url.replace("127.0.0.1", "localhost"));
  await page.evaluate((address) => {
    const bookmark = document.createElement("a");
    bookmark.href = address;
    bookmark.textContent = "bookmark";
    document.body.append(bookmark);
    const target = document.querySelector("p a");
    if (target) getSelection()?.selectAllChildren(target);
  }, code);
  const opening = context.waitForEvent("page");
  // By keyboard: a click would change what is selected.
  await page.evaluate(() => {
    const bookmark = [...document.links].at(-1);
    if (bookmark instanceof HTMLElement) bookmark.click();
  });
  const asking = await opening;
  await asking.getByText("/file.iso").waitFor();
  await asking.getByRole("button").click();
  await asking.getByText(en.say("offers.intro")).waitFor();
  await asking.getByText(new RegExp(`localhost:\\d+/file\\.iso`)).first().waitFor();
  expect(server.requests.filter((request) => request.url?.includes("file.iso"))).toEqual([]);
  expect(problems).toEqual([]);
}, 60_000);
