/**
 * The built desktop app as it ships: main process, preload and renderer. Runs on a real Electron where there is one (see
 * helpers/app.ts), else on the stand-in. What keeps it safe is in security.test.ts. DETOUR_APP names another app folder, such as an unpacked package.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../../build/ensure-built.ts";
import { launchApp, type RunningApp } from "../helpers/app.ts";

let running: RunningApp;
beforeAll(async () => {
  await ensureBuilt();
  const target = process.env["DETOUR_APP"];
  running = await launchApp(target ? { target } : {});
});
afterAll(() => running?.close());

test("draws the app without an error", async () => {
  await expect.poll(() => running.page.locator("body").innerText()).not.toBe("");
  expect(running.stderr()).not.toMatch(/Error/);
});

test("answers calls", async () => {
  const reply = await running.page.evaluate(() => window.detour?.call("app.info"));
  expect(reply).toMatchObject({
    ok: true,
    value: { host: "electron", can: { open: true, reveal: true, pickFolder: true } },
  });
});

test.each(["shell.run", "__proto__", "toString", ""])("refuses the unknown call %j", async (name) => {
  const reply = await running.page.evaluate((name) => window.detour?.call(name), name);
  expect(reply).toMatchObject({ ok: false, failure: { code: "invalid-request" } });
});

test("tells the page of events, as data only", async () => {
  const heard = await running.page.evaluate(async () => {
    const events: unknown[] = [];
    let argumentCount = 0;
    const stop = window.detour?.on((...args) => {
      argumentCount = args.length;
      events.push(args[0]);
    });
    await window.detour?.call("settings.set", { connections: 9 });
    for (let at = 0; at < 100 && events.length === 0; at++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    stop?.();
    return { events, argumentCount };
  });
  expect(heard).toEqual({ events: ["settings.changed"], argumentCount: 2 });
});

test("lets a folder be picked by the system's dialog", async () => {
  await running.app.evaluate(({ dialog }) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: ["/picked"] });
  });
  const reply = await running.page.evaluate(() => window.detour?.call("folder.pick"));
  expect(reply).toEqual({ ok: true, value: "/picked" });
});

test("shows its window, and has a menu", async () => {
  const window = await running.app.browserWindow(running.page);
  expect(await window.evaluate((window) => window.isVisible())).toBe(true);
  await window.evaluate((window) => window.minimize());
  await running.app.evaluate(({ app }) => void app.emit("second-instance"));
  expect(await window.evaluate((window) => window.isMinimized())).toBe(false);
  const ids = await running.app.evaluate(({ Menu }) =>
    ["quit", "copy", "zoomIn"].map((id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.id),
  );
  expect(ids).toEqual(["quit", "copy", "zoomIn"]);
});

test("ends in good order", async () => {
  const child = running.app.process();
  const ended = new Promise<number | null>((resolve) => void child.once("exit", resolve));
  await running.app.evaluate(({ app }) => app.quit()).catch(() => undefined);
  expect(await ended).toBe(0);
});
