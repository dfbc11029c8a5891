/** A right click in the window, from Chromium's own event to the native menu, which the stand-in keeps for tests. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ensureBuilt } from "../../build/ensure-built.ts";
import { callApp, isStandIn, launchApp, type RunningApp } from "../helpers/app.ts";
import type * as Fake from "../fake-electron/electron.ts";

let running: RunningApp;
beforeAll(async () => {
  await ensureBuilt();
  running = await launchApp();
  await callApp(running, "settings.set", { language: "en" });
  await fake(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus());
});
afterAll(() => running?.close());
beforeEach(() => fake(({ Menu }) => void Menu.popped.splice(0)));

const fake = <R, A = undefined>(
  look: (electron: typeof Fake, arg: A) => R | Promise<R>,
  arg?: A,
): Promise<R> => running.app.evaluate(look as never, arg as never) as Promise<R>;

/** The labels of the menus that were shown; those that cannot be chosen in brackets. */
const shown = () =>
  fake(({ Menu }) =>
    Menu.popped.map(({ menu }) =>
      menu.items.flatMap(({ label, enabled }) => (label === undefined ? [] : enabled ? label : `(${label})`)),
    ),
  );
const choose = (id: string) =>
  fake(({ Menu }, id) => Menu.popped.at(-1)?.menu.getMenuItemById(id)?.click?.(), id);
const copied = () => fake(({ clipboard }) => clipboard.readText());
const selected = () => running.page.evaluate(() => getSelection()?.toString());
const field = () => running.page.getByLabel("Address");

test.runIf(isStandIn)("an address is pasted, cut and copied by the mouse alone", async () => {
  const address = "https://example.com/file.iso";
  await fake(({ clipboard }, text) => clipboard.writeText(text), address);
  await field().click({ button: "right" });
  await expect.poll(shown).toEqual([["(Undo)", "(Redo)", "(Cut)", "(Copy)", "Paste", "Select All"]]);
  const at = await fake(({ Menu }) => Menu.popped.map(({ options }) => [options.x, options.y]));
  const box = await field().boundingBox();
  expect(box && at[0]?.[0]).toBeCloseTo((box?.x ?? 0) + (box?.width ?? 0) / 2, -1);
  await choose("paste");
  await expect.poll(() => field().inputValue()).toBe(address);
  await choose("selectAll");
  // What a role does, the page does later.
  await expect.poll(selected).toBe(address);
  await field().click({ button: "right" });
  await expect.poll(async () => (await shown()).at(-1)).toContain("Cut");
  await fake(({ clipboard }) => clipboard.writeText(""));
  await choose("cut");
  await expect.poll(() => field().inputValue()).toBe("");
  expect(await copied()).toBe(address);
});

test.runIf(isStandIn)("a path that is selected is copied; elsewhere there is no menu", async () => {
  await fake(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById("about")?.click?.());
  const folder = running.page.getByText(running.home, { exact: true });
  await folder.click({ button: "right" });
  await folder.selectText();
  await folder.click({ button: "right" });
  // One menu alone: the first click had nothing to offer.
  await expect.poll(shown).toEqual([["Copy"]]);
  await fake(({ clipboard }) => clipboard.writeText(""));
  await choose("copy");
  await expect.poll(copied).toBe(running.home);
  await fake(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById("newDownload")?.click?.());
});

test.runIf(isStandIn)("the menu speaks the language that is chosen", async () => {
  await callApp(running, "settings.set", { language: "zh-CN" });
  await running.page
    .locator("textarea, input[type=text], input:not([type])")
    .first()
    .click({ button: "right" });
  await expect.poll(async () => (await shown()).at(-1)).toEqual(expect.arrayContaining(["粘贴", "全选"]));
  await callApp(running, "settings.set", { language: "en" });
});
