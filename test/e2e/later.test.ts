/** Downloads that start later, and those that are begun again: as a person sees them, against a real server. */
import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "../../electron/engine/store/store.ts";
import { nextNight, toField } from "../../renderer/state/start-time.ts";
import { inBrowser } from "../helpers/in-browser.ts";
import { startFaultServer, status, type FaultServer } from "../helpers/fault-server.ts";
import { expectGoodLooks, watch } from "../helpers/looks.ts";
import { pickOption } from "../helpers/pick.ts";
import type { ServedApp } from "../helpers/serve.ts";
import { address, button, en, eventually, personOn, statusOf, type Person } from "../helpers/story.ts";

const minute = 60_000;

const { browser, place } = await inBrowser();
let origin: FaultServer;
let served: ServedApp;
let page: Page;
let person: Person;
let problems: readonly string[];
beforeAll(async () => {
  origin = await startFaultServer({ size: 2_000_000 });
  served = await place.serve();
  const context = await browser.newContext({ locale: "en-US", reducedMotion: "reduce" });
  page = await context.newPage();
  problems = watch(page);
  await page.goto(served.url);
  person = personOn(page);
  await button(person, en.say("options.label")).click();
}, 120_000);
afterAll(async () => {
  await origin?.close();
});

const card = (name: string) => page.getByRole("article", { name });
const start = () => page.getByLabel(en.say("options.start"), { exact: true });
const press = (name: string, label: string) =>
  card(name).getByRole("button", { name: label, exact: true }).click();

async function ask(name: string, checksum = ""): Promise<void> {
  await address(person).fill(`${origin.base}/${name}`);
  await page.getByLabel(en.say("options.checksum"), { exact: true }).fill(checksum);
}
const add = () => button(person, en.say("ask.download")).click();

test("one that is added paused starts by a click", async () => {
  await ask("paused.bin");
  await pickOption(start(), "paused");
  await add();
  await card("paused.bin").waitFor();
  expect(await statusOf(card("paused.bin"))).toBe(en.say("download.status.paused"));
  await card("paused.bin").getByText(en.say("download.new")).waitFor();
  // The next one starts at once again.
  expect(await start().innerText()).toBe(en.say("options.start.now"));
  await expectGoodLooks(page, "added paused");
  // Its server was looked at while the address was typed; the file was not fetched.
  expect(origin.sent).toBeLessThan(origin.size);
  await press("paused.bin", en.say("download.start"));
  await eventually(() => statusOf(card("paused.bin"))).toBe(en.say("download.status.done"));
}, 60_000);

test("one with a time says it, takes another one, and starts now where that is wished", async () => {
  await ask("night.bin");
  await pickOption(start(), "at");
  const time = page.getByLabel(en.say("options.startAt"), { exact: true });
  expect(await time.inputValue()).toBe(nextNight(Date.now()));
  await time.fill(toField(Date.now() - 60 * minute));
  await page.getByText(en.say("options.startAtBad")).waitFor();
  await add();
  await eventually(() => page.locator(".ask-problem").innerText()).toContain("is not one to come");
  await expectGoodLooks(page, "a time that has passed");
  await time.fill(toField(Date.now() + 3 * 24 * 60 * minute));
  await add();
  await eventually(() => statusOf(card("night.bin"))).toBe(en.say("download.status.planned"));
  await press("night.bin", en.say("download.details"));
  const field = card("night.bin").getByLabel(en.say("download.startAt"), { exact: true });
  const other = Date.now() + 5 * 24 * 60 * minute;
  await field.fill(toField(other));
  await press("night.bin", en.say("download.startAtSet"));
  const shown = en.date(new Date(toField(other)).getTime());
  await card("night.bin")
    .getByText(en.say("download.planned", { time: shown }))
    .waitFor();
  await expectGoodLooks(page, "planned");
  await press("night.bin", en.say("download.startAtNone"));
  await eventually(() => statusOf(card("night.bin"))).toBe(en.say("download.status.paused"));
  await press("night.bin", en.say("download.startAtSet"));
  await eventually(() => statusOf(card("night.bin"))).toBe(en.say("download.status.planned"));
  await press("night.bin", en.say("download.startNow"));
  await eventually(() => statusOf(card("night.bin"))).toBe(en.say("download.status.done"));
}, 60_000);

test("after a wrong checksum it is begun again, and the wrong file stays where it was put", async () => {
  origin.script(() => ({ flipByte: 7 }));
  const sum = createHash("sha256").update(origin.bytes()).digest("hex");
  await ask("wrong.bin", `sha256:${sum}`);
  await add();
  await eventually(() => statusOf(card("wrong.bin"))).toBe(en.say("download.status.failed"));
  await expectGoodLooks(page, "failed, to be begun again");
  origin.script(undefined);
  await press("wrong.bin", en.say("download.restart"));
  await eventually(() => statusOf(card("wrong.bin"))).toBe(en.say("download.status.done"));
  await press("wrong.bin", en.say("download.details"));
  await card("wrong.bin").getByText(path.join(served.downloads, "wrong (wrong sha256).bin")).waitFor();
  expect(await readdir(served.downloads)).toContain("wrong.bin");
}, 60_000);

test("a server that is busy is tried again by itself; Settings say how often", async () => {
  origin.script(() => status(503));
  await ask("busy.bin");
  await add();
  await eventually(() => statusOf(card("busy.bin"))).toBe(en.say("download.status.failed"));
  await card("busy.bin")
    .getByText(/^Tries again in/)
    .waitFor();
  await expectGoodLooks(page, "tries again");
  await button(person, en.say("nav.settings")).click();
  await pickOption(page.getByLabel(en.say("settings.retries"), { exact: true }), "0");
  await pickOption(page.getByLabel(en.say("settings.retryWait"), { exact: true }), "60");
  await page.getByRole("button", { name: new RegExp(`^${en.say("nav.downloads")}`) }).click();
  await eventually(() => statusOf(card("busy.bin"))).toBe(en.say("download.status.failed"));
  await eventually(() =>
    card("busy.bin")
      .getByText(/^Tries again in/)
      .count(),
  ).toBe(0);
  origin.script(undefined);
  // Several at once, too.
  await page.getByRole("heading", { name: "busy.bin" }).click();
  await button(person, en.say("downloads.restartThem", { shown: 1 })).click();
  await eventually(() => statusOf(card("busy.bin"))).toBe(en.say("download.status.done"));
  expect(problems).toEqual([]);
}, 60_000);

test("what was to start while Detour was closed starts late, and says so", async () => {
  await page.goto("about:blank");
  await served.end();
  // As one that was added yesterday, for the night.
  const store = openStore(place.home);
  const record = store.downloads.list().find(({ fileName }) => fileName === "night.bin");
  if (!record) throw new Error("night.bin is not in the list");
  const planned = Date.now() - 60 * minute;
  store.downloads.save({
    ...record,
    id: "late",
    source: `${origin.base}/late.bin`,
    state: "paused",
    fileName: null,
    partName: null,
    identity: null,
    done: [],
    seconds: 0,
    integrity: null,
    finishedAt: null,
    startAt: planned,
    order: 99,
  });
  store.close();
  served = await place.serve();
  await page.goto(served.url);
  await page.getByRole("button", { name: new RegExp(`^${en.say("nav.downloads")}`) }).click();
  await eventually(() => statusOf(card("late.bin"))).toBe(en.say("download.status.done"));
  expect(await card("late.bin").innerText()).toContain(`It was to start at ${en.date(planned)}`);
  await expectGoodLooks(page, "late");
}, 60_000);
