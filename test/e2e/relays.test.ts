/** The page of relays: a relay of each kind in the form, its health, its use and quota, and how to get one. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPractice, type Practice } from "../../electron/practice/practice.ts";
import { inBrowser, letIn, openApp } from "../helpers/in-browser.ts";
import { practiceRelayName } from "../../electron/common/defaults.ts";
import { keptSecret } from "../../electron/common/relay-secrets.ts";
import { expectGoodLooks } from "../helpers/looks.ts";
import { pickOption } from "../helpers/pick.ts";
import { button, en, eventually, personOn, zh, type Person } from "../helpers/story.ts";
import type { RelayView } from "../../electron/common/views.ts";
import { beijing, download, failure, hongKong, settings } from "../unit/renderer/samples.ts";
import { hostFrom } from "./shown.ts";

const { browser, place } = await inBrowser();
let network: Practice;
let page: Page;
let person: Person;
let problems: readonly string[];
beforeAll(async () => {
  network = await startPractice({ size: 4_000_000 });
  const { url } = await place.serve();
  ({ page, person, problems } = await openApp(browser, url));
  await button(person, en.say("nav.relays")).click();
});
afterAll(async () => {
  await network?.close();
});

const card = (name: string) => page.getByRole("article", { name });

test("a proxy is added by its fields, and a mistake is named", async () => {
  await page.getByText(en.say("relays.none")).waitFor();
  await button(person, en.say("routes.add")).click();
  await page.getByLabel(en.say("relay.kind.proxy"), { exact: true }).check();
  await button(person, en.say("relay.save")).click();
  await page.getByText(en.raw("relay.need.server")).waitFor();
  await page.getByLabel(en.say("relay.server")).fill("127.0.0.1:9");
  await page.getByLabel(en.say("relay.user")).fill("lin");
  await page.getByLabel(en.say("relay.password")).fill("p@ss/word");
  await page.getByLabel(en.say("relay.name"), { exact: true }).fill("Dead proxy");
  await expectGoodLooks(page, "a proxy in the form");
  await button(person, en.say("relay.save")).click();
  await card("Dead proxy").getByText(en.say("relays.kind.http")).waitFor();
  // All of it is there again to edit, but the password does not leave the host.
  await card("Dead proxy")
    .getByRole("button", { name: en.say("relays.edit") })
    .click();
  expect(await page.getByLabel(en.say("relay.password")).inputValue()).toBe(keptSecret);
  await page.keyboard.press("Escape");
});

test("health says what is wrong with a dead one, and that a good one is good", async () => {
  await card("Dead proxy")
    .getByRole("button", { name: en.say("health.check") })
    .click();
  const grade = card("Dead proxy").locator(".tell").first();
  await grade.waitFor();
  expect(await grade.innerText()).toContain(en.say("health.grade.unusable"));
  const [relay = ""] = network.relays;
  await button(person, en.say("routes.add")).click();
  await page.getByLabel(en.say("relay.kind.spec"), { exact: true }).check();
  await page.getByLabel(en.say("relay.spec")).fill(relay.replace(/name=[^&]*/, "name=Good"));
  await button(person, en.say("relay.save")).click();
  const good = card("Good");
  await good.getByLabel(en.say("health.url")).fill(network.url);
  await good.getByRole("button", { name: en.say("health.check") }).click();
  await good.getByText(en.say("health.same-file")).waitFor({ timeout: 60_000 });
  await expectGoodLooks(page, "the health of two relays");
});

test("the health is told in Chinese, too", async () => {
  const other = await page.context().newPage();
  await other.goto(new URL("/", page.url()).href);
  await other.getByRole("button", { name: en.say("nav.settings") }).click();
  const language = other.locator("form.settings [role=combobox]").last();
  await pickOption(language, "zh-CN");
  await page.getByRole("heading", { name: zh.say("relays.title") }).waitFor();
  const said = await page.locator(".health").allInnerTexts();
  expect(said).toHaveLength(2);
  const names =
    /https?|HTTP|ETag|Last-Modified|ECONNREFUSED|SHA-256|nginx|Range|proxy_\S+|\d+(\.\d+){3}:\d+|#own/g;
  expect(
    said
      .join("\n")
      .replaceAll(names, "")
      .match(/[A-Za-z]{3,}/g) ?? [],
  ).toEqual([]);
  await pickOption(language, "en");
  await page.getByRole("heading", { name: en.say("relays.title") }).waitFor();
  await other.close();
});

test("use and quota are kept", async () => {
  const one = card("Dead proxy");
  await pickOption(one.getByLabel(en.say("relays.use"), { exact: true }), "never");
  await one.getByText(en.say("relays.use.never.hint")).waitFor();
  const month = one.getByLabel(en.say("relays.quota.month"));
  await month.fill("much");
  await one.getByText(en.say("relays.quotaProblem")).waitFor();
  await month.fill("50 GB");
  await month.press("Enter");
  await one.getByText(en.say("relays.used.month", { used: en.percent(0), limit: en.bytes(5e10) })).waitFor();
  await page.reload();
  await button(person, en.say("nav.relays")).click();
  const use = one.getByLabel(en.say("relays.use"), { exact: true });
  expect(await use.innerText()).toBe(en.say("relays.use.never"));
  expect(await month.inputValue()).toBe("50.0 GB");
  // What is never wanted is switched off for the next download.
  await button(person, en.say("nav.new")).click();
  const chip = page.getByRole("button", { name: /^Dead proxy/ });
  await eventually(() => chip.getAttribute("aria-pressed")).toBe("false");
  await button(person, en.say("nav.relays")).click();
});

test("what the health checks found is there after a reload, and relays are put in order by keyboard", async () => {
  await page.reload();
  await button(person, en.say("nav.relays")).click();
  await card("Dead proxy").getByText(en.say("health.word.unusable")).waitFor();
  await card("Good")
    .getByText(/^checked /)
    .waitFor();
  const order = () => page.locator(".relay h2").allInnerTexts();
  expect(await order()).toEqual(["Dead proxy", "Good"]);
  await card("Dead proxy")
    .getByRole("button", { name: en.say("relays.down") })
    .focus();
  await page.keyboard.press("Enter");
  await eventually(order).toEqual(["Good", "Dead proxy"]);
  await page
    .getByText(en.say("relays.place", { name: "Dead proxy", place: 2, total: 2 }))
    .waitFor({ state: "attached" });
  // The keyboard goes along.
  const held = () =>
    page.evaluate(() => document.activeElement?.closest("article")?.querySelector("h2")?.textContent);
  await eventually(held).toBe("Dead proxy");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await eventually(order).toEqual(["Dead proxy", "Good"]);
  await eventually(held).toBe("Dead proxy");
  await expectGoodLooks(page, "relays in order");
});

test("the wizard makes a file, copies it, and the relay is saved and tested", async () => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await button(person, en.say("wizard.open")).click();
  const wizard = page.getByRole("region", { name: en.say("wizard.title") });
  await wizard.getByText(en.say("wizard.empty")).waitFor();
  await pickOption(wizard.getByLabel(en.say("wizard.kind"), { exact: true }), "nginx");
  await wizard.getByLabel(en.say("wizard.origins")).fill("https://origin.example/with/path");
  await wizard.getByLabel(en.say("wizard.domain")).fill("relay.example");
  await wizard.getByText(en.say("wizard.problem.origins")).waitFor();
  await wizard.getByLabel(en.say("wizard.origins")).fill("https://a.example, https://b.example");
  await wizard.getByLabel(en.say("wizard.cache")).check();
  const file = wizard.locator("pre").first();
  for (const part of ["server a.example:443", "server b.example:443", "slice 1m"])
    expect(await file.innerText()).toContain(part);
  await wizard
    .getByRole("button", { name: en.say("copy.do") })
    .first()
    .click();
  await wizard.getByRole("button", { name: en.say("copy.done") }).waitFor();
  expect((await page.evaluate(() => navigator.clipboard.readText())).trim()).toBe(
    (await file.innerText()).trim(),
  );
  await expectGoodLooks(page, "the wizard");
  const spec = (await wizard.locator("pre").last().innerText()).trim();
  await wizard.getByRole("button", { name: en.say("wizard.test") }).click();
  await wizard.getByText(en.say("health.grade.unusable")).first().waitFor({ timeout: 30_000 });
  await wizard.getByRole("button", { name: en.say("wizard.save") }).click();
  await wizard.getByText(en.say("wizard.saved")).waitFor();
  expect(spec).toContain("relay.example");
  await card("reverse relay.example:8443").waitFor();
  expect(problems).toEqual([]);
});

const line = (name: string, place: number) => zh.say("relays.place", { name, place, total: 2 });
const practice: RelayView = { ...hongKong, id: "rp", name: practiceRelayName, practice: true };

test("once a relay is moved, a later order neither takes the focus nor is told; the practice relay has its Chinese name", async () => {
  const { context, hostUrl } = await letIn(browser, place);
  const shown = await context.newPage();
  const down = [practice, beijing];
  const host = await hostFrom(shown, {
    "settings.get": { ...settings, language: "zh-CN" },
    "relays.list": [beijing, practice],
    "relays.move": () => host.emit("relays.changed", down),
  });
  await shown.goto(hostUrl);
  await button(personOn(shown), zh.say("nav.relays")).click();
  const first = shown.getByRole("article", { name: beijing.name });
  await first.getByRole("button", { name: zh.say("relays.down") }).focus();
  await shown.keyboard.press("Enter");
  const told = (text: string) => shown.getByText(text, { exact: true });
  await told(line(beijing.name, 2)).waitFor({ state: "attached" });
  const held = () => shown.evaluate(() => document.activeElement?.closest("article")?.textContent ?? "");
  expect(await held()).toContain(beijing.name);
  // He leaves it, and another window changes the order.
  await shown.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  const order = () => shown.locator(".relay h2").allInnerTexts();
  host.emit("relays.changed", [beijing, practice]);
  await eventually(order).toEqual([beijing.name, zh.say("practice.relay")]);
  expect(await held()).toBe("");
  expect(await told(line(beijing.name, 2)).count()).toBe(1);
  // A press that moves nothing is over, too, once he is elsewhere.
  host.emit("relays.changed", down);
  await eventually(order).toEqual([zh.say("practice.relay"), beijing.name]);
  await first.getByRole("button", { name: zh.say("relays.down") }).click();
  await shown.getByRole("heading", { level: 1 }).click();
  host.emit("relays.changed", [beijing, practice]);
  await eventually(order).toEqual([beijing.name, zh.say("practice.relay")]);
  expect(await held()).toBe("");
  const own = shown.getByRole("article", { name: zh.say("practice.relay") });
  await own
    .getByRole("toolbar", { name: zh.say("relays.order", { name: zh.say("practice.relay") }) })
    .getByRole("button", { name: zh.say("relays.up") })
    .click();
  await told(line(zh.say("practice.relay"), 1)).waitFor({ state: "attached" });
  expect(await shown.locator("main").innerHTML()).not.toContain(practiceRelayName);
});

test.each([true, false])(
  "how it is fetched names the practice relay in Chinese; running: %s",
  async (runs) => {
    const { context, hostUrl } = await letIn(browser, place);
    const shown = await context.newPage();
    await hostFrom(shown, {
      "settings.get": { ...settings, language: "zh-CN" },
      "relays.list": runs ? [beijing, practice] : [beijing],
      "downloads.list": [
        download({
          state: "failed",
          failure: failure("http-status", { host: "files.example.com", status: 403 }),
        }),
      ],
      "downloads.how": {
        mode: "auto",
        relays: [practiceRelayName],
        connections: 8,
        headers: [],
        locked: false,
      },
    });
    await shown.goto(hostUrl);
    await button(personOn(shown), zh.say("how.addHeaders")).click();
    const chips = shown.getByRole("group", { name: zh.say("how.relays") });
    const gone = runs ? "" : ` ${zh.say("how.gone")}`;
    await chips.getByRole("button", { name: `${zh.say("practice.relay")}${gone}`, exact: true }).waitFor();
    expect(await chips.innerText()).not.toContain(practiceRelayName);
  },
);
