/** A download's details, against a real server: how fast it came over each route. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startFaultServer, type FaultServer } from "../helpers/fault-server.ts";
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
