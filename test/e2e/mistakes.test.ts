/** What goes wrong, and the relays: each mistake is a sentence in its place, and nothing breaks. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startPractice, type Practice } from "../../electron/practice/practice.ts";
import { inBrowser } from "../helpers/in-browser.ts";
import { startFaultServer, status, type FaultServer } from "../helpers/fault-server.ts";
import { expectGoodLooks, watch } from "../helpers/looks.ts";
import { pickOption } from "../helpers/pick.ts";
import { address, button, en, eventually, personOn, statusOf, zh, type Person } from "../helpers/story.ts";

/** Nothing listens there. */
const deadRelay = "http://127.0.0.1:9/";

const { browser, place } = await inBrowser();
let server: FaultServer;
let network: Practice;
let page: Page;
let person: Person;
let problems: readonly string[];
beforeAll(async () => {
  [server, network] = await Promise.all([
    startFaultServer({ handle: () => status(404) }),
    startPractice({ size: 1_000_000 }),
  ]);
  const { url } = await place.serve();
  page = await browser.newPage({ locale: "en-US", reducedMotion: "reduce" });
  problems = watch(page);
  await page.goto(url);
  person = personOn(page);
});
beforeEach(() => button(person, en.say("nav.new")).click());
afterAll(async () => {
  await Promise.all([server?.close(), network?.close()]);
});

const said = () => page.locator(".said").innerText();

test.each([
  ["tomorrow", "This is not a web address: tomorrow."],
  ["ftp://files.example/a.iso", "Addresses that begin with ftp: cannot be downloaded."],
])("%s is no address to download, and the field says why", async (text, sentence) => {
  await address(person).fill(text);
  await address(person).press("Enter");
  await eventually(() => page.locator(".ask-problem").innerText()).toContain(sentence);
  expect(await address(person).getAttribute("aria-invalid")).toBe("true");
  expect(await page.getByRole("article").count()).toBe(0);
  await expectGoodLooks(page, `refused ${text}`);
});

test("comparing without a relay says that it needs one", async () => {
  await address(person).fill(network.url);
  await address(person).press("Control+Enter");
  await eventually(() => page.locator(".ask-problem").innerText()).toBe(en.say("ask.noRelayToCompare"));
  expect(await page.getByRole("region", { name: en.say("compare.label") }).count()).toBe(0);
});

test("a missing file fails by the server's own answer, and can be taken off the list", async () => {
  await address(person).fill(server.url);
  await eventually(() => page.locator(".reasons").innerText()).toContain("answered 404 instead of the file");
  await button(person, en.say("ask.download")).click();
  const card = page.getByRole("article");
  await eventually(() => statusOf(card)).toBe(en.say("download.status.failed"));
  expect(await card.innerText()).toContain(`127.0.0.1:${server.port} answered 404 instead of the file.`);
  await expectGoodLooks(page, "failed");
  await card.getByRole("button", { name: en.say("download.remove") }).click();
  await eventually(() => card.count()).toBe(0);
});

test("a mistake in a relay spec is named by its part", async () => {
  await button(person, en.say("routes.add")).click();
  await page.getByLabel(en.say("relay.kind.spec")).check();
  const spec = page.getByLabel(en.say("relay.spec"));
  for (const [text, part] of [
    ["reverse:https://relay.example/=gopher://files.example/", "origin address"],
    ["reverse:relay.example=https://files.example/", "relay address"],
    ["prefix:https://relay.example/nothing", "template"],
    ["prefix:https://relay.example/{url}#colour=red", "options"],
  ] as const) {
    await spec.fill(text);
    await spec.press("Enter");
    await eventually(said).toContain(`has a mistake in its ${part}: `);
  }
  await expectGoodLooks(page, "bad spec");
  await page.keyboard.press("Escape");
  await eventually(() => spec.count()).toBe(0);
  expect(await page.locator(".chip").count()).toBe(1);
});

test("a relay is added, tested, edited and removed in place", async () => {
  await address(person).fill(network.url);
  await button(person, en.say("routes.add")).click();
  await button(person, en.say("relay.save")).click();
  await page.getByText(en.raw("relay.need.address")).waitFor();
  await page.getByLabel(en.say("relay.address")).fill(deadRelay);
  await page.getByLabel(en.say("relay.origin")).fill(new URL("/", network.url).href);
  await page.getByLabel(en.say("relay.name"), { exact: true }).fill("Dead end");
  await button(person, en.say("relay.test")).click();
  await eventually(said).toMatch(/127\.0\.0\.1:9 could not be reached/);
  await expectGoodLooks(page, "relay form");
  await button(person, en.say("relay.save")).click();

  // The chip says that it is out, and the reason stands below it.
  await eventually(() => page.locator(".reasons").innerText()).toContain("could not be reached");
  expect(await page.locator(".chip[data-out]").innerText()).toContain("Dead end");
  await button(person, en.say("routes.edit", { name: "Dead end" })).click();
  const [relay = ""] = network.relays;
  await page.getByLabel(en.say("relay.address")).fill(relay.replace(/^reverse:(.*?)=.*$/, "$1"));
  await page.getByLabel(en.say("relay.name"), { exact: true }).fill("Good road");
  await button(person, en.say("relay.test")).click();
  await eventually(said).toMatch(/^It works: practice-1MB\.bin \(1\.00 MB\) begins after \d+ ms/);
  await button(person, en.say("relay.save")).click();
  await eventually(() => page.locator(".reasons").innerText()).toBe("");

  await button(person, en.say("routes.edit", { name: "Good road" })).click();
  await button(person, en.say("relay.remove")).click();
  await page.getByText(en.say("relay.removeAsk", { name: "Good road" })).waitFor();
  await button(person, en.say("relay.remove")).click();
  await eventually(() => page.getByText("Good road").count()).toBe(0);
});

test("settings are kept, and the language changes at once", async () => {
  await button(person, en.say("nav.settings")).click();
  await page.getByLabel(en.say("settings.connections")).fill("65");
  await eventually(() => page.locator(".problem").innerText()).toBe(en.say("settings.connectionsHint"));
  await page.getByLabel(en.say("settings.connections")).fill("5");
  await expectGoodLooks(page, "settings");
  await pickOption(page.getByLabel(en.say("settings.language"), { exact: true }), "zh-CN");
  await page.getByRole("heading", { name: zh.say("settings.title"), level: 1 }).waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("zh-CN");
  await expectGoodLooks(page, "settings in Chinese");
  await page.reload();
  await button({ ...person, words: zh }, zh.say("nav.settings")).click();
  expect(await page.getByLabel(zh.say("settings.connections")).inputValue()).toBe("5");
  await pickOption(page.getByLabel(zh.say("settings.language"), { exact: true }), "system");
  await page.getByRole("heading", { name: en.say("settings.title"), level: 1 }).waitFor();
});

test("nothing of this was an error to the browser", () => {
  expect(problems).toEqual([]);
});
