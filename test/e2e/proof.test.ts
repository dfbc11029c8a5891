/** Why a download was paused, what proves a finished one, a new link, a refused page: said in words that all can reach. */
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { proofSentence } from "../../renderer/words/proof.ts";
import { inBrowser, letIn } from "../helpers/in-browser.ts";
import { startFaultServer, type FaultServer } from "../helpers/fault-server.ts";
import { expectGoodLooks, watch } from "../helpers/looks.ts";
import { address, button, en, eventually, personOn, statusOf } from "../helpers/story.ts";
import { beijing, hongKong, relays } from "../unit/renderer/samples.ts";
import { askedUrl, hostFrom, show, shown } from "./shown.ts";

const html = "<!doctype html><title>Sign in</title><p>Sign in to go on.</p>";

const { browser, place } = await inBrowser();
let context: BrowserContext;
let server: FaultServer;
let hostUrl: string;
beforeAll(async () => {
  server = await startFaultServer({
    handle: () => ({ status: 200, headers: { "content-type": "text/html" }, body: html }),
  });
  ({ context, hostUrl } = await letIn(browser, place));
});
afterAll(async () => {
  await server?.close();
});

/** A page that shows one state. */
async function open(state: keyof typeof shown) {
  const page = await context.newPage();
  const problems = watch(page);
  const calls = await show(page, shown[state]);
  await page.goto(hostUrl);
  return { page, problems, calls, card: page.getByRole("article") };
}
const openReal = async () => {
  const page = await context.newPage();
  await page.goto(hostUrl);
  return page;
};
const closed = async (page: Page, problems: readonly string[]) => {
  expect(problems).toEqual([]);
  await page.close();
};

test("a full disk: the reason, when it tries again, and a button to do so now", async () => {
  const { page, problems, card } = await open("paused-disk-full");
  await eventually(() => card.innerText()).toContain("Paused. It goes on from 64 %. Tries again in 42 s.");
  expect(await card.innerText()).toContain("There is not enough room in /home/lin/Downloads");
  expect(await button(personOn(page), en.say("download.resumeNow")).isVisible()).toBe(true);
  await expectGoodLooks(page, "paused with a reason");
  await closed(page, problems);
});

test("an expired link: the form takes a new one, says why another is refused, and gives the focus back", async () => {
  const { page, problems, card, calls } = await open("link-expired");
  const newLink = button(personOn(page), en.say("download.newLink"));
  await newLink.click();
  const field = page.getByLabel(en.say("relink.url"));
  await eventually(() => field.evaluate((input) => input === document.activeElement)).toBe(true);
  await expectGoodLooks(page, "new link");
  await page.keyboard.press("Escape");
  await eventually(() => newLink.evaluate((element) => element === document.activeElement)).toBe(true);
  await newLink.click();
  await field.fill("https://releases.example.com/other.iso");
  await field.press("Enter");
  await eventually(() => card.innerText()).toContain("The new link leads to another file");
  expect(await field.getAttribute("aria-invalid")).toBe("true");
  await expectGoodLooks(page, "new link refused");
  await field.fill(" https://releases.example.com/good.iso?key=2 ");
  await field.press("Enter");
  await eventually(() => field.count()).toBe(0);
  expect(calls.filter(({ method }) => method === "downloads.relink").map(({ input }) => input)).toEqual([
    { id: "d1", url: "https://releases.example.com/other.iso" },
    { id: "d1", url: "https://releases.example.com/good.iso?key=2" },
  ]);
  await closed(page, problems);
});

test.each([
  ["done-checksum", "Its SHA-256 is the one in the checksum file beside it on the server (strong)."],
  ["done-sampled", "no proof that nothing was altered"],
  ["done-unproved", "Nothing but its size and date vouches for it."],
  ["repaired", "They were fetched again over another route, and the file is right."],
  [
    "repaired",
    "Hong Kong is out: Hong Kong carries another file than the others (byte 524288 differs from direct)",
  ],
  ["restarted", "The earlier part is kept beside it."],
] as const)("%s says so, also in its details", async (state, sentence) => {
  const { page, problems, card } = await open(state);
  await eventually(() => card.innerText()).toContain(sentence);
  await button(personOn(page), en.say("download.details")).click();
  const { integrity, url } = shown[state];
  const details = await page.locator(".download-details").innerText();
  expect(details).toContain(integrity ? proofSentence(en, integrity) : url);
  await expectGoodLooks(page, state);
  await closed(page, problems);
});

test("a refused page can be saved by the same, whole address", async () => {
  const { page, problems, card, calls } = await open("web-page");
  const person = personOn(page);
  await address(person).fill(`${askedUrl}?key=1`);
  await button(person, en.say("ask.download")).click();
  await eventually(() => card.innerText()).toContain("sent a web page instead of firmware-4.2.bin");
  await expectGoodLooks(page, "page refused");
  await button(person, en.say("download.savePage")).click();
  await eventually(() => statusOf(card)).toBe(en.say("download.status.running"));
  const added = calls.filter(({ method }) => method === "downloads.add").map(({ input }) => input);
  expect(added).toHaveLength(2);
  expect(added[1]).toMatchObject({ url: `${askedUrl}?key=1`, acceptPage: true });
  await closed(page, problems);
});

test("for real: a page under a file's name is refused, and saved once it is wanted", async () => {
  const page = await openReal();
  const person = personOn(page);
  const card = page.getByRole("article").first();
  await address(person).fill(new URL("/firmware.bin", server.url).href);
  await button(person, en.say("ask.download")).click();
  await eventually(() => statusOf(card)).toBe(en.say("download.status.failed"));
  expect(await card.innerText()).toContain("sent a web page instead of");
  await button(person, en.say("download.savePage")).click();
  await eventually(() => statusOf(card)).toBe(en.say("download.status.done"));
  await page.close();
});

test("for real: a page under an address that names no file is saved with a warning", async () => {
  const page = await openReal();
  const person = personOn(page);
  const card = page.getByRole("article").first();
  await address(person).fill(new URL("/latest", server.url).href);
  await button(person, en.say("ask.download")).click();
  await eventually(() => statusOf(card)).toBe(en.say("download.status.done"));
  expect(await card.innerText()).toContain(en.say("warning.html"));
  await page.close();
});

test("a road keeps its colour when its relay is gone, in the map, beside the names and for the others", async () => {
  const page = await context.newPage();
  const problems = watch(page);
  const host = await hostFrom(page, { "relays.list": relays, "downloads.list": [shown.repaired] });
  await page.goto(hostUrl);
  const card = page.getByRole("article");
  const roads = () =>
    card
      .locator("[data-road]")
      .evaluateAll((all) => all.map((one) => one.getAttribute("data-road")).join(" "));
  await eventually(roads).toContain("1");
  const before = await roads();
  host.emit("relays.changed", [hongKong]);
  await page
    .getByRole("group", { name: en.say("routes.label") })
    .getByText(beijing.name)
    .waitFor({ state: "detached" });
  expect(await roads()).toBe(before);
  await closed(page, problems);
});
