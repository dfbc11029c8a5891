/** A download's details against a real server: its speed over time, how it is fetched, its link; and all of them paused. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startFaultServer, status, type FaultServer } from "../helpers/fault-server.ts";
import { inBrowser, openApp } from "../helpers/in-browser.ts";
import { expectGoodLooks } from "../helpers/looks.ts";
import { address, button, en, eventually, statusOf, type Person } from "../helpers/story.ts";

const { browser, place } = await inBrowser();
let origin: FaultServer;
let page: Page;
let person: Person;
let problems: readonly string[];
beforeAll(async () => {
  origin = await startFaultServer({ size: 4_000_000, handle: () => ({ rate: 400_000 }) });
  ({ page, person, problems } = await openApp(browser, (await place.serve()).url));
}, 120_000);
afterAll(async () => {
  await origin?.close();
});

const card = (name: string) => page.getByRole("article", { name });
const press = (name: string, label: string) =>
  card(name).getByRole("button", { name: label, exact: true }).click();
async function add(name: string): Promise<void> {
  await address(person).fill(`${origin.base}/${name}`);
  await button(person, en.say("ask.download")).click();
  await card(name).waitFor();
}
const speeds = (name: string) => card(name).getByRole("region", { name: en.say("speeds.label") });

test("a download's speed by route is drawn, said in words, and there for a page that was opened later", async () => {
  await add("drawn.bin");
  await eventually(() => card("drawn.bin").locator(".download-speed").count()).toBe(1);
  // What came before anybody looked is in it, too.
  await page.reload();
  await press("drawn.bin", en.say("download.details"));
  await eventually(() => speeds("drawn.bin").locator("figcaption").textContent()).toMatch(
    /^Over [\d.]+ s of running: direct [\d.]+ [kM]?B\/s on average, up to [\d.]+ [kM]?B\/s\.$/,
  );
  const painted = () =>
    speeds("drawn.bin")
      .locator("canvas")
      .evaluate((canvas: HTMLCanvasElement) =>
        canvas
          .getContext("2d")
          ?.getImageData(0, 0, canvas.width, canvas.height)
          .data.some((value, at) => at % 4 === 3 && value > 0),
      );
  await eventually(painted).toBe(true);
  expect(await speeds("drawn.bin").locator("li").innerText()).toMatch(/^Direct .* on average$/);
  await expectGoodLooks(page, "speed over time");
  origin.script(undefined);
  await eventually(() => statusOf(card("drawn.bin"))).toBe(en.say("download.status.done"));
  // A finished one still tells.
  expect(await speeds("drawn.bin").locator("li").count()).toBe(1);
  expect(problems).toEqual([]);
}, 60_000);

test("a refused download takes a copied command's cookies, and goes on; their values are not shown again", async () => {
  origin.script(({ headers }) => (headers["cookie"] === "s=secret" ? undefined : status(403)));
  await add("members.bin");
  await eventually(() => statusOf(card("members.bin"))).toBe(en.say("download.status.failed"));
  await card("members.bin").getByText(en.say("how.signIn")).waitFor();
  await press("members.bin", en.say("how.addHeaders"));
  const form = card("members.bin").getByRole("form", { name: en.say("how.label") });
  const cookies = form.getByLabel(en.say("options.cookies"), { exact: true });
  await expectGoodLooks(page, "how it is fetched");
  const paste = (text: string) =>
    cookies.evaluate((field, copied) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", copied);
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  await paste("curl 'https://elsewhere.example/x' -H 'Cookie: s=other'");
  await form.getByText(en.say("how.elsewhere")).waitFor();
  expect(await cookies.inputValue()).toBe("");
  await paste(`curl '${origin.base}/members.bin' -H 'Cookie: s=secret'`);
  await eventually(() => cookies.inputValue()).toBe("s=secret");
  await form.getByRole("button", { name: en.say("how.saveAndGo") }).click();
  await eventually(() => statusOf(card("members.bin"))).toBe(en.say("download.status.done"));
  expect(origin.requests.at(-1)?.headers["cookie"]).toBe("s=secret");
  expect(problems).toEqual([]);
}, 60_000);

test("one that runs is changed by one button; one that is paused keeps what was saved", async () => {
  origin.script(() => ({ rate: 300_000 }));
  await add("changed.bin");
  await eventually(() => card("changed.bin").locator(".download-speed").count()).toBe(1);
  await press("changed.bin", en.say("download.details"));
  await press("changed.bin", en.say("how.label"));
  const form = card("changed.bin").getByRole("form", { name: en.say("how.label") });
  await form.getByText(en.say("how.running")).waitFor();
  const go = form.getByRole("button", { name: en.say("how.changeRunning") });
  expect(await go.isDisabled()).toBe(true);
  await form.getByLabel(en.say("options.referer"), { exact: true }).fill("https://page.example/");
  await go.click();
  await form.getByText(en.say("how.goesOn")).waitFor();
  await eventually(() => origin.requests.at(-1)?.headers["referer"]).toBe("https://page.example/");
  await form.getByText(en.say("how.sent")).waitFor();
  await press("changed.bin", en.say("download.pause"));
  await eventually(() => statusOf(card("changed.bin"))).toBe(en.say("download.status.paused"));
  await form.getByText(en.say("how.resting")).waitFor();
  await form.getByRole("button", { name: "Referer", exact: true }).click();
  await form.getByRole("button", { name: en.say("how.save"), exact: true }).click();
  await form.getByText(en.say("how.saved")).waitFor();
  await eventually(() => form.getByRole("button", { name: "Referer", exact: true }).count()).toBe(0);
  expect(await form.getByText(en.say("how.saved")).isVisible()).toBe(true);
  expect(await statusOf(card("changed.bin"))).toBe(en.say("download.status.paused"));
  expect(problems).toEqual([]);
}, 60_000);

test("its link is copied whole, signature and all, but for a password in it", async () => {
  origin.script(undefined);
  const signedUrl = `${origin.base}/signed.bin?X-Amz-Signature=abc%2F1`;
  await address(person).fill(signedUrl.replace("http://", "http://lin:secret@"));
  await button(person, en.say("ask.download")).click();
  await eventually(() => statusOf(card("signed.bin"))).toBe(en.say("download.status.done"));
  await press("signed.bin", en.say("download.details"));
  expect(await card("signed.bin").innerText()).not.toContain("X-Amz");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await press("signed.bin", en.say("download.copyLink"));
  await card("signed.bin").getByText(en.say("download.copiedWithout")).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(signedUrl);
  await expectGoodLooks(page, "a copied link");
  expect(problems).toEqual([]);
}, 60_000);

const statuses = () => Promise.all([statusOf(card("first.bin")), statusOf(card("second.bin"))]);

test("all are paused by one button and gone on with by another; a pressed button keeps the focus", async () => {
  origin.script(() => ({ rate: 200_000 }));
  await add("first.bin");
  await add("second.bin");
  await page.getByRole("button", { name: new RegExp(`^${en.say("nav.downloads")}`) }).click();
  const running = en.say("download.status.running");
  await eventually(statuses).toEqual([running, running]);
  const pause = button(person, en.say("downloads.pauseAll"));
  const paused = en.say("download.status.paused");
  await pause.click();
  await eventually(statuses).toEqual([paused, paused]);
  await eventually(() => pause.getAttribute("aria-disabled")).toBe("true");
  expect(await pause.evaluate((element) => element === document.activeElement)).toBe(true);
  await expectGoodLooks(page, "pause all");
  origin.script(undefined);
  await button(person, en.say("downloads.resumeAll")).click();
  const done = en.say("download.status.done");
  await eventually(statuses).toEqual([done, done]);
  expect(problems).toEqual([]);
}, 60_000);
