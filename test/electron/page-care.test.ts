/**
 * A page that ends or hangs while Detour works: it is loaded anew, a few times by itself, then after a question. On the
 * stand-in, where the page's process is really ended.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { ensureBuilt } from "../../build/ensure-built.ts";
import { isStandIn, launchApp, type RunningApp } from "../helpers/app.ts";
import type * as Fake from "../fake-electron/electron.ts";

let running: RunningApp;
beforeAll(async () => {
  await ensureBuilt();
  running = await launchApp({ env: { LC_ALL: "en_US.UTF-8" } });
});
afterAll(() => running?.close());

const fake = <R>(look: (electron: typeof Fake) => R | Promise<R>): Promise<R> =>
  running.app.evaluate(look as never) as Promise<R>;
const log = () => readFile(path.join(running.home, "detour.log"), "utf8");
const questions = () =>
  fake(({ recorded }) =>
    recorded.filter(({ api }) => api === "dialog.showMessageBox").map(({ args }) => args.at(-1)),
  );

/** The page that is there instead of `before`, once it is drawn. */
async function another(before: Page | undefined): Promise<Page> {
  const found = () => running.app.windows().find((page) => page !== before && !page.isClosed());
  await expect.poll(found, { timeout: 20_000 }).toBeDefined();
  const page = found() as Page;
  await page.getByRole("navigation", { name: "Views" }).waitFor();
  return page;
}

/** Does something to the page, and waits for the one that takes its place. */
async function replaced(act: () => Promise<unknown>): Promise<void> {
  const [before] = running.app.windows();
  await act();
  await another(before);
}
const crash = () =>
  fake(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());

test.runIf(isStandIn)("a page that ended is loaded anew, and works", async () => {
  await replaced(crash);
  const [page] = running.app.windows();
  await page?.getByRole("button", { name: "Settings" }).click();
  await page?.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  expect(await log()).toContain("the page's process ended");
});

test.runIf(isStandIn)("a page that does not answer is ended, and loaded anew", async () => {
  await replaced(() =>
    fake(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.emit("unresponsive")),
  );
  expect(await log()).toContain("the page does not answer");
});

test.runIf(isStandIn)("one that ends again and again is loaded when its person says so", async () => {
  await replaced(crash);
  expect(await questions()).toEqual([]);
  await fake(({ dialog, recorded }) => {
    dialog.showMessageBox = (...args: unknown[]) => {
      recorded.push({ api: "dialog.showMessageBox", args });
      return new Promise((resolve) =>
        Object.assign(globalThis, { answer: () => resolve({ response: 0, checkboxChecked: false }) }),
      );
    };
  });
  const [before] = running.app.windows();
  await crash();
  await expect
    .poll(questions)
    .toMatchObject([
      { message: expect.stringContaining("Downloads go on"), buttons: ["Load the Page Anew", "Quit Detour"] },
    ]);
  expect(running.app.windows()).toEqual([before]);
  await fake(() => (globalThis as unknown as { answer: () => void }).answer());
  await another(before);
});
