/** What is typed and not saved yet stays while one looks elsewhere, until it is saved or given up. */
import { beforeAll, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { inBrowser, openApp } from "../helpers/in-browser.ts";
import { expectGoodLooks } from "../helpers/looks.ts";
import { en, eventually } from "../helpers/story.ts";

const { browser, place } = await inBrowser();
let page: Page;
let problems: readonly string[];
beforeAll(async () => {
  const { url } = await place.serve();
  ({ page, problems } = await openApp(browser, url));
});

const { say } = en;
const nav = (view: "new" | "relays" | "gateway" | "settings") =>
  page.getByRole("navigation").getByRole("button", { name: new RegExp(`^${say(`nav.${view}`)}`) });
const goTo = (view: Parameters<typeof nav>[0]) => nav(view).click();
const button = (name: string) => page.getByRole("button", { name, exact: true });
const press = (name: string) => button(name).click();
const editor = () => page.locator(".editor");
const name = () => editor().getByLabel(say("relay.name"), { exact: true });
const address = () => editor().getByLabel(say("relay.address"), { exact: true });
const origin = () => editor().getByLabel(say("relay.origin"), { exact: true });
const rules = () => page.getByLabel(say("rules.lines"), { exact: true });

test("rules that are typed stay until they are saved, or given up", async () => {
  await goTo("gateway");
  await eventually(() => rules().isEditable()).toBe(true);
  // While nothing differs, there is nothing to save.
  await eventually(() => button(say("rules.save")).isDisabled()).toBe(true);
  await rules().fill("a.example direct\nb.exa");
  await eventually(() => button(say("rules.save")).isDisabled()).toBe(false);
  await goTo("settings");
  await goTo("gateway");
  expect(await rules().inputValue()).toBe("a.example direct\nb.exa");
  await expectGoodLooks(page, "rules that are not saved");

  await press(say("rules.discard"));
  await eventually(() => rules().inputValue()).toBe("");
  expect(await rules().evaluate((field) => field === document.activeElement)).toBe(true);
  expect(await page.getByRole("button", { name: say("rules.discard") }).count()).toBe(0);

  await rules().fill("a.example direct");
  await press(say("rules.save"));
  await page.getByText(say("rules.saved")).waitFor();
  await eventually(() => button(say("rules.save")).isDisabled()).toBe(true);
  await goTo("settings");
  await goTo("gateway");
  await eventually(() => rules().inputValue()).toBe("a.example direct\n");
  expect(problems).toEqual([]);
});

test("rules of another window are not saved over unseen", async () => {
  const other = await page.context().newPage();
  const theirs = other.getByLabel(say("rules.lines"), { exact: true });
  const theySave = async (text: string) => {
    await eventually(() => theirs.isEditable()).toBe(true);
    await theirs.fill(text);
    await other.getByRole("button", { name: say("rules.save"), exact: true }).click();
    await other.getByText(say("rules.saved")).waitFor();
  };
  await other.goto(new URL("/", page.url()).href);
  await other
    .getByRole("navigation")
    .getByRole("button", { name: say("nav.gateway") })
    .click();
  await goTo("gateway");
  await rules().fill("mine.example direct");
  await theySave("theirs.example direct");
  await press(say("rules.save"));
  await page.getByText(say("rules.changed")).waitFor();
  expect(await rules().inputValue()).toBe("mine.example direct");
  await press(say("rules.discard"));
  await eventually(() => rules().inputValue()).toBe("theirs.example direct\n");

  // Who has been told may do it all the same.
  await rules().fill("mine.example direct");
  await theySave("theirs.example refuse");
  await press(say("rules.save"));
  await page.getByText(say("rules.changed")).waitFor();
  await press(say("rules.save"));
  await page.getByText(say("rules.saved")).waitFor();
  await other.reload();
  await other
    .getByRole("navigation")
    .getByRole("button", { name: say("nav.gateway") })
    .click();
  await eventually(() => theirs.inputValue()).toBe("mine.example direct\n");
  await other.close();
  expect(problems).toEqual([]);
});

test("a relay that is typed stays until it is saved, or given up; its form takes the keyboard once", async () => {
  await goTo("relays");
  await press(say("routes.add"));
  await name().fill("Osaka");
  await address().fill("https://relay.example/");
  await nav("settings").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: say("settings.title"), level: 1 }).waitFor();
  await nav("relays").focus();
  await page.keyboard.press("Enter");
  expect(await name().inputValue()).toBe("Osaka");
  expect(await address().inputValue()).toBe("https://relay.example/");
  expect(await nav("relays").evaluate((field) => field === document.activeElement)).toBe(true);
  // The same form stands where one asks for a file.
  await goTo("new");
  expect(await name().inputValue()).toBe("Osaka");
  await press(say("routes.add"));
  expect(await name().inputValue()).toBe("Osaka");
  await goTo("relays");

  await press(say("relay.cancel"));
  await editor().waitFor({ state: "detached" });
  await press(say("routes.add"));
  expect(await name().inputValue()).toBe("");

  await address().fill("https://relay.example/");
  await origin().fill("https://files.example/");
  await name().fill("Kyoto");
  await press(say("relay.save"));
  await editor().waitFor({ state: "detached" });
  // Of a saved one it is the same, and the next form begins anew.
  await page.getByRole("button", { name: say("relays.edit") }).click();
  await name().fill("Kyoto 2");
  await goTo("settings");
  await goTo("relays");
  expect(await name().inputValue()).toBe("Kyoto 2");
  await press(say("relay.save"));
  await editor().waitFor({ state: "detached" });
  expect(await page.locator("article.relay h2").allInnerTexts()).toEqual(["Kyoto 2"]);
  await press(say("routes.add"));
  expect(await name().inputValue()).toBe("");
  await press(say("relay.cancel"));
  expect(problems).toEqual([]);
});

test("what is typed to set a relay up stays, with the token that may stand on a server by now", async () => {
  await goTo("relays");
  await press(say("wizard.open"));
  await page.getByLabel(say("wizard.kind")).click();
  await page
    .getByRole("option", { name: say("wizard.kind.nginx") })
    .first()
    .click();
  await page.getByLabel(say("wizard.origins"), { exact: true }).fill("https://origin.example");
  await page.getByLabel(say("wizard.domain"), { exact: true }).fill("relay.example");
  const token = page.getByLabel(say("wizard.token"), { exact: true });
  const before = await token.inputValue();
  expect(before).toMatch(/^[\w-]{32}$/);
  await goTo("settings");
  await goTo("relays");
  expect(await token.inputValue()).toBe(before);
  const domain = page.getByLabel(say("wizard.domain"), { exact: true });
  expect(await domain.inputValue()).toBe("relay.example");

  // Closed, it stays closed; opened again, it is as it was.
  await press(say("wizard.open"));
  await domain.waitFor({ state: "detached" });
  await goTo("settings");
  await goTo("relays");
  await button(say("wizard.open")).waitFor();
  expect(await domain.count()).toBe(0);
  await press(say("wizard.open"));
  expect(await token.inputValue()).toBe(before);

  // The next relay has another token; until then the one that is shown stays.
  await press(say("wizard.save"));
  await page.getByText(say("wizard.saved")).waitFor();
  await goTo("settings");
  await goTo("relays");
  await page.getByText(say("wizard.saved")).waitFor();
  expect(await token.inputValue()).toBe(before);
  await expectGoodLooks(page, "a relay that was set up");
  await press(say("wizard.another"));
  await eventually(() => domain.inputValue()).toBe("");
  await page.getByText(say("wizard.empty")).waitFor();
  // It goes on in the form, not at the top of the page.
  await eventually(() =>
    page.evaluate(() => document.activeElement?.closest("section")?.getAttribute("aria-label")),
  ).toBe(say("wizard.title"));
  await page.getByLabel(say("wizard.kind")).click();
  await page
    .getByRole("option", { name: say("wizard.kind.nginx") })
    .first()
    .click();
  expect(await token.inputValue()).toMatch(/^[\w-]{32}$/);
  expect(await token.inputValue()).not.toBe(before);
  await press(say("wizard.open"));
  expect(problems).toEqual([]);
});

test("a new limit and a new folder stay while one looks elsewhere or searches, and count once they are added", async () => {
  const rowOf = (key: "schedule.row" | "folders.row", number: number) =>
    page.getByRole("group", { name: say(key, { number }) });
  const limit = rowOf("schedule.row", 1);
  const folder = rowOf("folders.row", 1);
  const from = limit.getByLabel(say("schedule.from"), { exact: true });
  const where = folder.getByLabel(say("folders.folder"), { exact: true });
  await goTo("settings");
  await press(say("schedule.add"));
  await from.fill("07:30");
  await press(say("folders.add"));
  await where.fill("Films");
  await goTo("relays");
  await goTo("settings");
  expect(await from.inputValue()).toBe("07:30");
  expect(await where.inputValue()).toBe("Films");
  await limit.getByText(say("schedule.draft")).waitFor();
  const search = page.getByLabel(say("settings.search"));
  await search.fill("restart");
  await limit.waitFor({ state: "detached" });
  await search.fill("");
  expect(await from.inputValue()).toBe("07:30");
  await folder.getByText(say("folders.draft")).waitFor();
  await expectGoodLooks(page, "rows that are not added");

  await press(say("schedule.take", { number: 1 }));
  await limit.getByText(say("schedule.draft")).waitFor({ state: "detached" });
  // Another one beside what is saved by now.
  await press(say("schedule.add"));
  await rowOf("schedule.row", 2).getByLabel(say("schedule.from"), { exact: true }).fill("20:00");
  await press(say("folders.remove", { number: 1 }));
  await goTo("relays");
  await goTo("settings");
  expect(await from.inputValue()).toBe("07:30");
  expect(await rowOf("schedule.row", 2).getByLabel(say("schedule.from"), { exact: true }).inputValue()).toBe(
    "20:00",
  );
  expect(await limit.getByText(say("schedule.draft")).count()).toBe(0);
  expect(await page.locator(".row-fields").count()).toBe(2);
  await press(say("schedule.remove", { number: 2 }));
  await press(say("schedule.remove", { number: 1 }));
  await eventually(() => page.locator(".row-fields").count()).toBe(0);
  expect(problems).toEqual([]);
});
