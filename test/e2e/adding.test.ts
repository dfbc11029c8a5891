/** Adding: several at once, copied commands, and what is in the list already. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { inBrowser } from "../helpers/in-browser.ts";
import { serve } from "../helpers/engine.ts";
import { expectGoodLooks } from "../helpers/looks.ts";
import { en } from "../helpers/story.ts";

const { browser, place } = await inBrowser();

async function open(page: Page): Promise<void> {
  const { url } = await place.serve();
  await page.goto(url);
  await page.getByLabel(en.say("ask.address"), { exact: true }).waitFor();
}
const paste = (page: Page, text: string) =>
  page.getByLabel(en.say("ask.address"), { exact: true }).evaluate((field, pasted) => {
    const data = new DataTransfer();
    data.setData("text/plain", pasted);
    field.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, text);

test("a pasted list: a wrong line is named and nothing starts; mended, each becomes a download", async () => {
  const origin = await serve({ size: 5000 });
  const page = await (await browser.newContext({ locale: "en-US", reducedMotion: "reduce" })).newPage();
  await open(page);
  await paste(page, `${origin.base}/list-1.bin\n${origin.base}/list-2.bin\nnot an address\n`);
  const box = page.getByLabel(en.say("many.label")).locator("textarea");
  await page.getByText(en.say("many.wrong", { lines: "3" })).waitFor();
  await expectGoodLooks(page, "several addresses");
  const start = page.getByRole("button", { name: /^Download \d$/ });
  expect(await start.isDisabled()).toBe(true);
  expect(origin.requests).toEqual([]);
  await box.fill((await box.inputValue()).replace("not an address", ""));
  await start.click();
  await box.waitFor({ state: "detached" });
  await page.getByRole("button", { name: en.say("nav.downloads") }).click();
  await page.getByLabel(en.say("downloads.search")).fill("list-");
  await expect.poll(() => page.locator('article[data-status="done"]').count(), { timeout: 15_000 }).toBe(2);
});

test("a copied command: its headers go with the request; one that sends something is refused", async () => {
  const origin = await serve({ size: 5000 });
  const page = await (await browser.newContext({ locale: "en-US", reducedMotion: "reduce" })).newPage();
  await open(page);
  await paste(page, `curl -X POST '${origin.base}/form' --data-raw 'a=b'`);
  await page.getByText("POST is more than fetching one file").waitFor();
  expect(origin.requests).toEqual([]);
  await paste(
    page,
    `curl '${origin.base}/copied.bin?x=1' \\\n  -H 'referer: ${origin.base}/page' \\\n  --compressed`,
  );
  expect(await page.getByLabel(en.say("ask.address"), { exact: true }).inputValue()).toBe(
    `${origin.base}/copied.bin?x=1`,
  );
  expect(await page.getByLabel(en.say("options.referer")).inputValue()).toBe(`${origin.base}/page`);
  expect(await page.getByLabel(en.say("options.headers")).inputValue()).toBe("");
  await expectGoodLooks(page, "a copied command");
  await page.getByRole("button", { name: en.say("ask.download"), exact: true }).click();
  await page.locator('article[data-status="done"]:has-text("copied.bin")').waitFor({ timeout: 15_000 });
  const asked = origin.requests.filter(({ headers }) => headers["referer"] === `${origin.base}/page`);
  expect(asked.length).toBeGreaterThan(0);
});

test("cookies and the like have fields; what is typed as a line moves there; routes are asked with all of it", async () => {
  const origin = await serve({
    size: 5000,
    handle: ({ headers }) => (headers["cookie"] === "key=1; more=2" ? undefined : { status: 403, body: "" }),
  });
  const page = await (await browser.newContext({ locale: "en-US", reducedMotion: "reduce" })).newPage();
  await open(page);
  await page.getByLabel(en.say("ask.address"), { exact: true }).fill(`${origin.base}/members.bin`);
  await page.locator(".reasons li", { hasText: "403" }).waitFor();
  await page.getByRole("button", { name: en.say("options.label") }).click();
  const field = (name: "cookies" | "headers" | "referer" | "userAgent") =>
    page.getByLabel(en.say(`options.${name}`), { exact: true });
  await field("userAgent").fill("Mozilla/5.0 (test)");
  await field("headers").fill("X-One: 1\nReferer: https://page.example/\ncookie: typed=1");
  expect(await field("referer").inputValue()).toBe("https://page.example/");
  await field("headers").blur();
  expect(await field("headers").inputValue()).toBe("X-One: 1");
  await field("cookies").fill("key=1; more=2");
  await page.locator(".facts", { hasText: "members.bin" }).waitFor();
  await expectGoodLooks(page, "the fields of headers");
  await page.getByRole("button", { name: en.say("ask.download"), exact: true }).click();
  await page.locator('article[data-status="done"]:has-text("members.bin")').waitFor({ timeout: 15_000 });
  expect(origin.requests.at(-1)?.headers).toMatchObject({
    cookie: "key=1; more=2",
    referer: "https://page.example/",
    "user-agent": "Mozilla/5.0 (test)",
    "x-one": "1",
  });
  // They belonged to this file.
  expect(await field("cookies").inputValue()).toBe("");
});

test("copied commands among addresses: each has its own headers; one that sends something is named", async () => {
  const origin = await serve({ size: 5000 });
  const page = await (await browser.newContext({ locale: "en-US", reducedMotion: "reduce" })).newPage();
  await open(page);
  const command = (name: string, more: string) =>
    `curl '${origin.base}/${name}.bin?x=1' \\\n  -H 'x-key: ${name}' \\\n  ${more} ;\n`;
  await paste(page, `${command("c-1", "--compressed")}${origin.base}/c-2.bin\n${command("c-3", "-d a=b")}`);
  await page.getByText("Line 5: This cannot be done here: -d is more than fetching one file.").waitFor();
  await expectGoodLooks(page, "several commands");
  expect(origin.requests).toEqual([]);
  const box = page.getByLabel(en.say("many.label")).locator("textarea");
  await box.fill((await box.inputValue()).replace("-d a=b", "-L"));
  await page.getByRole("button", { name: "Download 3" }).click();
  await box.waitFor({ state: "detached" });
  await page.getByRole("button", { name: en.say("nav.downloads") }).click();
  await page.getByLabel(en.say("downloads.search")).fill("c-");
  await expect.poll(() => page.locator('article[data-status="done"]').count(), { timeout: 15_000 }).toBe(3);
  const keys = (name: string) =>
    new Set(origin.requests.filter(({ url }) => url.includes(name)).map(({ headers }) => headers["x-key"]));
  expect([keys("c-1"), keys("c-2"), keys("c-3")].map((found) => [...found])).toEqual([
    ["c-1"],
    [undefined],
    ["c-3"],
  ]);
});

test("an address that is in the list already is not downloaded twice without a word", async () => {
  const origin = await serve({ size: 5000 });
  const page = await (await browser.newContext({ locale: "en-US", reducedMotion: "reduce" })).newPage();
  await open(page);
  const address = page.getByLabel(en.say("ask.address"), { exact: true });
  const download = page.getByRole("button", { name: en.say("ask.download"), exact: true });
  await address.fill(`${origin.base}/twice.bin`);
  await download.click();
  await page.locator('article[data-status="done"]:has-text("twice.bin")').waitFor({ timeout: 15_000 });
  // The routes have been asked for it, too.
  await page.locator(".facts", { hasText: "kB" }).waitFor();
  const asked = origin.requests.length;
  await download.click();
  await page.getByText(en.say("duplicate.done", { name: "twice.bin" })).waitFor();
  await expectGoodLooks(page, "a duplicate");
  expect(origin.requests.length).toBe(asked);
  await page.getByRole("button", { name: en.say("duplicate.again") }).click();
  await expect.poll(() => origin.requests.length).toBeGreaterThan(asked);
  await page.getByText(en.say("duplicate.done", { name: "twice.bin" })).waitFor({ state: "detached" });
});

const ask = async (page: Page, asked: string) => {
  await page.getByLabel(en.say("ask.address"), { exact: true }).fill(asked);
  await page.locator(".facts", { hasText: "kB" }).waitFor();
  await page.getByRole("button", { name: en.say("ask.download"), exact: true }).click();
};

test("of several, those that are in the list already are named, and left out or taken again", async () => {
  const origin = await serve({ size: 5000 });
  const page = await (await browser.newContext({ locale: "en-US", reducedMotion: "reduce" })).newPage();
  await open(page);
  const list = ["n-1", "n-2"].map((name) => `${origin.base}/${name}.bin`);
  const go = (name: string) => page.getByRole("button", { name, exact: true }).click();
  const shown = async (count: number) => {
    await page.getByRole("button", { name: en.say("nav.downloads") }).click();
    await page.getByLabel(en.say("downloads.search")).fill("n-");
    await expect
      .poll(() => page.locator('article[data-status="done"]').count(), { timeout: 15_000 })
      .toBe(count);
    await page.getByRole("button", { name: en.say("nav.new") }).click();
  };
  await paste(page, list.join("\n"));
  await go(en.say("many.start", { count: 2 }));
  await page.getByLabel(en.say("many.label")).first().waitFor({ state: "detached" });
  await shown(2);
  await paste(page, [`${origin.base}/n-3.bin`, ...list].join("\n"));
  await go(en.say("many.start", { count: 3 }));
  await page.getByText(en.say("many.known", { lines: "2, 3" })).waitFor();
  await expectGoodLooks(page, "several, some in the list");
  await go(en.say("many.others", { count: 1 }));
  await shown(3);
  await paste(page, list.join("\n"));
  await go(en.say("many.start", { count: 2 }));
  await page.getByText(en.say("many.known", { lines: "1, 2" })).waitFor();
  await go(en.say("many.all", { count: 2 }));
  await shown(5);
});

test("it is noticed in another window, with a query; and by its name in the folder, from another address", async () => {
  const origin = await serve({ size: 5000 });
  const context = await browser.newContext({ locale: "en-US", reducedMotion: "reduce" });
  const { url } = await place.serve();
  const [first, second] = [await context.newPage(), await context.newPage()];
  await first.goto(url);
  await ask(first, `${origin.base}/window.bin?key=1`);
  await first.locator('article[data-status="done"]:has-text("window.bin")').waitFor({ timeout: 15_000 });
  await second.goto(new URL("/", url).href);
  await ask(second, `${origin.base}/window.bin?key=1`);
  await second.getByText(en.say("duplicate.done", { name: "window.bin" })).waitFor();
  await ask(second, `${origin.base}/mirror/window.bin`);
  await second.getByText(en.say("duplicate.name", { name: "window.bin" })).waitFor();
  await expectGoodLooks(second, "the same name in the folder");
  await second.getByRole("button", { name: en.say("duplicate.again") }).click();
  await second.locator('article[data-status="done"]:has-text("window (1).bin")').waitFor({ timeout: 15_000 });
  expect(origin.requests.filter(({ url: asked }) => asked.includes("mirror")).length).toBeGreaterThan(0);
});
