/** What outlives the host: a download whose process was killed goes on by itself where it stopped, to the very same bytes. */
import { readdir, unlink } from "node:fs/promises";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openStore } from "../../electron/engine/store/store.ts";
import { startPractice, type Practice } from "../../electron/practice/practice.ts";
import { inBrowser } from "../helpers/in-browser.ts";
import { expectGoodLooks, watch } from "../helpers/looks.ts";
import { pickOption } from "../helpers/pick.ts";
import { newPlace, type Place } from "../helpers/serve.ts";
import {
  address,
  button,
  en,
  eventually,
  expectPracticeFile,
  personOn,
  practiceCard,
  statusOf,
  untilDone,
  untilRunning,
} from "../helpers/story.ts";

const size = 30_000_000;

const { browser, place } = await inBrowser();
let network: Practice;
beforeAll(async () => {
  // A network outside of the app, since that must outlive the app; slow enough to be caught in the middle.
  const relay = { rttMs: 40, sharedRate: 3_000_000 };
  network = await startPractice({ size, links: { relay } });
});
afterAll(async () => {
  await network?.close();
});

async function open(url: string): Promise<Page> {
  const page = await browser.newPage({ locale: "en-US", reducedMotion: "reduce" });
  await page.goto(url);
  return page;
}

/** Saves the network's relay by the form, as a pasted spec. */
async function addRelay(page: Page): Promise<void> {
  const person = personOn(page);
  await button(person, en.say("routes.add")).click();
  await page.getByLabel(en.say("relay.kind.spec")).check();
  await page.getByLabel(en.say("relay.spec")).fill(network.relays[0] ?? "");
  await button(person, en.say("relay.save")).click();
  await page.getByRole("button", { name: "Practice relay" }).first().waitFor();
}

/** Downloads over both roads in an app that is then killed. */
async function killInTheMiddle(where: Place): Promise<void> {
  const first = await where.serve();
  const page = await open(first.url);
  const problems = watch(page);
  const person = personOn(page);
  await addRelay(page);
  await address(person).fill(network.url);
  await pickOption(page.getByLabel(en.say("mode.label"), { exact: true }), "all");
  await button(person, en.say("ask.download")).click();
  const card = practiceCard(person);
  await untilRunning(card);
  const colours = () =>
    card.locator(".map rect").evaluateAll((cells) => cells.map((cell) => cell.dataset["road"]));
  await eventually(async () => new Set(await colours())).toEqual(new Set(["1", "direct"]));
  await expectGoodLooks(page, "downloading");
  expect(await statusOf(card)).toBe("Running");
  expect(problems).toEqual([]);

  await first.end("SIGKILL");
  await page.getByText(en.say("app.lost")).waitFor();
  await expectGoodLooks(page, "lost");
  await page.close();
}

test("a killed host's download goes on by itself at the next start, to the same bytes", async () => {
  await killInTheMiddle(place);
  const second = await place.serve();
  const again = await open(second.url);
  const restarted = personOn(again);
  const found = practiceCard(restarted);
  await untilRunning(found);
  // Pages that come later than that are told nothing.
  expect(await again.getByRole("alert").locator(".banner").count()).toBe(0);
  const file = await untilDone(restarted, found);
  await expectPracticeFile(file, size);
  expect(await readdir(second.downloads)).toEqual([path.basename(file)]);
  await unlink(file);
  await again.getByRole("button", { name: en.say("nav.settings") }).click();
  const search = again.getByLabel(en.say("settings.search"));
  await search.fill("restart");
  const choice = again.getByRole("switch", { name: en.say("settings.goOnAtStart") });
  expect(await choice.isChecked()).toBe(true);
  await expectGoodLooks(again, "going on, the setting");
  await again.close();
  await second.end();
}, 120_000);

test("where it ended twice soon after that, it is left paused, says so, and goes on by a click", async () => {
  const other = await newPlace();
  onTestFinished(() => other.remove());
  await killInTheMiddle(other);
  const store = openStore(other.home);
  // As the two ends before would have left it.
  store.settings.set("going-on", { open: true, ends: 1 });
  store.close();
  const second = await other.serve();
  const again = await open(second.url);
  const restarted = personOn(again);
  const found = practiceCard(restarted);
  await eventually(() => statusOf(found)).toBe("Paused");
  const share = () => found.getByRole("progressbar").getAttribute("aria-valuenow").then(Number);
  expect(await share()).toBeGreaterThan(0);
  expect(await share()).toBeLessThan(1);
  const notice = again.getByText("twice in a row");
  await notice.waitFor();
  await expectGoodLooks(again, "paused");
  await again.getByRole("button", { name: en.say("app.close") }).click();
  await eventually(() => notice.count()).toBe(0);
  await found.getByRole("button", { name: en.say("download.resume") }).click();
  const file = await untilDone(restarted, found);
  await expectPracticeFile(file, size);
  expect(await readdir(second.downloads)).toEqual([path.basename(file)]);
  await again.close();
}, 120_000);

test("its details show each connection's range, and what happened so far", async () => {
  const { url } = await place.serve();
  const page = await open(url);
  const problems = watch(page);
  const person = personOn(page);
  await addRelay(page);
  await address(person).fill(network.url);
  await page.getByText(en.say("options.label")).click();
  await page.getByLabel(en.say("options.name")).fill("inside.bin");
  await pickOption(page.getByLabel(en.say("mode.label"), { exact: true }), "all");
  await button(person, en.say("ask.download")).click();
  const card = page.getByRole("article", { name: /inside/ });
  await untilRunning(card);
  await card.getByRole("button", { name: en.say("download.details") }).click();
  const limit = card.getByLabel(en.say("download.limit"));
  await limit.fill("200 kB/s");
  await limit.press("Enter");
  await card.getByRole("button", { name: en.say("inside.connections") }).click();
  const connections = card.getByRole("region", { name: en.say("inside.connections") }).locator("tbody tr");
  await eventually(() => connections.count()).toBeGreaterThan(2);
  await card.getByRole("button", { name: en.say("inside.events") }).click();
  const happened = card.locator(".happened");
  await eventually(() => happened.innerText()).toContain(en.say("inside.in", { route: "Practice relay" }));
  await eventually(() => happened.innerText()).toContain(en.say("inside.limit", { speed: "200 kB/s" }));
  expect(await happened.innerText()).toContain(en.say("inside.state", { state: "Running" }));
  await expectGoodLooks(page, "inside");
  expect(problems).toEqual([]);
}, 120_000);

test("cancelling deletes the part, after a question", async () => {
  const { url, downloads } = await place.serve();
  const page = await open(url);
  const problems = watch(page);
  const person = personOn(page);
  await address(person).fill(network.url);
  await page.getByText(en.say("options.label")).click();
  await page.getByLabel(en.say("options.name")).fill("cancelled.bin");
  await button(person, en.say("ask.download")).click();
  const card = page.getByRole("article", { name: /cancelled/ });
  await untilRunning(card);
  const parts = async () => (await readdir(downloads)).filter((name) => name.includes("cancelled"));
  expect(await parts()).toHaveLength(1);
  await card.getByRole("button", { name: en.say("download.cancel") }).click();
  await expectGoodLooks(page, "cancelling");
  await page.keyboard.press("Escape");
  await eventually(() => page.getByRole("alertdialog").count()).toBe(0);
  await eventually(() => card.getByRole("button", { name: en.say("download.cancel") }).count()).toBe(1);
  expect(await parts()).toHaveLength(1);
  await card.getByRole("button", { name: en.say("download.cancel") }).click();
  const question = page.getByRole("alertdialog", { name: en.say("download.cancelAsk") });
  await question.getByRole("button", { name: en.say("download.cancelYes") }).click();
  await eventually(() => card.count()).toBe(0);
  await eventually(parts).toEqual([]);
  expect(problems).toEqual([]);
}, 60_000);
