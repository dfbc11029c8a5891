/**
 * The built desktop app as it ships: main process, preload and renderer. Runs on a real Electron where there is one (see
 * helpers/app.ts), else on the stand-in. DETOUR_APP names another app folder, such as an unpacked package.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../../build/ensure-built.ts";
import { isStandIn, launchApp, type RunningApp } from "../helpers/app.ts";

let running: RunningApp;
beforeAll(async () => {
  await ensureBuilt();
  const target = process.env["DETOUR_APP"];
  running = await launchApp(target ? { target } : {});
  // What a page asks the system to open is noted, never opened.
  await running.app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async (url) => void opened.push(url);
  });
});
afterAll(() => running?.close());

const opened = () =>
  running.app.evaluate(() => (globalThis as unknown as { opened: readonly string[] }).opened);

test("draws the app without an error", async () => {
  await expect.poll(() => running.page.locator("body").innerText()).not.toBe("");
  expect(running.stderr()).not.toMatch(/Error/);
});

test("gives the page the bridge and nothing else", async () => {
  const seen = await running.page.evaluate(() => ({
    bridge: Object.keys(window.detour ?? {}).sort(),
    frozen: Object.isFrozen(window.detour),
    globals: ["require", "process", "module", "global", "electron", "ipcRenderer"].filter(
      (name) => name in globalThis,
    ),
  }));
  expect(seen).toEqual({ bridge: ["call", "on"], frozen: true, globals: [] });
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

test("has a policy that lets nothing in and nothing out", async () => {
  const result = await running.page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "window.injected = 1";
    document.body.append(script);
    const style = document.createElement("style");
    style.textContent = "body { outline: 7px solid red }";
    document.body.append(style);
    const fetched = await fetch("https://example.org/").then(
      () => "fetched",
      () => "refused",
    );
    const { headers } = await fetch("/index.html");
    const outline = getComputedStyle(document.body).outlineWidth;
    style.remove();
    script.remove();
    return {
      injected: "injected" in window,
      styled: outline === "7px",
      fetched,
      policy: headers.get("content-security-policy"),
    };
  });
  expect(result).toMatchObject({ injected: false, styled: false, fetched: "refused" });
  expect(result.policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
});

test("serves nothing but its own folder", async () => {
  const statuses = await running.page.evaluate(() =>
    Promise.all(
      ["/..%2f..%2fpackage.json", "/..%2fmain%2fmain.js", "/%", "/nothing.js", "/index.html"].map(
        async (path) => (await fetch(path)).status,
      ),
    ),
  );
  expect(statuses).toEqual([400, 400, 400, 404, 200]);
});

test("stays where it is", async () => {
  const before = running.page.url();
  for (const url of ["https://example.org/", "http://127.0.0.1:9/", "data:text/html,x"]) {
    await running.page.evaluate((url) => {
      const link = document.createElement("a");
      link.href = url;
      document.body.append(link);
      link.click();
      link.remove();
    }, url);
    await running.page.waitForTimeout(150);
    expect(running.page.url()).toBe(before);
  }
});

test("opens no windows; https links go to the browser, others nowhere", async () => {
  await running.page.evaluate(() => {
    window.open("file:///etc/passwd");
    window.open("http://example.org/");
    window.open("https://example.org/docs");
  });
  await expect.poll(opened).toEqual(["https://example.org/docs"]);
  await expect.poll(() => running.app.windows().length).toBe(1);
});

test("has a sandboxed, isolated page without Node", async () => {
  const window = await running.app.browserWindow(running.page);
  const preferences = await window.evaluate(({ webContents }) => {
    const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = (
      webContents as unknown as { getLastWebPreferences(): Electron.WebPreferences }
    ).getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag: webviewTag ?? false };
  });
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
});

/** What the stand-in lets tests ask of the permission handlers. */
interface AskableSession {
  askPermission(permission: string, url: string): Promise<boolean>;
  checkPermission(permission: string, origin: string): boolean;
  checkDevicePermission(): boolean;
}

/** Asks the handlers themselves, as only the stand-in can. */
const askHandlers = () =>
  running.app.evaluate(async ({ session }) => {
    const own = "app://bundle/index.html";
    const handlers = session.defaultSession as unknown as AskableSession;
    const asked = ["notifications", "media", "geolocation", "openExternal", "clipboard-read"];
    const all = await Promise.all(asked.map((permission) => handlers.askPermission(permission, own)));
    return {
      asked: all.some(Boolean),
      checked: asked.some((permission) => handlers.checkPermission(permission, own)),
      device: handlers.checkDevicePermission(),
      copying: handlers.checkPermission("clipboard-sanitized-write", own),
      foreignCopying: handlers.checkPermission("clipboard-sanitized-write", "https://evil.example"),
    };
  });

/** Asks as a page does. */
const askAsPage = () => running.page.evaluate(() => Notification.requestPermission());

test("grants a page nothing but copying text", async () => {
  const nothing = {
    asked: false,
    checked: false,
    device: false,
    copying: true,
    foreignCopying: false,
  };
  const [granted, expected] = isStandIn ? [await askHandlers(), nothing] : [await askAsPage(), "denied"];
  expect(granted).toEqual(expected);
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

test.runIf(isStandIn)("asks nothing of the network by itself", async () => {
  const refused = await running.app.evaluate((electron) =>
    (electron as unknown as { recorded: { api: string; args: string[] }[] }).recorded.filter(
      ({ api }) => api === "network.refused",
    ),
  );
  expect(refused).toEqual([]);
});

test("ends in good order", async () => {
  const child = running.app.process();
  const ended = new Promise<number | null>((resolve) => void child.once("exit", resolve));
  await running.app.evaluate(({ app }) => app.quit()).catch(() => undefined);
  expect(await ended).toBe(0);
});
