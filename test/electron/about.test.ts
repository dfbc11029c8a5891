/** About in the desktop app: from the menu, with its folders in the file manager and its links in the browser. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../../build/ensure-built.ts";
import { isPlaceholder } from "../../electron/common/placeholder.ts";
import type { AboutView } from "../../electron/common/views.ts";
import { callApp, launchApp, type RunningApp } from "../helpers/app.ts";
import { en, eventually } from "../helpers/story.ts";

let running: RunningApp;
beforeAll(async () => {
  await ensureBuilt();
  running = await launchApp({ env: { LC_ALL: "en_US.UTF-8" } });
  // What a page asks the system to open or show is noted, never done.
  await running.app.evaluate(({ shell }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    shell.openExternal = async (url) => void asked.push(url);
    shell.showItemInFolder = (file) => void asked.push(file);
  });
});
afterAll(() => running?.close());

const asked = () => running.app.evaluate(() => (globalThis as unknown as { asked: readonly string[] }).asked);

test("the menu leads there", async () => {
  await running.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById("about")?.click());
  await running.page.getByRole("heading", { name: en.say("about.title") }).waitFor();
  expect(await running.page.locator('nav [aria-current="page"]').innerText()).toBe(en.say("nav.about"));
});

test("says what it runs on, and keeps its log where it says", async () => {
  const view = await callApp<AboutView>(running, "about.get");
  expect(view.dataFolder).toBe(running.home);
  expect(view.runtime[0]).toMatch(/^Electron \d+/);
  expect(path.dirname(view.logFile ?? "")).toBe(running.home);
  expect(await callApp(running, "about.report")).toMatch(/^Detour \S+ \(electron\)\n/);
});

/** Presses the button that shows it. */
const show = (what: "data" | "log") =>
  running.page
    .getByRole("button", { name: en.say("about.reveal", { what: en.say(`about.${what}`) }) })
    .click();

test("shows data folder and log in the system's file manager", async () => {
  await show("data");
  await show("log");
  const shown = ["detour.sqlite", "detour.log"].map((file) => path.join(running.home, file));
  await eventually(asked).toEqual(shown);
  expect(await asked()).toEqual(shown);
});

test("no link leads to a placeholder", async () => {
  const hrefs = await running.page
    .locator("a[href]")
    .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
  expect(hrefs.filter(isPlaceholder)).toEqual([]);
});

test("has Detour's own licence whole", async () => {
  const [own] = await callApp<{ readonly name: string; readonly text: string }[]>(running, "about.licences");
  const text = await readFile(path.join(import.meta.dirname, "../../LICENSE"), "utf8");
  expect(own).toMatchObject({ name: "Detour", text: text.trim() });
});
