/** A wrongly given checksum is corrected in the details, from the file that is here; a finished file is held against one. */
import { createHash } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../helpers/in-browser.ts";
import { startFaultServer, type FaultServer } from "../helpers/fault-server.ts";
import { expectGoodLooks, watch } from "../helpers/looks.ts";
import type { ServedApp } from "../helpers/serve.ts";
import { address, button, en, eventually, personOn, statusOf, type Person } from "../helpers/story.ts";

const { browser, place } = await inBrowser();
let origin: FaultServer;
let served: ServedApp;
let page: Page;
let person: Person;
let problems: readonly string[];
let right: string;
beforeAll(async () => {
  origin = await startFaultServer({ size: 2_000_000 });
  right = createHash("sha256").update(origin.bytes()).digest("hex");
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

const wrong = "0".repeat(64);
const card = (name: string) => page.getByRole("article", { name });
const inCard = (name: string, label: string) => card(name).getByRole("button", { name: label, exact: true });
const field = (name: string) => card(name).getByLabel(en.say("download.checksum"), { exact: true });

/** Downloads a file with a checksum that it does not have, and opens the details. */
async function fail(name: string): Promise<void> {
  await address(person).fill(`${origin.base}/${name}`);
  await page.getByLabel(en.say("options.checksum"), { exact: true }).fill(wrong);
  await button(person, en.say("ask.download")).click();
  await eventually(() => statusOf(card(name))).toBe(en.say("download.status.failed"));
  await inCard(name, en.say("download.details")).click();
}

test("a wrong checksum is corrected, and the file that was kept is checked again, without another byte", async () => {
  await fail("one.bin");
  await card("one.bin").getByText(en.say("checksum.againHint")).waitFor();
  expect(await field("one.bin").inputValue()).toBe(`sha256:${wrong}`);
  const again = inCard("one.bin", en.say("checksum.again"));
  // Nothing to check again as long as nothing changed.
  expect(await again.isDisabled()).toBe(true);
  await field("one.bin").fill("sha256:12");
  await again.click();
  await card("one.bin").getByText("sha256 has 64 digits, this has 2").waitFor();
  expect(await field("one.bin").getAttribute("aria-invalid")).toBe("true");
  await expectGoodLooks(page, "a checksum that cannot be read");
  const asked = origin.requests.length;
  await field("one.bin").fill(right);
  await field("one.bin").press("Enter");
  await eventually(() => statusOf(card("one.bin"))).toBe(en.say("download.status.done"));
  const name = "SHA-256";
  const strength = en.say("proof.strength.strong");
  expect(await card("one.bin").innerText()).toContain(en.say("proof.given", { algorithm: name, strength }));
  expect(origin.requests).toHaveLength(asked);
  expect(await readdir(served.downloads)).toEqual(["one.bin"]);
}, 60_000);

test("a finished file is held against a checksum: it fits, does not, or the file is gone; nothing is changed", async () => {
  const check = card("one.bin").getByLabel(en.say("checksum.check"), { exact: true });
  const algorithm = "SHA-256";
  await check.fill(`sha256:${right}`);
  await inCard("one.bin", en.say("checksum.go")).click();
  await card("one.bin").getByText(en.say("checksum.right", { algorithm })).waitFor();
  await expectGoodLooks(page, "a checksum that fits");
  await check.fill(wrong);
  expect(await card("one.bin").getByText(en.say("checksum.right", { algorithm })).count()).toBe(0);
  await check.press("Enter");
  await card("one.bin")
    .getByText(en.say("checksum.wrong", { algorithm, actual: right }))
    .waitFor();
  await expectGoodLooks(page, "a checksum that does not fit");
  expect(await statusOf(card("one.bin"))).toBe(en.say("download.status.done"));
  const file = path.join(served.downloads, "one.bin");
  expect((await readFile(file)).equals(origin.bytes())).toBe(true);
  await rm(file);
  await check.press("Enter");
  await card("one.bin").getByText("is no longer there").waitFor();
}, 60_000);

test("where the kept file is gone it says so, and Start again fetches it under the corrected one", async () => {
  await fail("two.bin");
  await rm(path.join(served.downloads, "two (wrong sha256).bin"));
  await field("two.bin").fill(right);
  await inCard("two.bin", en.say("checksum.again")).click();
  await card("two.bin").getByText("was removed or shortened by another program").waitFor();
  await expectGoodLooks(page, "a kept file that is gone");
  await inCard("two.bin", en.say("download.restart")).click();
  await eventually(() => statusOf(card("two.bin"))).toBe(en.say("download.status.done"));
  expect((await readFile(path.join(served.downloads, "two.bin"))).equals(origin.bytes())).toBe(true);
}, 60_000);

test("a running download is given one, and has it taken away again", async () => {
  origin.script(() => ({ rate: 100_000 }));
  await address(person).fill(`${origin.base}/three.bin`);
  await page.getByLabel(en.say("options.checksum"), { exact: true }).fill("");
  await button(person, en.say("ask.download")).click();
  await eventually(() => statusOf(card("three.bin"))).toBe(en.say("download.status.running"));
  await inCard("three.bin", en.say("download.details")).click();
  const set = inCard("three.bin", en.say("checksum.set"));
  await field("three.bin").fill(` ${right.toUpperCase()} `);
  await set.click();
  await eventually(() => field("three.bin").inputValue()).toBe(`sha256:${right}`);
  expect(await set.isDisabled()).toBe(true);
  await field("three.bin").fill("");
  await set.click();
  await eventually(() => set.isDisabled()).toBe(true);
  expect(await field("three.bin").inputValue()).toBe("");
  await inCard("three.bin", en.say("download.cancel")).click();
  await button(person, en.say("download.cancelYes")).click();
  await eventually(() => card("three.bin").count()).toBe(0);
  expect(problems).toEqual([]);
}, 60_000);
