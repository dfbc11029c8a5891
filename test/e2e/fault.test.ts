/** A fault while the page is drawn: it is said, in both languages, and the page can be had anew. */
import { beforeAll, expect, onTestFinished, test } from "vitest";
import type { BrowserContext, Page } from "playwright-core";
import { inBrowser, letIn } from "../helpers/in-browser.ts";
import { expectGoodLooks } from "../helpers/looks.ts";
import { en, zh } from "../helpers/story.ts";
import { links } from "../../electron/common/links.ts";
import type { DownloadView } from "../../electron/common/views.ts";
import type { Words } from "../../renderer/words/words.ts";
import type { Answers } from "../unit/renderer/fake-client.ts";
import { download, settings } from "../unit/renderer/samples.ts";
import { hostFrom } from "./shown.ts";

const { browser, place } = await inBrowser();
let context: BrowserContext;
let hostUrl: string;
beforeAll(async () => {
  ({ context, hostUrl } = await letIn(browser, place));
});

/** As a host of another version may send it: a part that the page counts on is not there. */
const broken: DownloadView = { ...download(), routes: undefined as never };

async function open(words: Words, answers: Answers): Promise<Page> {
  const page = await context.newPage();
  onTestFinished(() => page.close());
  await hostFrom(page, { "settings.get": { ...settings, language: words.language }, ...answers });
  await page.goto(hostUrl);
  return page;
}
const to = (page: Page, { say }: Words, view: "gateway" | "relays") =>
  page
    .getByRole("navigation")
    .getByRole("button", { name: new RegExp(`^${say(`nav.${view}`)}`) })
    .click();

const languages = [
  ["en", en],
  ["zh-CN", zh],
] as const;

test.each(languages)(
  "a view that cannot be drawn says so, and the others still can: %s",
  async (_, words) => {
    const { say } = words;
    // Its address and token are missing.
    const page = await open(words, { "gateway.get": { running: true } as never });
    await page.locator(`html[lang="${words.language}"]`).waitFor();
    await to(page, words, "gateway");
    const fault = page.getByRole("heading", { name: say("fault.title") });
    await fault.waitFor();
    expect(await fault.evaluate((element) => element === document.activeElement)).toBe(true);
    const said = await page.locator("section").getByRole("alert").innerText();
    expect(said).toContain(words === en ? "Downloads go on" : "仍在继续");
    // Without a place for reports none is asked for, and no button leads nowhere.
    expect(await page.locator("a:not([href])").count()).toBe(0);
    const reports = page.getByRole("link", { name: say("about.link.problem") });
    expect(await reports.count()).toBe(links.problem === undefined ? 0 : 1);
    expect(said).toContain(say(links.problem === undefined ? "fault.restart" : "fault.report"));
    await expectGoodLooks(page, "fault");
    await page.getByRole("button", { name: say("fault.details") }).click();
    const details = await page.locator(".about-text").innerText();
    expect(details).toContain("Detour 0.1.0 (headless), view gateway");
    expect(details).toMatch(/TypeError: .*\n\s+at /);
    await expectGoodLooks(page, "fault with its details");

    await to(page, words, "relays");
    await fault.waitFor({ state: "detached" });
    await page.getByRole("heading", { name: say("relays.title"), level: 1 }).waitFor();
  },
);

test.each(languages)(
  "a page of which nothing can be drawn says so, and is had anew: %s",
  async (_, words) => {
    let loads = 0;
    const page = await open(words, {
      "downloads.list": () => [loads++ === 0 ? broken : download()],
    });
    const fault = page.getByRole("heading", { name: words.say("fault.title") });
    await fault.waitFor();
    await expectGoodLooks(page, "whole fault");
    await page.getByRole("button", { name: words.say("fault.anew") }).click();
    await fault.waitFor({ state: "detached" });
    await page.getByRole("navigation", { name: words.say("nav.label") }).waitFor();
    expect(loads).toBe(2);
  },
);
