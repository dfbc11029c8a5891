/** A host that is slow to answer: what is done meanwhile counts, and what came in between undoes nothing. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startFaultServer } from "../helpers/fault-server.ts";
import { inBrowser } from "../helpers/in-browser.ts";
import { button, en, eventually, personOn, type Person } from "../helpers/story.ts";

const lateMs = 400;
const now = { lateMs };
/** Its files take longer than the tests. */
const slow = await startFaultServer({ handle: () => ({ delayMs: 600_000 }) });
afterAll(() => slow.close());

const { browser, place } = await inBrowser();
let page: Page;
let person: Person;
/** Another window of the same app, which hears at once what the host has. */
let other: Page;
beforeAll(async () => {
  const { url } = await place.serve();
  const context = await browser.newContext({ locale: "en-US", reducedMotion: "reduce" });
  page = await context.newPage();
  await page.routeWebSocket(/./, (socket) => {
    const host = socket.connectToServer();
    host.onMessage(async (message) => {
      await sleep(now.lateMs);
      socket.send(message);
    });
  });
  await page.goto(url);
  other = await context.newPage();
  await other.goto(new URL("/", url).href);
  person = personOn(page);
  await toSettings();
}, 60_000);

const goTo = (at: Page, view: "new" | "downloads" | "relays" | "gateway" | "settings") =>
  at.getByRole("button", { name: new RegExp(`^${en.say(`nav.${view}`)}`) }).click();
const toSettings = () => page.getByRole("button", { name: en.say("nav.settings"), exact: true }).click();
const folder = (number: number) =>
  page
    .getByRole("group", { name: en.say("folders.row", { number }) })
    .getByLabel(en.say("folders.folder"), { exact: true });
const press = (name: string) => button(person, name).click();

test("rows that are moved and typed faster than they are saved stand as they were put, here and at the host", async () => {
  await press(en.say("folders.all"));
  await eventually(() => folder(7).count()).toBe(1);
  const before = await Promise.all([1, 2, 3, 4].map((number) => folder(number).inputValue()));
  for (const number of [4, 3, 2]) {
    await press(en.say("folders.up", { number }));
    // Each is on its way while the next one comes.
    await sleep(lateMs / 3);
  }
  await folder(5).fill("Half a na");
  // All that was sent is back by then.
  await sleep(lateMs * 2);
  const moved = () => Promise.all([1, 2, 3, 4].map((number) => folder(number).inputValue()));
  expect(await moved()).toEqual([before[3], ...before.slice(0, 3)]);
  expect(await folder(5).inputValue()).toBe("Half a na");
  await folder(5).fill("Half a name");
  await folder(5).press("Enter");
  await sleep(lateMs * 2);
  await page.reload();
  await toSettings();
  await eventually(() => folder(5).inputValue()).toBe("Half a name");
  expect(await moved()).toEqual([before[3], ...before.slice(0, 3)]);

  // There and back again, before the first is saved.
  await press(en.say("folders.up", { number: 2 }));
  await press(en.say("folders.up", { number: 2 }));
  await sleep(lateMs * 3);
  await page.reload();
  await toSettings();
  await eventually(() => folder(1).inputValue()).toBe(before[3]);

  await press(en.say("settings.resetThis", { label: en.say("settings.folderRules") }));
  await eventually(() => folder(1).count()).toBe(0);
});

type Label = Parameters<typeof en.say>[0];
const labelled = (at: Page | Locator, label: Label) =>
  at.getByLabel(en.say(label as "settings.folder"), { exact: true });

/**
 * In `field`, a text that the host says back as `firstBack` is saved; another is typed while the first is on its way, which
 * must stay; that is saved; then there and back again. `known` is the same field in the other window. Out: what both say then.
 */
async function typesOn(
  field: Locator,
  known: Locator,
  [first, firstBack]: readonly [string, string],
  [second, secondBack]: readonly [string, string],
): Promise<readonly string[]> {
  await field.fill(first);
  await field.press("Enter");
  await eventually(() => known.inputValue()).toBe(firstBack);
  // The host has it, and its answer is on its way here.
  await field.fill(second.slice(0, -1));
  await sleep(lateMs * 2);
  expect(await field.inputValue()).toBe(second.slice(0, -1));
  await field.fill(second);
  await field.press("Enter");
  await eventually(() => known.inputValue()).toBe(secondBack);
  await eventually(() => field.inputValue()).toBe(secondBack);
  // Back again before the first of the two is saved.
  await sleep(lateMs * 2);
  await field.fill(first);
  await field.press("Enter");
  await field.fill(second);
  await field.press("Enter");
  await sleep(lateMs * 3);
  return [await field.inputValue(), await known.inputValue()];
}

describe("what is typed while an earlier text is being saved stays, and an edit back to it is sent", () => {
  test.each([
    ["settings.folder", ["/tmp/one", "/tmp/one"], ["/tmp/another", "/tmp/another"]],
    ["settings.limit", ["900 kB/s", "900 kB/s"], ["1500 kB/s", "1.50 MB/s"]],
    ["settings.slowLimit", ["90 kB/s", "90.0 kB/s"], ["70.5 kB/s", "70.5 kB/s"]],
    ["settings.keepDays", ["30", "30"], ["365", "365"]],
    ["settings.keepCount", ["200", "200"], ["5000", "5000"]],
  ] as const)("%s", async (label, first, second) => {
    await goTo(page, "settings");
    await goTo(other, "settings");
    const said = await typesOn(labelled(page, label), labelled(other, label), first, second);
    expect(said).toEqual([second[1], second[1]]);
  });

  test("numbers that count while they are typed", async () => {
    for (const at of [page, other]) await goTo(at, "settings");
    const field = labelled(page, "settings.connections");
    const known = labelled(other, "settings.connections");
    for (const typed of ["1", "12", "1", "16"]) {
      await field.fill(typed);
      await sleep(lateMs / 3);
    }
    await sleep(lateMs * 2);
    expect([await field.inputValue(), await known.inputValue()]).toEqual(["16", "16"]);
    // No number yet, while the one before is on its way.
    await field.fill("1");
    await eventually(() => known.inputValue()).toBe("1");
    await field.fill("");
    await sleep(lateMs * 2);
    expect(await field.inputValue()).toBe("");
    // A change elsewhere is followed, once the field is left.
    await field.blur();
    await known.fill("7");
    await eventually(() => field.inputValue()).toBe("7");
  });

  test("the limit of one download", async () => {
    await goTo(other, "new");
    await other.getByLabel(en.say("ask.address")).fill(slow.url);
    await button(personOn(other), en.say("ask.download")).click();
    await goTo(page, "downloads");
    for (const at of [page, other]) {
      await goTo(at, "downloads");
      await at.locator(".download-row h2").first().click();
      await at
        .getByRole("button", { name: en.say("download.details"), exact: true })
        .first()
        .click();
    }
    const label = "download.limit";
    const said = await typesOn(
      labelled(page, label),
      labelled(other, label),
      ["900 kB/s", "900 kB/s"],
      ["1500 kB/s", "1.50 MB/s"],
    );
    expect(said).toEqual(["1.50 MB/s", "1.50 MB/s"]);
  });
});

test("a relay's form stays open for what is typed while it is saved, and saves the same relay then", async () => {
  await goTo(page, "relays");
  await goTo(other, "relays");
  await press(en.say("routes.add"));
  const editor = page.locator(".editor");
  await labelled(editor, "relay.address").fill("https://relay.example/");
  await labelled(editor, "relay.origin").fill("https://files.example/");
  await labelled(editor, "relay.name").fill("Osa");
  await press(en.say("relay.save"));
  await other.getByRole("heading", { name: "Osa" }).waitFor();
  await labelled(editor, "relay.name").fill("Osaka");
  await sleep(lateMs * 2);
  expect(await labelled(editor, "relay.name").inputValue()).toBe("Osaka");
  await press(en.say("relay.save"));
  await eventually(() => editor.count()).toBe(0);
  expect(await other.locator("article.relay h2").allInnerTexts()).toEqual(["Osaka"]);

  // Another form that is opened while the first one is saved stays.
  await page.getByRole("button", { name: en.say("relays.edit") }).click();
  await editor.waitFor();
  now.lateMs = lateMs * 6;
  await press(en.say("relay.save"));
  await press(en.say("relay.cancel"));
  await press(en.say("routes.add"));
  await labelled(editor, "relay.name").fill("Kyoto");
  now.lateMs = lateMs;
  await sleep(lateMs * 8);
  expect(await labelled(editor, "relay.name").inputValue()).toBe("Kyoto");
  await press(en.say("relay.cancel"));
});

test("a relay's allowances, one right after the other, and each with more typed meanwhile", async () => {
  const [month, day] = ["relays.quota.month", "relays.quota.day"] as const;
  await labelled(page, month).fill("50 GB");
  await labelled(page, month).press("Enter");
  await labelled(page, day).fill("2 GB");
  await labelled(page, day).press("Enter");
  await sleep(lateMs * 3);
  const both = (at: Page) => Promise.all([month, day].map((label) => labelled(at, label).inputValue()));
  expect(await both(page)).toEqual(["50.0 GB", "2.00 GB"]);
  expect(await both(other)).toEqual(["50.0 GB", "2.00 GB"]);
  await typesOn(labelled(page, month), labelled(other, month), ["60 GB", "60.0 GB"], ["70 GB", "70.0 GB"]);
});

test("rules that are typed while others are saved stay, and none can be typed before they are read", async () => {
  await goTo(page, "gateway");
  const field = labelled(page, "rules.lines");
  await eventually(() => field.isEditable()).toBe(true);
  await field.fill("a.example   direct");
  await press(en.say("rules.save"));
  await field.fill("a.example   direct\nb.example");
  await sleep(lateMs * 3);
  expect(await field.inputValue()).toBe("a.example   direct\nb.example");
  await field.fill("a.example   direct\nb.example   refuse");
  await press(en.say("rules.save"));
  await eventually(() => field.inputValue()).toBe("a.example direct\nb.example refuse\n");
  await goTo(other, "gateway");
  await eventually(() => labelled(other, "rules.lines").inputValue()).toBe(
    "a.example direct\nb.example refuse\n",
  );
  await page.reload();
  await goTo(page, "gateway");
  expect(await field.isEditable()).toBe(false);
  await eventually(() => field.inputValue()).toBe("a.example direct\nb.example refuse\n");
});

test("addresses that are typed while others are being added stay", async () => {
  await goTo(page, "new");
  await press(en.say("many.open"));
  const lines = page.getByLabel(en.say("many.label")).locator("textarea");
  const first = new URL("/first.bin", slow.url).href;
  const both = `${first}\n${new URL("/second.bin", slow.url).href}`;
  await lines.fill(first);
  now.lateMs = lateMs * 3;
  await press(en.say("many.start", { count: 1 }));
  await lines.fill(both);
  const card = (name: string) => other.getByRole("article", { name: en.say("download.label", { name }) });
  await goTo(other, "new");
  await card("first.bin").waitFor();
  now.lateMs = lateMs;
  await sleep(lateMs * 4);
  expect(await lines.inputValue()).toBe(both);
  // What was added is told from what was typed behind it.
  await press(en.say("many.start", { count: 2 }));
  await page.getByText(en.say("many.known", { lines: "1" })).waitFor();
  await press(en.say("many.others", { count: 1 }));
  await card("second.bin").waitFor();
  await eventually(() => lines.count()).toBe(0);
});
