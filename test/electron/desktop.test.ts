/**
 * What the app does around its window: tray, taskbar, badge, notifications, sleep, a second start, links and files from
 * outside. On the stand-in, which keeps what it was asked; a real desktop has no way to look at its tray.
 */
import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { DownloadView, SettingsView } from "../../electron/common/views.ts";
import { openStore } from "../../electron/engine/store/store.ts";
import { ensureBuilt } from "../../build/ensure-built.ts";
import { findChromium } from "../helpers/chromium.ts";
import {
  appFolder,
  callApp,
  isStandIn,
  launchApp,
  standIn,
  startApp,
  type RunningApp,
} from "../helpers/app.ts";
import { tempDir } from "../helpers/temp.ts";
import type * as Fake from "../fake-electron/electron.ts";

let running: RunningApp;
let home: string;
let server: Server;
let address: string;
/** Requests that reached the server. */
const asked: string[] = [];
/** Bytes a millisecond that it sends, and how much in all. */
let pace = 100;
const size = 400_000;

beforeAll(async () => {
  await ensureBuilt();
  home = await tempDir(afterAll);
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const [from = 0, to = size - 1] = /bytes=(\d+)-(\d*)/
      .exec(request.headers.range ?? "")
      ?.slice(1)
      .map((text) => (text === "" ? size - 1 : Number(text))) ?? [0];
    const last = Math.min(to, size - 1);
    const partial = request.headers.range !== undefined;
    response.writeHead(partial ? 206 : 200, {
      "accept-ranges": "bytes",
      etag: '"one"',
      "content-length": last - from + 1,
      ...(partial && { "content-range": `bytes ${from}-${last}/${size}` }),
    });
    let at = from;
    const timer = setInterval(() => {
      const next = Math.min(last + 1, at + pace * 20);
      response.write(Buffer.alloc(next - at, 7));
      at = next;
      if (at > last) {
        clearInterval(timer);
        response.end();
      }
    }, 20);
    response.on("close", () => clearInterval(timer));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  running = await launchApp({
    home,
    env: { FAKE_ELECTRON_PACKAGED: "1", XDG_CONFIG_HOME: path.join(home, "config"), LC_ALL: "en_US.UTF-8" },
  });
  await call("settings.set", { folder: path.join(home, "files"), language: "en" });
});
afterAll(async () => {
  await running?.close();
  server?.closeAllConnections();
  server?.close();
});
beforeEach(() => void (pace = 100));

const call = <T = unknown>(method: string, input?: unknown): Promise<T> => callApp(running, method, input);

/** Asks the stand-in. */
const fake = <R, A = undefined>(
  look: (electron: typeof Fake, arg: A) => R | Promise<R>,
  arg?: A,
): Promise<R> => running.app.evaluate(look as never, arg as never) as Promise<R>;

const recorded = (api: string) =>
  fake(({ recorded }, api) => recorded.filter((one) => one.api === api).map(({ args }) => args), api);
const themeSource = () => fake(({ nativeTheme }) => nativeTheme.themeSource);
const tray = () => fake(({ Tray }) => Tray.all.map(({ toolTip }) => toolTip).join());
/** Picks an item of the tray's menu, or of the application's. */
const trayItem = (id: string) =>
  fake(({ Tray }, id) => Tray.all[0]?.menu?.getMenuItemById(id)?.click?.(), id);
const menuItem = (id: string) =>
  fake(({ Menu }, id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.click?.(), id);
const offers = () => call<{ id: string; url: string; from: string }[]>("offers.list");
const urls = async () => (await offers()).map(({ url, from }) => [url, from]);
const quitAndNewLabels = () =>
  fake(({ Tray, Menu }) => [
    Tray.all[0]?.menu?.getMenuItemById("quit")?.label,
    Menu.getApplicationMenu()?.getMenuItemById("newDownload")?.label,
  ]);
const downloads = () => call<DownloadView[]>("downloads.list");
const state = async (id: string) => (await downloads()).find((one) => one.id === id)?.state;
const add = (name: string) =>
  call<DownloadView>("downloads.add", {
    url: `${address}/${name}`,
    mode: "direct",
    relays: [],
    connections: 1,
  });
/** The pace that the tray's menu marks. */
const checked = () =>
  fake(({ Tray }) =>
    ["set", "slow", "full"].filter((one) => Tray.all[0]?.menu?.getMenuItemById(`pace-${one}`)?.checked),
  );
const opened = () => recorded("shell.openPath");
const shown = () => recorded("shell.showItemInFolder");
const file = (name: string) => path.join(home, "files", name);
const visible = () =>
  fake(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isVisible()));

/** Starts the app once more on the same data folder, and waits until that process has ended. */
async function startAgain(...args: string[]): Promise<void> {
  await promisify(execFile)(standIn, [appFolder, ...args], {
    cwd: home,
    timeout: 20_000,
    env: {
      ...process.env,
      NODE_OPTIONS: "",
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env["PATH"]}`,
      DETOUR_HOME: home,
      FAKE_ELECTRON_CHROMIUM: await findChromium(),
    },
  });
}

/** Dismisses all offers. */
async function noOffers(): Promise<void> {
  for (const { id } of await offers()) await call("offers.dismiss", { id });
}

test.runIf(isStandIn)(
  "a download is seen in tray, taskbar and badge, keeps the machine awake, and is told of at its end",
  async () => {
    expect(await tray()).toBe("Detour: Nothing is running");
    expect(await fake(({ powerSaveBlocker }) => powerSaveBlocker.active())).toEqual([]);
    pace = 200;
    const { id } = await add("seen.bin");
    await expect.poll(tray).toMatch(/^Detour: Running: 1, .*\/s/);
    expect(await fake(({ powerSaveBlocker }) => powerSaveBlocker.active())).toEqual([
      "prevent-app-suspension",
    ]);
    await fake(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur());
    await expect.poll(() => state(id), { timeout: 20_000 }).toBe("done");
    await expect.poll(tray).toBe("Detour: Nothing is running");
    expect(await fake(({ powerSaveBlocker }) => powerSaveBlocker.active())).toEqual([]);

    const bars = (await recorded("window.setProgressBar")).map(([value]) => Number(value));
    expect(bars.at(-1)).toBe(-1);
    expect(bars.some((value) => value >= 0 && value <= 1)).toBe(true);
    const badges = (await recorded("app.setBadgeCount")).map(([count]) => count);
    expect(badges).toContain(1);
    expect(badges.at(-1)).toBe(0);

    const notice = () => fake(({ Notification }) => Notification.shown.at(-1)?.options);
    await expect.poll(notice).toMatchObject({
      title: "Download finished",
      body: "seen.bin",
      actions: [{ text: "Open" }, { text: "Show in Folder" }],
    });
    await fake(({ Notification }) => Notification.shown.at(-1)?.emit("action", { actionIndex: 1 }));
    const file = path.join(home, "files", "seen.bin");
    await expect.poll(() => recorded("shell.showItemInFolder")).toEqual([[file]]);
    await fake(({ Notification }) => Notification.shown.at(-1)?.emit("action", { actionIndex: 0 }));
    await expect.poll(() => recorded("shell.openPath")).toEqual([[file]]);
    await fake(({ Notification }) => Notification.shown.at(-1)?.emit("click", {}));
    await expect.poll(() => running.page.locator("h1").textContent()).toBe("Downloads");
  },
);

test.runIf(isStandIn)("who looks, or wants none, gets no notification", async () => {
  pace = 400;
  const count = () => fake(({ Notification }) => Notification.shown.length);
  const before = await count();
  await fake(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus());
  const first = await add("looked-at.bin");
  await expect.poll(() => state(first.id), { timeout: 20_000 }).toBe("done");
  await fake(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur());
  await call("settings.set", { notify: false, keepAwake: false });
  const second = await add("unwanted.bin");
  await expect.poll(tray).toMatch(/Running: 1/);
  expect(await fake(({ powerSaveBlocker }) => powerSaveBlocker.active())).toEqual([]);
  await expect.poll(() => state(second.id), { timeout: 20_000 }).toBe("done");
  await expect.poll(tray).toBe("Detour: Nothing is running");
  expect(await count()).toBe(before);
  await call("settings.reset", { names: ["notify", "keepAwake"] });
});

test.runIf(isStandIn)(
  "a finished file is opened or shown as was said, and a program never opened",
  async () => {
    pace = 400;
    const [before, shownBefore] = [(await opened()).length, (await shown()).length];
    await fake(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur());
    await call("settings.set", { onFinish: "open", notify: false });
    await add("paper.pdf");
    await expect
      .poll(async () => (await opened()).slice(before), { timeout: 20_000 })
      .toEqual([[file("paper.pdf")]]);
    await add("setup.exe");
    await expect
      .poll(async () => (await shown()).slice(shownBefore), { timeout: 20_000 })
      .toEqual([[file("setup.exe")]]);
    // Said of one download, while it runs.
    pace = 20;
    const notices = () => fake(({ Notification }) => Notification.shown.length);
    const told = await notices();
    const { id } = await add("quiet.pdf");
    await call("downloads.onFinish", { id, onFinish: "notify" });
    pace = 400;
    await expect.poll(() => state(id), { timeout: 20_000 }).toBe("done");
    // Soon after another one, it waits for more of its kind.
    await expect.poll(notices, { timeout: 20_000 }).toBe(told + 1);
    expect((await opened()).length).toBe(before + 1);
    await call("settings.reset", { names: ["onFinish", "notify"] });
  },
);

test.runIf(isStandIn)("the tray makes all downloads slow, and says that it did", async () => {
  expect(await checked()).toEqual(["set"]);
  await trayItem("pace-slow");
  await expect.poll(() => call("limits.now")).toMatchObject({ limit: 500_000, by: "slow" });
  await expect.poll(checked).toEqual(["slow"]);
  await call("settings.reset", { names: ["pace"] });
  await expect.poll(checked).toEqual(["set"]);
});

test.runIf(isStandIn)("sleep pauses, waking goes on, and the file is whole", async () => {
  pace = 20;
  const { id } = await add("slept.bin");
  await expect.poll(async () => (await downloads()).find((one) => one.id === id)?.bytes).toBeGreaterThan(0);
  await fake(({ powerMonitor }) => void powerMonitor.emit("suspend"));
  await expect.poll(() => state(id)).toBe("paused");
  await fake(({ net }) => void (net.isOnline = () => false));
  await fake(({ powerMonitor }) => void powerMonitor.emit("resume"));
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(await state(id)).toBe("paused");
  pace = 200;
  await fake(({ net }) => void (net.isOnline = () => true));
  await expect.poll(() => state(id), { timeout: 20_000 }).toBe("done");
  const bytes = await readFile(path.join(home, "files", "slept.bin"));
  expect(bytes.equals(Buffer.alloc(size, 7))).toBe(true);
});

test.runIf(isStandIn)("a system that shuts down is asked to wait until what runs is on disk", async () => {
  const app = await launchApp();
  const prevented = await app.app.evaluate((({ powerMonitor }: typeof Fake) => {
    let waits = false;
    powerMonitor.emit("shutdown", { preventDefault: () => (waits = true) });
    return waits;
  }) as never);
  await app.close();
  expect(prevented).toBe(true);
});

test.runIf(isStandIn)("all are paused and resumed from tray and menu", async () => {
  pace = 5;
  const ids = [(await add("one.bin")).id, (await add("two.bin")).id];
  const states = async () => Promise.all(ids.map(state));
  await expect.poll(states).toEqual(["running", "running"]);
  await trayItem("pauseAll");
  await expect.poll(states).toEqual(["paused", "paused"]);
  pace = 400;
  await menuItem("resumeAll");
  await expect.poll(states, { timeout: 20_000 }).toEqual(["done", "done"]);
});

test.runIf(isStandIn)(
  "a second start hands its address over; nothing is asked of its server before a click",
  async () => {
    const before = asked.length;
    await fake(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
    await running.page.evaluate(() => void 0);
    await startAgain(`${address}/second.bin`, `detour:${address}/linked.bin`);
    await expect
      .poll(async () => (await offers()).map(({ url, from }) => [url, from]))
      .toEqual([
        [`${address}/second.bin`, "command"],
        [`${address}/linked.bin`, "link"],
      ]);
    expect(
      await fake(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isMinimized())),
    ).toEqual([false]);
    const shown = running.page.getByRole("region", { name: "From outside" });
    await expect.poll(() => shown.getByText(`${address}/second.bin`, { exact: true }).count()).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(asked.slice(before)).toEqual([]);
    const list = await downloads();
    expect(list.some(({ url }) => url.endsWith("/second.bin"))).toBe(false);

    await shown.getByRole("button", { name: `Download ${address}/second.bin` }).click();
    await expect
      .poll(async () => (await downloads()).find(({ name }) => name === "second.bin")?.state, {
        timeout: 20_000,
      })
      .toBe("done");
    await expect.poll(async () => (await offers()).map(({ from }) => from)).toEqual(["link"]);
    await shown.getByRole("button", { name: `Dismiss ${address}/linked.bin` }).click();
    await expect.poll(offers).toEqual([]);
    expect(asked.some((one) => one.includes("linked"))).toBe(false);
  },
);

test.runIf(isStandIn)("a second start without anything only brings the window to the front", async () => {
  await fake(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  await startAgain();
  await expect.poll(visible).toEqual([true]);
  expect(await offers()).toEqual([]);
});

test.runIf(isStandIn)(
  "a second start at sign-in leaves a window that is closed to the tray alone",
  async () => {
    await fake(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    await startAgain("--hidden", `${address}/unseen.bin`);
    await expect.poll(urls).toEqual([[`${address}/unseen.bin`, "command"]]);
    expect(await visible()).toEqual([false]);
    await noOffers();
    await startAgain();
    await expect.poll(visible).toEqual([true]);
  },
);

test.runIf(isStandIn)("what macOS hands over is offered, too", async () => {
  await fake(({ app }, link) => {
    const event = { preventDefault: () => undefined };
    app.emit("open-url", event, link);
    app.emit("open-url", event, "detour:file:///etc/passwd");
  }, `detour:${address}/mac.bin`);
  await expect.poll(async () => (await offers()).map(({ url }) => url)).toEqual([`${address}/mac.bin`]);
  await noOffers();
});

test.runIf(isStandIn)("a Metalink file is opened from the menu, by the system, and by its name", async () => {
  const file = path.join(home, "list.meta4");
  await writeFile(
    file,
    `<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="m.bin"><url>${address}/m.bin</url></file></metalink>`,
  );
  const offered = [[`${address}/m.bin`, "file"]];
  await fake(({ dialog }, file) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
  }, file);
  await menuItem("openMetalink");
  await expect.poll(urls).toEqual(offered);
  await noOffers();
  await fake(({ app }, file) => void app.emit("open-file", { preventDefault: () => undefined }, file), file);
  await expect.poll(urls).toEqual(offered);
  await noOffers();
  await startAgain("list.meta4");
  await expect.poll(urls).toEqual(offered);
  await noOffers();
  await startAgain("no-such.meta4");
  const said = () =>
    fake(({ recorded }) =>
      recorded
        .filter(({ api }) => api === "dialog.showMessageBox")
        .map(({ args }) => (args.at(-1) as { message: string }).message),
    );
  await expect
    .poll(said)
    .toEqual(["no-such.meta4 is no Metalink file that Detour can read. Nothing was added."]);
});

test.runIf(isStandIn)("a dialog begins where the last one ended", async () => {
  const places = await fake(async ({ dialog }, folder) => {
    const places: unknown[] = [];
    dialog.showOpenDialog = async (...args: unknown[]) => {
      places.push((args.at(-1) as { defaultPath: string }).defaultPath);
      return { canceled: false, filePaths: [folder] };
    };
    Object.assign(globalThis, { places });
    return places.length;
  }, "/last/one");
  expect(places).toBe(0);
  await call("folder.pick");
  await call("folder.pick");
  const seen = await fake(() => (globalThis as unknown as { places: string[] }).places);
  expect(seen).toEqual([path.join(home, "files"), "/last/one"]);

  // Files have a folder of their own, which is kept for the next start.
  await fake(
    ({ dialog }, file) => {
      dialog.showOpenDialog = async (...args: unknown[]) => {
        const { places } = globalThis as unknown as { places: string[] };
        places.push((args.at(-1) as { defaultPath: string }).defaultPath);
        return { canceled: false, filePaths: [file] };
      };
    },
    path.join(home, "lists", "none.meta4"),
  );
  const opened = () => fake(() => (globalThis as unknown as { places: string[] }).places.slice(2));
  await menuItem("openMetalink");
  await expect.poll(async () => (await opened()).length).toBe(1);
  await menuItem("openMetalink");
  await expect.poll(async () => (await opened()).at(-1)).toBe(path.join(home, "lists"));
  const store = openStore(home);
  expect(store.settings.get("opened-folder")).toBe(path.join(home, "lists"));
  store.close();
});

test.runIf(isStandIn)(
  "the clipboard's file address is offered when the window comes to the front, once, if wanted",
  async () => {
    const focus = () =>
      fake(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        window?.blur();
        window?.focus();
      });
    await call("settings.set", { clipboard: false });
    await fake(({ clipboard }, url) => clipboard.writeText(url), `${address}/copied.zip`);
    await focus();
    expect(await urls()).toEqual([]);
    await call("settings.reset", { names: ["clipboard"] });
    await focus();
    await expect.poll(urls).toEqual([[`${address}/copied.zip`, "clipboard"]]);
    await noOffers();
    await focus();
    await fake(({ clipboard }) => clipboard.writeText("a secret that is no address"));
    await focus();
    expect(await urls()).toEqual([]);
  },
);

test.runIf(isStandIn)("it starts with the system, and no longer, as the settings say", async () => {
  const entry = path.join(home, "config/autostart/detour.desktop");
  const text = () => readFile(entry, "utf8").catch(() => "none");
  expect(await text()).toBe("none");
  await call("settings.set", { autostart: true });
  await expect.poll(text).toContain(" --hidden\n");
  await call("settings.set", { autostart: false });
  await expect.poll(text).toBe("none");
  expect(await recorded("app.setAsDefaultProtocolClient")).toMatchObject([["detour", undefined, undefined]]);
});

test.runIf(isStandIn)("the chosen theme is that of windows and menus, too", async () => {
  expect(await themeSource()).toBe("system");
  await call<SettingsView>("settings.set", { theme: "dark" });
  expect(await themeSource()).toBe("dark");
  expect((await recorded("BrowserWindow.setBackgroundColor")).at(-1)).toEqual(["#111419"]);
  await expect
    .poll(() => running.page.evaluate(() => document.documentElement.dataset["theme"]))
    .toBe("dark");
  await call<SettingsView>("settings.reset", { names: ["theme"] });
  expect(await themeSource()).toBe("system");
  await expect
    .poll(() => running.page.evaluate(() => document.documentElement.dataset["theme"]))
    .toBeUndefined();
});

test.runIf(isStandIn)("tray and menu speak the language that is chosen", async () => {
  await call("settings.set", { language: "zh-CN" });
  await expect.poll(quitAndNewLabels).toEqual(["退出 Detour", "新建下载"]);
  await call<SettingsView>("settings.set", { language: "en" });
  await expect.poll(quitAndNewLabels).toEqual(["Quit Detour", "New Download"]);
});

test.runIf(isStandIn)("the menu leads to each view, by keys", async () => {
  for (const [id, title] of [
    ["settings", "Settings"],
    ["relays", "Relays"],
    ["downloads", "Downloads"],
    ["newDownload", "New download"],
  ] as const) {
    await menuItem(id);
    await expect.poll(() => running.page.locator("h1").first().textContent()).toBe(title);
  }
});

test.runIf(isStandIn)("closed to the tray it goes on, and the tray brings it back and quits", async () => {
  await call("settings.set", { closeToTray: true });
  await fake(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(visible).toEqual([false]);
  await trayItem("open");
  await expect.poll(visible).toEqual([true]);
  const ended = new Promise<number | null>((resolve) => void running.app.process().once("exit", resolve));
  await trayItem("quit").catch(() => undefined);
  expect(await ended).toBe(0);
});

test.runIf(isStandIn)(
  "a first start with an address offers it, and a checkout enters nothing into the system",
  async () => {
    await mkdir(path.join(home, "other"), { recursive: true });
    const other = await launchApp({
      home: path.join(home, "other"),
      env: { LC_ALL: "en_US.UTF-8" },
      args: [`detour:${address}/first.bin`],
    });
    try {
      const list = await other.page.evaluate(() => window.detour?.call("offers.list"));
      expect(list).toMatchObject({ ok: true, value: [{ url: `${address}/first.bin`, from: "link" }] });
      const links = await other.app.evaluate(
        (electron) =>
          (electron as unknown as typeof Fake).recorded.filter(
            ({ api }) => api === "app.setAsDefaultProtocolClient",
          ).length,
      );
      // Not packaged: it enters nothing into the system.
      expect(links).toBe(0);
    } finally {
      await other.close();
    }
  },
);

test.runIf(isStandIn)("started at sign-in it stays in the tray until it is wanted", async () => {
  await mkdir(path.join(home, "hidden"), { recursive: true });
  const hidden = await startApp({ home: path.join(home, "hidden"), args: ["--hidden"] });
  const look = <R>(ask: (electron: typeof Fake) => R): Promise<R> =>
    hidden.app.evaluate(ask as never) as Promise<R>;
  try {
    await expect.poll(() => look(({ Tray }) => Tray.all.length)).toBe(1);
    expect(await look(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(0);
    await look(({ Tray }) => void Tray.all[0]?.emit("click"));
    await expect.poll(() => look(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  } finally {
    await hidden.close();
  }
});
