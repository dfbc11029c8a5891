/** A person who does not wait: presses twice, types on while something is saved, goes elsewhere and back. */
import type { Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import type { BrowserContext } from "playwright-core";
import { AppError } from "../../electron/common/errors.ts";
import { inBrowser } from "../helpers/in-browser.ts";
import { en, eventually } from "../helpers/story.ts";
import type { Answers } from "../unit/renderer/fake-client.ts";
import { comparison, download, relays } from "../unit/renderer/samples.ts";
import { hostFrom } from "./shown.ts";

const { browser, place } = await inBrowser();
let context: BrowserContext;
let hostUrl: string;
let page: Page;
beforeAll(async () => {
  const { url } = await place.serve();
  context = await browser.newContext({ locale: "en-US", reducedMotion: "reduce" });
  const first = await context.newPage();
  await first.goto(url);
  await first.close();
  hostUrl = new URL("/", url).href;
});
afterEach(() => page?.close());

async function open(answers: Answers = {}) {
  page = await context.newPage();
  const host = await hostFrom(page, { "relays.list": relays, ...answers });
  await page.goto(hostUrl);
  await page.getByRole("navigation").waitFor();
  const inputs = (method: string) => host.calls.filter((one) => one.method === method).map((c) => c.input);
  return { host, inputs };
}
const goTo = (view: "new" | "downloads" | "relays" | "gateway" | "settings") =>
  page.getByRole("button", { name: new RegExp(`^${en.say(`nav.${view}`)}`) }).click();
const button = (name: string) => page.getByRole("button", { name, exact: true });
const later = (ms: number) => new Promise((done) => setTimeout(done, ms));

test("a double click does a thing once, and not what the first one put in its place", async () => {
  const { host, inputs } = await open({
    "downloads.list": [download()],
    "comparisons.list": [comparison()],
    "downloads.add": { ...download(), id: "d2" },
    "downloads.pause": ({ id }) => host.emit("downloads.changed", [download({ id, state: "paused" })]),
    "downloads.resume": ({ id }) => host.emit("downloads.changed", [download({ id })]),
  });
  await button(en.say("result.byRelay", { name: "Beijing" })).dblclick({ delay: 60 });
  await eventually(() => inputs("downloads.add")).toHaveLength(1);
  await goTo("downloads");
  await button(en.say("download.pause")).first().click();
  const resume = button(en.say("download.resume"));
  // As the browser tells of the second click of a double click, whatever stands there by then.
  await resume.dispatchEvent("click", { detail: 2 });
  await resume.click();
  await eventually(() => inputs("downloads.resume").length).toBe(1);
  expect(inputs("downloads.pause")).toHaveLength(1);
  expect(inputs("downloads.add")).toHaveLength(1);
});

test("a key that is pressed again, or held, while a comparison begins does not begin another", async () => {
  const { inputs } = await open({
    "comparisons.start": async () => {
      await later(600);
      return comparison();
    },
  });
  await page.getByLabel(en.say("ask.address")).fill("https://files.example.com/a.iso");
  for (let time = 0; time < 3; time++) await page.keyboard.press("Control+Enter");
  await page.getByRole("region", { name: en.say("compare.label") }).waitFor();
  expect(inputs("comparisons.start")).toHaveLength(1);
});

test("who pauses by keyboard stays at the button", async () => {
  const { host } = await open({
    "downloads.list": [download()],
    "downloads.pause": async () => {
      await later(300);
      host.emit("downloads.changed", [download({ state: "paused" })]);
    },
  });
  await goTo("downloads");
  await button(en.say("download.pause")).focus();
  await page.keyboard.press("Enter");
  await button(en.say("download.resume")).waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(en.say("download.resume"));
});

test("a question stays while what it is about goes on or stops", async () => {
  const { host, inputs } = await open({
    "downloads.list": [download()],
    "downloads.cancel": () => undefined,
  });
  await goTo("downloads");
  await button(en.say("download.cancel")).click();
  const yes = button(en.say("download.cancelYes"));
  await yes.waitFor();
  host.emit("downloads.changed", [download({ state: "paused", speed: 0 })]);
  await page.locator('[data-status="paused"]').first().waitFor();
  host.emit("downloads.changed", [download({ state: "failed", speed: 0, resumable: true })]);
  await page.locator('[data-status="failed"]').first().waitFor();
  expect(await yes.isVisible()).toBe(true);
  await yes.click({ timeout: 2000 });
  await eventually(() => inputs("downloads.cancel")).toHaveLength(1);
});

test("a file of settings that the host refuses is not said to be taken", async () => {
  await open({
    "settings.set": () => {
      throw new AppError("folder-not-writable", { folder: "/nowhere", detail: "EACCES" });
    },
  });
  await goTo("settings");
  const text = JSON.stringify({ "detour-settings": 1, settings: { folder: "/nowhere" } });
  await page
    .getByLabel(en.say("settings.import"), { exact: true })
    .and(page.locator("input"))
    .setInputFiles({ name: "s.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await page.getByRole("alert").getByText("/nowhere").waitFor();
  expect(await page.getByText(en.say("settings.imported", { count: 1 })).count()).toBe(0);
});

test("what a relay's test found is not said of what was typed since", async () => {
  await open({
    "relays.test": async () => {
      await later(500);
      return { ok: true, connectMs: 5, probe: null, problem: null };
    },
  });
  await button(en.say("routes.add")).click();
  const field = (name: string) => page.getByLabel(name, { exact: true });
  await field(en.say("relay.address")).fill("https://relay.example/");
  await field(en.say("relay.origin")).fill("https://origin.example/");
  const test_ = button(en.say("relay.test"));
  await test_.click();
  await field(en.say("relay.address")).fill("https://other.example/");
  await test_.waitFor();
  await eventually(() => test_.isEnabled()).toBe(true);
  expect(await page.getByText(en.say("relay.testOk", { connect: "5 ms" })).count()).toBe(0);
});

test("a relay that was set up is saved once, however often that is pressed", async () => {
  const { host, inputs } = await open({
    "relays.add": () => {
      const saved = { ...relays[0], id: `r${host.calls.length}` } as (typeof relays)[0];
      host.emit("relays.changed", [...relays, saved]);
      return saved;
    },
  });
  await goTo("relays");
  await button(en.say("wizard.open")).click();
  await page.getByLabel(en.say("wizard.origins"), { exact: true }).fill("github.com");
  await page.getByLabel(en.say("wizard.domain"), { exact: true }).fill("relay.example");
  const save = button(en.say("wizard.save"));
  await save.click();
  await page.getByText(en.say("wizard.saved")).waitFor();
  expect(await save.isDisabled()).toBe(true);
  expect(inputs("relays.add")).toHaveLength(1);
  // Another one is another relay.
  await page.getByLabel(en.say("wizard.domain"), { exact: true }).fill("second.example");
  await save.click();
  await eventually(() => inputs("relays.add").length).toBe(2);
});

test("cookies of a download stay while one looks elsewhere, and while they are saved one types on", async () => {
  const saved = Promise.withResolvers<undefined>();
  const view = { mode: "auto", relays: [], connections: 8, locked: false } as const;
  let headers: string[] = [];
  const { inputs } = await open({
    "downloads.list": [download()],
    "downloads.how": () => ({ ...view, relays: [], headers }),
    "downloads.change": () => saved.promise,
  });
  const cookies = page.getByLabel(en.say("options.cookies"), { exact: true });
  const others = page.getByLabel(en.say("options.headers"), { exact: true });
  const openHow = async () => {
    await goTo("downloads");
    await button(en.say("download.details")).first().click();
  };
  await openHow();
  await button(en.say("how.label")).click();
  await cookies.fill("s=secret");
  await button(en.say("download.details")).first().click();
  await cookies.waitFor({ state: "detached" });
  await goTo("settings");
  await openHow();
  expect(await cookies.inputValue()).toBe("s=secret");

  await button(en.say("how.changeRunning")).click();
  await eventually(() => inputs("downloads.change").length).toBe(1);
  await others.pressSequentially("X-A: 1");
  headers = ["Cookie"];
  saved.resolve(undefined);
  await eventually(() => cookies.inputValue()).toBe("");
  await others.pressSequentially("2");
  expect(await others.inputValue()).toBe("X-A: 12");
  expect(await page.getByText(en.say("how.goesOn")).count()).toBe(0);
  // A command that is pasted where one types is not undone by the next key.
  await others.evaluate((field, copied) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", copied);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, `curl '${download().url}' -H 'Cookie: s=2' -H 'Referer: https://page.example/' -H 'X-B: 1'`);
  await eventually(() => others.inputValue()).toBe("X-B: 1");
  await others.pressSequentially("2");
  expect(await cookies.inputValue()).toBe("s=2");
  expect(await page.getByLabel(en.say("options.referer"), { exact: true }).inputValue()).toBe(
    "https://page.example/",
  );
  await button(en.say("how.changeRunning")).click();
  await page.getByText(en.say("how.goesOn")).waitFor();
  expect(inputs("downloads.change").at(-1)).toMatchObject({
    headers: { Cookie: "s=2", Referer: "https://page.example/" },
  });
});

test("several addresses that were typed are there after a look at another view, and many wrong ones are not all named", async () => {
  await open();
  await button(en.say("many.open")).click();
  const lines = page.getByLabel(en.say("many.label"), { exact: true }).and(page.locator("textarea"));
  await lines.fill("https://files.example.com/one");
  await goTo("downloads");
  await goTo("new");
  expect(await lines.inputValue()).toBe("https://files.example.com/one");
  await lines.fill(Array.from({ length: 200 }, (_, at) => `junk ${at}`).join("\n"));
  const problem = page.locator(".many .problem");
  await problem.waitFor();
  expect((await problem.innerText()).length).toBeLessThan(150);
});

test("an address of a megabyte is refused with a word, and the connection stays", async () => {
  const real = await context.newPage();
  page = real;
  await real.goto(hostUrl);
  await real.getByRole("navigation").waitFor();
  const address = real.getByLabel(en.say("ask.address"));
  await address.fill(`https://files.example.com/${"a".repeat(1_200_000)}`);
  await address.press("Enter");
  await eventually(() => real.locator(".ask-problem").innerText()).not.toBe("");
  expect(await real.getByText(en.say("app.lost")).count()).toBe(0);
  await address.fill("");
});
