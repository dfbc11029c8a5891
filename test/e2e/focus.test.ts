/** Where the control that was pressed goes with what it did, the keyboard goes on beside it, and not at the top of the page. */
import { afterEach, beforeAll, expect, test } from "vitest";
import type { BrowserContext, Page } from "playwright-core";
import { AppError } from "../../electron/common/errors.ts";
import type { DownloadView, OfferView } from "../../electron/common/views.ts";
import { inBrowser, letIn } from "../helpers/in-browser.ts";
import { watch } from "../helpers/looks.ts";
import { en, eventually } from "../helpers/story.ts";
import type { Answers, FakeClient } from "../unit/renderer/fake-client.ts";
import { download, relays } from "../unit/renderer/samples.ts";
import { hostFrom } from "./shown.ts";

const { browser, place } = await inBrowser();
let context: BrowserContext;
let hostUrl: string;
let page: Page;
let problems: readonly string[];
beforeAll(async () => {
  ({ context, hostUrl } = await letIn(browser, place));
});
afterEach(() => page?.close());

const { say } = en;
async function open(answers: Answers): Promise<FakeClient> {
  page = await context.newPage();
  problems = watch(page);
  const host = await hostFrom(page, answers);
  await page.goto(hostUrl);
  await page.getByRole("navigation").waitFor();
  return host;
}
const goTo = (view: "downloads" | "relays") =>
  page
    .getByRole("navigation")
    .getByRole("button", { name: new RegExp(`^${say(`nav.${view}`)}`) })
    .click();
const button = (name: string) => page.getByRole("button", { name, exact: true });
const inRow = (name: string, label: string) =>
  page
    .getByRole("article", { name: say("download.label", { name }) })
    .getByRole("button", { name: label, exact: true });
/** By keyboard alone. */
async function press(what: ReturnType<typeof button>): Promise<void> {
  await what.focus();
  await page.keyboard.press("Enter");
}
/** What has the keyboard, by its element and how it begins. */
const focused = () =>
  page.evaluate(() => {
    const { localName, role, textContent, ariaLabel } = document.activeElement ?? document.body;
    return `${role ?? localName}: ${(ariaLabel ?? textContent).trim().slice(0, 40)}`;
  });
const done = (name: string, at: number): DownloadView =>
  download({ id: name, name, state: "done", path: `/files/${name}`, createdAt: at, finishedAt: at });
const three = [done("c.bin", 3), done("b.bin", 2), done("a.bin", 1)];
const offer = (id: string): OfferView => ({
  id,
  url: `https://files.example.com/${id}`,
  mirrors: [],
  checksum: null,
  name: null,
  from: "link",
});

test("rows that are removed one by one: the next one, the one before, then the title", async () => {
  await open({ "downloads.list": three, "downloads.remove": () => undefined });
  await goTo("downloads");
  const remove = say("download.remove");
  await press(inRow("b.bin", remove));
  await eventually(focused).toMatch(/^row: a\.bin/);
  // The list goes on from there: by its arrows, or by Tab to what the row holds.
  await page.keyboard.press("ArrowUp");
  await eventually(focused).toMatch(/^row: c\.bin/);
  await press(inRow("a.bin", remove));
  await eventually(focused).toMatch(/^row: c\.bin/);
  await press(inRow("c.bin", remove));
  await page.getByText(say("downloads.empty")).waitFor();
  await eventually(focused).toBe(`h1: ${say("downloads.title")}`);
  expect(problems).toEqual([]);
});

test("a download that is cancelled after a question, and all that are finished", async () => {
  const running = download({ id: "now", name: "now.bin", createdAt: 9 });
  const host = await open({
    "downloads.list": [running, ...three],
    "downloads.cancel": async ({ id }) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      host.emit("downloads.removed", { id });
    },
    "downloads.clear": () => {
      for (const { id } of three) host.emit("downloads.removed", { id });
      return { count: 3 };
    },
  });
  await goTo("downloads");
  await press(inRow("now.bin", say("download.cancel")));
  await press(button(say("download.cancelYes")));
  await eventually(focused).toMatch(/^row: c\.bin/);

  await press(button(say("downloads.clear")));
  await press(button(say("downloads.clearYes")));
  await page.getByText(say("downloads.empty")).waitFor();
  await eventually(focused).toBe(`h1: ${say("downloads.title")}`);
  expect(problems).toEqual([]);
});

test("a question goes with what it was about: the keyboard is at the row that asked", async () => {
  const running = download({ id: "now", name: "now.bin", createdAt: 9 });
  const host = await open({ "downloads.list": [running, ...three] });
  await goTo("downloads");
  await press(inRow("now.bin", say("download.cancel")));
  await button(say("download.cancelYes")).waitFor();
  host.emit("downloads.changed", [done("now", 9)]);
  await button(say("download.cancelYes")).waitFor({ state: "detached" });
  await eventually(focused).toMatch(/^row: now/);
  expect(problems).toEqual([]);
});

test("offers that are dismissed: the next one, which is not taken by a second press, then the title", async () => {
  let offers = ["one", "two"].map(offer);
  const host = await open({
    "offers.list": offers,
    "offers.dismiss": ({ id }) => {
      offers = offers.filter((one) => one.id !== id);
      host.emit("offers.changed", offers);
    },
  });
  await press(button(say("offers.dismiss", { url: offer("one").url })));
  await eventually(focused).toMatch(/^li: https:\/\/files\.example\.com\/two/);
  await page.keyboard.press("Enter");
  expect(host.calls.filter(({ method }) => method === "downloads.add")).toEqual([]);
  await press(button(say("offers.dismiss", { url: offer("two").url })));
  await eventually(focused).toBe(`h1: ${say("ask.label")}`);
  expect(problems).toEqual([]);
});

test("who has a mouse sees no frame round what has the keyboard", async () => {
  let offers = ["one", "two"].map(offer);
  const host = await open({
    "offers.list": offers,
    "offers.dismiss": ({ id }) => {
      offers = offers.filter((one) => one.id !== id);
      host.emit("offers.changed", offers);
    },
  });
  await button(say("offers.dismiss", { url: offer("one").url })).click();
  await eventually(focused).toMatch(/^li: /);
  expect(await page.evaluate(() => document.activeElement?.matches(":focus-visible"))).toBe(false);
});

test("what is asked below the address, and several addresses, lead back to it", async () => {
  const [view] = three;
  const host = await open({
    "downloads.list": three,
    "downloads.same": { id: view?.id ?? "", by: "address" },
  });
  const address = `input: ${say("ask.address")}`;
  await press(button(say("many.open")));
  await press(button(say("many.close")));
  await eventually(focused).toBe(address);

  await page.getByLabel(say("ask.address"), { exact: true }).fill("https://files.example.com/c.bin");
  await press(button(say("ask.download")));
  await press(button(say("duplicate.leave")));
  await eventually(focused).toBe(address);
  expect(host.calls.filter(({ method }) => method === "downloads.add")).toEqual([]);
});

test("a relay that is removed, and its form with it: the title of all of them", async () => {
  let left = relays.filter(({ practice }) => !practice);
  const host = await open({
    "relays.list": left,
    "relays.spec": "sni://relay.example:443",
    "relays.remove": ({ id }) => {
      left = left.filter((one) => one.id !== id);
      host.emit("relays.changed", left);
    },
  });
  await goTo("relays");
  expect(left.length).toBeGreaterThan(1);
  const [first] = left;
  await press(button(say("relays.edit")).first());
  await page.locator(".editor").waitFor();
  await press(button(say("relay.remove")));
  await press(page.getByRole("alertdialog").getByRole("button", { name: say("relay.remove"), exact: true }));
  await page.getByRole("heading", { name: first?.name ?? "", exact: true }).waitFor({ state: "detached" });
  // Card and form are gone: what is left is the list that both stood in.
  await eventually(focused).toBe(`h1: ${say("relays.title")}`);
  expect(problems).toEqual([]);
});

test("a notice that is dismissed, and a button that leads to another view", async () => {
  await open({
    "downloads.list": three,
    "downloads.remove": () => {
      throw new AppError("not-found", { what: "download", id: "b.bin" });
    },
  });
  await goTo("downloads");
  await press(inRow("b.bin", say("download.remove")));
  await press(button(say("app.close")));
  await eventually(focused).toBe(`h1: ${say("downloads.title")}`);
  await page.close();

  await open({});
  await goTo("downloads");
  await press(button(say("downloads.toNew")));
  await eventually(focused).toBe(`h1: ${say("ask.label")}`);
  expect(problems).toEqual([]);
});

test("who clicked beside everything stays there, whatever is removed", async () => {
  const host = await open({ "downloads.list": three });
  await goTo("downloads");
  await inRow("b.bin", say("download.remove")).focus();
  await page.locator(".sidebar .brand").click();
  await eventually(focused).toMatch(/^body/);
  host.emit("downloads.removed", { id: "b.bin" });
  await page.getByRole("article", { name: say("download.label", { name: "b.bin" }) }).waitFor({
    state: "detached",
  });
  // By then it would have gone elsewhere.
  await page.evaluate(() => new Promise((resolve) => setTimeout(() => requestAnimationFrame(resolve))));
  expect(await focused()).toMatch(/^body/);
});
