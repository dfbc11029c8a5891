/**
 * The story that Detour tells, step by step, as a person lives it: try it, compare, download, pause, go on, have the
 * file. One story for every host: nothing here knows whether the page is in a browser or in Electron.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { appPracticeSize } from "../../electron/practice/practice.ts";
import { SeededBytes } from "../../electron/practice/seeded-bytes.ts";
import { createVoices } from "../../renderer/words/i18n.ts";
import type { Words } from "../../renderer/words/words.ts";

export const { en, "zh-CN": zh } = createVoices();

/** Who lives the story: on which page, in which language, and by which hand. */
export interface Person {
  readonly page: Page;
  readonly words: Words;
  /** Presses a button. */
  readonly press: (button: Locator) => Promise<void>;
}

export const byMouse = (button: Locator): Promise<void> => button.click({ timeout: 30_000 });

/** Goes to a button by Tab alone, and presses it. */
export async function byKeyboard(button: Locator): Promise<void> {
  await button.waitFor({ timeout: 30_000 });
  await tabTo(button);
  await button.page().keyboard.press("Enter");
}

/** Presses Tab until `target` has the focus. */
export async function tabTo(target: Locator): Promise<void> {
  const reached = () => target.evaluate((element) => element === document.activeElement);
  for (let tab = 0; !(await reached()); tab++) {
    if (tab > 80) throw new Error(`Tab does not reach ${String(target)}`);
    await target.page().keyboard.press("Tab");
  }
}

export function personOn(page: Page, more: Partial<Omit<Person, "page">> = {}): Person {
  return { page, words: en, press: byMouse, ...more };
}

/** Waits for what a slow machine may take long for. */
export const eventually = <T>(see: () => T | Promise<T>, seconds = 25) =>
  // Whoever calls this awaits it.
  // oxlint-disable-next-line vitest/require-awaited-expect-poll
  expect.poll(see, { timeout: seconds * 1000, interval: 100 });

export const button = ({ page }: Person, name: string): Locator =>
  page.getByRole("button", { name, exact: true });

export const address = ({ page, words }: Person): Locator => page.getByLabel(words.say("ask.address"));

/** First run: takes the offer to try it without a network, and waits until both routes have answered. */
export async function tryPractice(person: Person): Promise<void> {
  const { page, words, press } = person;
  await press(button(person, words.say("empty.try")));
  await page.getByText(words.say("practice.banner")).waitFor({ timeout: 30_000 });
  // The banner comes with an event, the address with the answer.
  await eventually(() => address(person).inputValue()).toMatch(
    /^http:\/\/127\.0\.0\.1:\d+\/practice-150MB\.bin$/,
  );
  const chips = page.getByRole("group", { name: words.say("routes.label") });
  await eventually(() => chips.innerText()).toMatch(new RegExp(`${words.say("practice.relay")}\\s+\\d+`));
  await eventually(() => page.locator(".facts").innerText()).toContain("practice-150MB.bin · 150 MB");
}

/** Compares, sees the strips live, and reads the sentence. `meanwhile` is done while rounds run. */
export async function compare(person: Person, meanwhile?: () => Promise<void>): Promise<void> {
  const { page, words, press } = person;
  await press(button(person, words.say("ask.compare")));
  const card = page.getByRole("region", { name: words.say("compare.label") });
  const headline = card.getByRole("heading", { level: 2 });
  await eventually(() => headline.innerText()).toContain(
    words.say("compare.running", { round: 2, rounds: 12 }).slice(0, 4),
  );
  expect(await card.locator(".road").count()).toBe(2);
  await eventually(() => paintedPixels(card)).toBeGreaterThan(0);
  expect(await page.locator(".now-by").textContent()).toContain(words.say("nav.comparing"));
  await meanwhile?.();
  const [before, after] = words.say("verdict.relay", { factor: "|" }).replaceAll("*", "").split("|");
  await eventually(() => headline.innerText(), 90).toMatch(
    new RegExp(`^${before}[\\d.,]+ .{1,6}${after?.replace(".", "\\.")}$`),
  );
  const says = await card.locator(".verdict-says").innerText();
  const interval = words.say("verdict.interval", { count: 7, low: "|", high: "|" });
  for (const part of interval.split(/[|7]/)) expect(says).toContain(part.trim());
}

/** How much of the plots is painted: a canvas says nothing else. */
function paintedPixels(card: Locator): Promise<number> {
  return card.locator("canvas").evaluateAll((canvases) =>
    canvases
      .map((canvas) => {
        if (!(canvas instanceof HTMLCanvasElement)) return 0;
        const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        return pixels.filter((_, at) => at % 4 === 3).filter((alpha) => alpha > 0).length;
      })
      .reduce((sum, count) => sum + count, 0),
  );
}

/** The card of a practice download: on the New view, that of the newest. */
export const practiceCard = ({ page }: Person): Locator =>
  page.getByRole("article", { name: /practice-\d+MB/ });

/** Downloads as the comparison advises; sees the range map and each route's speed. Returns the download's card. */
export async function downloadAsAdvised(person: Person): Promise<Locator> {
  const { page, words, press } = person;
  const mode = page.getByLabel(words.say("mode.label"), { exact: true });
  const before = await mode.innerText();
  await press(button(person, words.say("result.byRelay", { name: words.say("practice.relay") })));
  const card = practiceCard(person);
  await untilRunning(card);
  const routes = card.locator(".download-route");
  await eventually(async () => (await routes.allInnerTexts()).join("\n")).toMatch(
    new RegExp(`${words.say("practice.relay")}\\s[\\d.]+ [kM]?B/s`),
  );
  // The advice is for this file: what the form says of the next stays.
  expect(await mode.innerText()).toBe(before);
  return card;
}

/** Waits until bytes come in: a speed, and a coloured stretch of the range map. */
export async function untilRunning(card: Locator): Promise<void> {
  await card.locator(".download-speed").waitFor({ timeout: 30_000 });
  await eventually(() => card.locator(".map rect").count()).toBeGreaterThan(0);
  await eventually(() =>
    card.getByRole("progressbar").getAttribute("aria-valuenow").then(Number),
  ).toBeGreaterThan(0);
}

/** Pauses: nothing comes in any more. Then goes on. */
export async function pauseAndResume(person: Person, card: Locator): Promise<void> {
  const { words, press } = person;
  await press(card.getByRole("button", { name: words.say("download.pause") }));
  await eventually(() => statusOf(card)).toBe(words.say("download.status.paused"));
  const share = () => card.getByRole("progressbar").getAttribute("aria-valuenow");
  const before = await share();
  await card.page().waitForTimeout(600);
  expect(await share()).toBe(before);
  await press(card.getByRole("button", { name: words.say("download.resume") }));
  await eventually(() => statusOf(card)).not.toBe(words.say("download.status.paused"));
}

export const statusOf = (card: Locator): Promise<string> => card.locator(".badge").innerText();

/** Waits for the file; returns its path, as the card's details say it. */
export async function untilDone({ words, press }: Person, card: Locator): Promise<string> {
  await eventually(() => statusOf(card), 90).toBe(words.say("download.status.done"));
  expect(await card.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("1");
  // By a relay alone nothing but size and date would vouch for it; the direct road compares samples at least.
  const [, sampled = ""] = words.say("proof.sampled", { count: 7 }).split("7");
  const said = await card.innerText();
  expect(said.includes(sampled.trim()) || said.includes(words.say("proof.endToEnd"))).toBe(true);
  const details = card.getByRole("button", { name: words.say("download.details") });
  if ((await details.getAttribute("aria-expanded")) !== "true") await press(details);
  return card
    .locator("dt", { hasText: words.say("download.path") })
    .locator("+ dd")
    .innerText();
}

/** Checks a practice file on disk: its size and its SHA-256. */
export async function expectPracticeFile(file: string, size = appPracticeSize): Promise<void> {
  expect((await stat(file)).size).toBe(size);
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  expect(hash.digest("hex")).toBe(await new SeededBytes("detour practice").sha256(size));
}
