/** The renderer's own components: each by axe, under the page's policy, and by keyboard alone. */
import type { BrowserContext, Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { brokenRules } from "../helpers/axe.ts";
import { inBrowser, letIn } from "../helpers/in-browser.ts";
import { watch } from "../helpers/looks.ts";
import { en, eventually } from "../helpers/story.ts";
import type { Answers } from "../unit/renderer/fake-client.ts";
import { comparison, download, relays } from "../unit/renderer/samples.ts";
import { parts, type Part } from "./parts.ts";
import { answerFrom } from "./shown.ts";

const { browser, place } = await inBrowser();
let context: BrowserContext;
let hostUrl: string;
let page: Page;
beforeAll(async () => {
  ({ context, hostUrl } = await letIn(browser, place));
});
afterEach(() => page?.close());

async function open(answers: Answers = {}) {
  page = await context.newPage();
  const problems = watch(page);
  const calls = await answerFrom(page, answers);
  await page.goto(hostUrl);
  await page.getByRole("navigation").waitFor();
  return { problems, calls };
}
const goTo = (view: "downloads" | "settings") =>
  page.getByRole("button", { name: new RegExp(`^${en.say(`nav.${view}`)}`) }).click();
/** What the focus is on, as a screen reader names it. */
const focused = () =>
  page.evaluate(() => {
    const at = document.activeElement;
    const by = at?.getAttribute("aria-labelledby");
    return (by && document.getElementById(by)?.textContent) || at?.textContent || "";
  });

test.each(Object.entries<Part>(parts))(
  "%s keeps every rule of accessibility and the page's policy",
  async (_, part) => {
    const { problems } = await open(part.answers);
    await part.go(page);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await brokenRules(page)).toEqual([]);
    }
    // The policy allows no style that stands in the page.
    expect(await page.locator("style").count()).toBe(0);
    expect(problems).toEqual([]);
  },
  30_000,
);

test("a select opens, is searched, and picks by keyboard; the focus stays at it", async () => {
  const { calls } = await open();
  await goTo("settings");
  const mode = page.getByRole("combobox", { name: en.say("settings.mode") });
  await mode.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("listbox").waitFor();
  await page.keyboard.type(en.say("mode.relay").slice(0, 3));
  await page.keyboard.press("Enter");
  await eventually(() => page.getByRole("listbox").count()).toBe(0);
  expect(calls.findLast(({ method }) => method === "settings.set")?.input).toEqual({ mode: "relay" });
  await eventually(focused).toContain(en.say("settings.mode"));
  await page.keyboard.press("ArrowDown");
  await page.getByRole("listbox").waitFor();
  await page.keyboard.press("Escape");
  await eventually(() => page.getByRole("listbox").count()).toBe(0);
});

test("a question has the safe answer first, keeps the focus inside, and gives it back", async () => {
  const { calls } = await open({ "relays.list": relays, "downloads.list": [download()] });
  await goTo("downloads");
  const cancel = page.getByRole("button", { name: en.say("download.cancel") });
  await cancel.focus();
  await page.keyboard.press("Enter");
  const question = page.getByRole("alertdialog", { name: en.say("download.cancelAsk") });
  await question.waitFor();
  await eventually(focused).toBe(en.say("download.cancelNo"));
  await page.keyboard.press("Tab");
  expect(await focused()).toBe(en.say("download.cancelYes"));
  await page.keyboard.press("Tab");
  await eventually(focused).toBe(en.say("download.cancelNo"));
  await page.keyboard.press("Escape");
  await eventually(() => question.count()).toBe(0);
  await eventually(focused).toBe(en.say("download.cancel"));
  expect(calls.filter(({ method }) => method === "downloads.cancel")).toEqual([]);
  // A press beside it answers nothing, and chooses nothing in the list behind.
  await page.keyboard.press("Enter");
  await question.waitFor();
  await page.mouse.click(20, 20);
  expect(await question.count()).toBe(1);
  expect(await page.locator('[role="row"][aria-selected="true"]').count()).toBe(0);
});

test("choices, filters and numbers go by the arrows", async () => {
  const { calls } = await open({ "downloads.list": [download()] });
  await page.getByRole("button", { name: en.say("routes.add") }).click();
  await eventually(() => page.getByRole("radio", { checked: true }).count()).toBe(1);
  await page.keyboard.press("ArrowRight");
  await page.getByRole("radio", { name: en.say("relay.kind.prefix"), checked: true, exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await goTo("downloads");
  const filter = (name: string) => page.getByRole("button", { name: new RegExp(`^${name} \\d`) });
  await filter(en.say("downloads.filter.all")).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Space");
  await eventually(() => filter(en.say("downloads.filter.active")).getAttribute("aria-pressed")).toBe("true");
  // One of them always holds.
  await page.keyboard.press("Space");
  expect(await filter(en.say("downloads.filter.active")).getAttribute("aria-pressed")).toBe("true");
  await goTo("settings");
  const connections = page.getByLabel(en.say("settings.connections"), { exact: true });
  await connections.focus();
  await page.keyboard.press("ArrowUp");
  await eventually(() => connections.inputValue()).toBe("9");
  expect(calls.at(-1)).toEqual({ method: "settings.set", input: { connections: 9 } });
  await connections.fill("65");
  await page.getByText(en.say("settings.connectionsHint")).and(page.locator(".problem")).waitFor();
  expect(calls.at(-1)).toEqual({ method: "settings.set", input: { connections: 9 } });
});

test("a toolbar is one stop of Tab, its buttons go by the arrows, and one that works keeps the focus", async () => {
  const waiting: (() => void)[] = [];
  const list = [1, 2, 3].map((order) => download({ id: `d${order}`, order, createdAt: order }));
  const { calls } = await open({
    "downloads.list": list,
    "downloads.move": () => new Promise((resolve) => void waiting.push(() => resolve([]))),
  });
  await page
    .getByRole("button", { name: en.say("download.details"), exact: true })
    .first()
    .click();
  const tool = (step: "top" | "up" | "down") =>
    page.getByRole("toolbar").getByRole("button", { name: en.say(`queue.${step}`), exact: true });
  await tool("top").focus();
  await page.keyboard.press("ArrowRight");
  await eventually(focused).toBe(en.say("queue.up"));
  await page.keyboard.press("Enter");
  await eventually(() => tool("up").getAttribute("aria-disabled")).toBe("true");
  await page.keyboard.press("Enter");
  expect(calls.filter(({ method }) => method === "downloads.move").length).toBe(1);
  waiting[0]?.();
  await eventually(() => tool("up").getAttribute("aria-disabled")).toBe("false");
  expect(await focused()).toBe(en.say("queue.up"));
  await page.keyboard.press("Enter");
  await eventually(() => calls.filter(({ method }) => method === "downloads.move").length).toBe(2);
  await page.keyboard.press("Tab");
  expect(await tool("down").evaluate((element) => element === document.activeElement)).toBe(false);
});

test("a word that not everyone knows is explained by pointer and by keyboard", async () => {
  await open({ "relays.list": relays, "comparisons.list": [comparison()] });
  await page.getByRole("button", { name: en.say("result.details") }).click();
  const term = page.getByRole("button", { name: en.say("table.ramp") });
  const hint = page.getByText(en.say("table.rampHint"), { exact: true });
  expect(await hint.count()).toBe(0);
  await term.focus();
  await page.keyboard.press("Enter");
  await hint.waitFor();
  await page.keyboard.press("Escape");
  await eventually(() => hint.count()).toBe(0);
  await term.hover();
  await hint.waitFor();
});
