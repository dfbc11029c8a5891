/**
 * Electron's security checklist (electronjs.org/docs/latest/tutorial/security), its twenty items in its order, each held against
 * the built app as it runs, or against what is packed. On a real Electron where there is one, else on the stand-in.
 */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt, root } from "../../build/ensure-built.ts";
import { contentSecurityPolicy } from "../../electron/common/csp.ts";
import { isStandIn, launchApp, type RunningApp } from "../helpers/app.ts";
import { tempDir } from "../helpers/temp.ts";
import { fusesOf, packApp, wantedFuses } from "./packed.ts";

let running: RunningApp;
let packing: Promise<string>;
beforeAll(async () => {
  await ensureBuilt();
  packing = tempDir(afterAll).then(packApp);
  running = await launchApp();
  // What a page asks the system to open is noted, never opened.
  await running.app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async (url) => void opened.push(url);
  });
}, 60_000);
afterAll(() => running?.close());

const opened = () =>
  running.app.evaluate(() => (globalThis as unknown as { opened: readonly string[] }).opened);

/** What the window was made with, as it was given. */
async function preferences(): Promise<Electron.WebPreferences> {
  const window = await running.app.browserWindow(running.page);
  return window.evaluate(({ webContents }) =>
    (webContents as unknown as { getLastWebPreferences(): Electron.WebPreferences }).getLastWebPreferences(),
  );
}

const built = (...file: string[]) => readFile(path.join(root, "out", ...file), "utf8");

/** Whether a word is in anything that was built for the desktop. */
async function isInBuild(word: RegExp): Promise<boolean> {
  const assets = await readdir(path.join(root, "out/renderer/assets"));
  const texts = await Promise.all([
    built("main/main.js"),
    built("preload/preload.cjs"),
    built("renderer/index.html"),
    ...assets.filter((file) => /\.(js|css)$/.test(file)).map((file) => built("renderer/assets", file)),
  ]);
  return texts.some((text) => word.test(text));
}

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

/** Calls as another frame would: in Electron the handlers have no public name. */
const callFrom = (frame: { readonly url: string; readonly parent: object | null } | null) =>
  running.app.evaluate(({ ipcMain }, frame) => {
    const handlers = (
      ipcMain as unknown as { _invokeHandlers: Map<string, (event: object, name: string) => unknown> }
    )._invokeHandlers;
    return handlers.get("detour:call")?.({ senderFrame: frame }, "app.info") as {
      ok: boolean;
      failure?: { code: string };
    };
  }, frame);

/** When Electron's 45 came out, and how often a major version comes; the newest three are kept safe. */
const electron45 = { at: Date.UTC(2026, 9, 21), everyMs: 8 * 7 * 86_400_000, kept: 3 };

interface Item {
  readonly item: number;
  readonly words: string;
  readonly check: () => Promise<void>;
}

const items: readonly Item[] = [
  {
    item: 1,
    words: "only secure content is loaded",
    async check() {
      const window = await running.app.browserWindow(running.page);
      expect(await window.evaluate(({ webContents }) => webContents.getURL())).toBe(
        "app://bundle/index.html",
      );
      // On a real Electron the policy of item 7 is what refuses; the stand-in notes what was tried besides.
      const tried = await running.app.evaluate((electron) =>
        "recorded" in electron
          ? (electron.recorded as { api: string }[]).filter(({ api }) => api === "network.refused").length
          : 0,
      );
      expect(tried).toBe(0);
    },
  },
  {
    item: 2,
    words: "a page has no Node",
    async check() {
      const globals = await running.page.evaluate(() =>
        ["require", "process", "module", "global", "Buffer", "electron", "ipcRenderer"].filter(
          (name) => name in globalThis,
        ),
      );
      expect(globals).toEqual([]);
      const { nodeIntegration, nodeIntegrationInWorker, nodeIntegrationInSubFrames } = await preferences();
      expect([nodeIntegration, nodeIntegrationInWorker, nodeIntegrationInSubFrames].some(Boolean)).toBe(
        false,
      );
    },
  },
  {
    item: 3,
    words: "the page and the preload script are apart",
    async check() {
      expect((await preferences()).contextIsolation).toBe(true);
      const peeked = await running.page.evaluate(async () => {
        const seen: unknown[] = [];
        // What the page does to its own built-ins must not reach the world in which names are checked.
        // oxlint-disable-next-line no-extend-native
        Object.defineProperty(Set.prototype, "has", { value: (name: unknown) => seen.push(name) > 0 });
        await window.detour?.call("app.info");
        return seen.includes("app.info");
      });
      expect(peeked).toBe(false);
      await running.page.reload();
    },
  },
  {
    item: 4,
    words: "every process of a page is in the sandbox",
    async check() {
      expect((await preferences()).sandbox).toBe(true);
      const preload = await built("preload/preload.cjs");
      const required = [...preload.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name);
      expect(required).toEqual(["electron"]);
      expect(await isInBuild(/enableSandbox\(\)/)).toBe(true);
    },
  },
  {
    item: 5,
    words: "permissions are answered, and no",
    async check() {
      const nothing = { asked: false, checked: false, device: false, copying: true, foreignCopying: false };
      const [granted, expected] = isStandIn
        ? [await askHandlers(), nothing]
        : [await running.page.evaluate(() => Notification.requestPermission()), "denied"];
      expect(granted).toEqual(expected);
    },
  },
  {
    item: 6,
    words: "webSecurity is on",
    async check() {
      expect((await preferences()).webSecurity).toBe(true);
    },
  },
  {
    item: 7,
    words: "the policy lets nothing in and nothing out",
    async check() {
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
      expect(result).toEqual({
        injected: false,
        styled: false,
        fetched: "refused",
        policy: contentSecurityPolicy,
      });
      expect(contentSecurityPolicy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
      expect(contentSecurityPolicy).not.toMatch(/unsafe-|\*|https?:/);
    },
  },
  {
    item: 8,
    words: "allowRunningInsecureContent is not set",
    async check() {
      expect((await preferences()).allowRunningInsecureContent ?? false).toBe(false);
      expect(await isInBuild(/allowRunningInsecureContent/)).toBe(false);
    },
  },
  {
    item: 9,
    words: "experimental features are off",
    async check() {
      expect((await preferences()).experimentalFeatures ?? false).toBe(false);
      expect(await isInBuild(/experimentalFeatures/)).toBe(false);
    },
  },
  {
    item: 10,
    words: "enableBlinkFeatures is not used",
    async check() {
      expect((await preferences()).enableBlinkFeatures ?? "").toBe("");
      expect(await isInBuild(/enableBlinkFeatures|enable-blink-features/)).toBe(false);
    },
  },
  {
    item: 11,
    words: "there is no webview that allows popups",
    async check() {
      expect((await preferences()).webviewTag ?? false).toBe(false);
      expect(await isInBuild(/allowpopups/i)).toBe(false);
      const isPlain = await running.page.evaluate(
        () => !("getWebContentsId" in document.createElement("webview")),
      );
      expect(isPlain).toBe(true);
    },
  },
  {
    item: 12,
    words: "a webview that should come about all the same is prevented",
    async check() {
      const window = await running.app.browserWindow(running.page);
      const prevented = await window.evaluate(({ webContents }) => {
        let prevented = false;
        const event = { preventDefault: () => (prevented = true) };
        (webContents as unknown as NodeJS.EventEmitter).emit("will-attach-webview", event, {}, { src: "" });
        return prevented;
      });
      expect(prevented).toBe(true);
    },
  },
  {
    item: 13,
    words: "the window stays where it is",
    async check() {
      const before = running.page.url();
      for (const url of ["https://example.org/", "http://127.0.0.1:9/", "data:text/html,x", "app://evil/"]) {
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
    },
  },
  {
    item: 14,
    words: "a page opens no windows",
    async check() {
      await running.page.evaluate(() => {
        window.open("app://bundle/index.html");
        window.open("about:blank");
        window.open("https://example.org/window");
      });
      await expect.poll(opened).toContain("https://example.org/window");
      expect(running.app.windows()).toHaveLength(1);
    },
  },
  {
    item: 15,
    words: "the system opens https addresses alone, and never as they come",
    async check() {
      await running.page.evaluate(() => {
        for (const url of [
          "file:///etc/passwd",
          "smb://server/share",
          "javascript:alert(1)",
          "ms-settings:privacy",
          "http://example.org/",
          "https://user:secret@example.org/",
          "https://example.org/last",
        ])
          window.open(url);
      });
      await expect.poll(async () => (await opened()).at(-1)).toBe("https://example.org/last");
      expect((await opened()).filter((url) => !/^https:\/\/example\.org\/\w+$/.test(url))).toEqual([]);
    },
  },
  {
    item: 16,
    words: "Electron is one of the newest three major versions",
    async check() {
      const { devDependencies } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as {
        readonly devDependencies: Readonly<Record<string, string>>;
      };
      const ours = Number(devDependencies["electron"]?.split(".")[0]);
      const newest = 45 + Math.max(0, Math.floor((Date.now() - electron45.at) / electron45.everyMs));
      expect(newest - ours, `about ${newest} is the newest by now: update electron`).toBeLessThan(
        electron45.kept,
      );
    },
  },
  {
    item: 17,
    words: "calls are taken from our own page's main frame alone",
    async check() {
      const own = { url: "app://bundle/index.html", parent: null };
      expect(await callFrom(own)).toMatchObject({ ok: true });
      for (const frame of [null, { ...own, parent: {} }, { ...own, url: "app://bundle.evil/" }])
        expect(await callFrom(frame)).toMatchObject({ ok: false, failure: { code: "not-allowed" } });
    },
  },
  {
    item: 18,
    words: "the page comes by a protocol of its own, which serves its own folder alone",
    async check() {
      const statuses = await running.page.evaluate(() =>
        Promise.all(
          ["/..%2f..%2fpackage.json", "/..%2fmain%2fmain.js", "/%", "/nothing.js", "/index.html"].map(
            async (path) => (await fetch(path)).status,
          ),
        ),
      );
      expect(statuses).toEqual([400, 400, 400, 404, 200]);
      expect(await isInBuild(/\.loadFile\(|loadURL\(["'`]file:/)).toBe(false);
    },
  },
  {
    item: 19,
    words: "what the program could be made to do from outside is fused off",
    async check() {
      expect(await fusesOf(await packing)).toEqual(wantedFuses);
    },
  },
  {
    item: 20,
    words: "the page gets no part of Electron",
    async check() {
      const seen = await running.page.evaluate(async () => {
        const counts: number[] = [];
        const stop = window.detour?.on((...args) => void counts.push(args.length));
        await window.detour?.call("settings.set", { connections: 7 });
        for (let at = 0; at < 100 && counts.length === 0; at++)
          await new Promise((resolve) => setTimeout(resolve, 20));
        stop?.();
        const unknown = await Promise.all(
          ["shell.run", "__proto__", "toString", ""].map(async (name) => window.detour?.call(name)),
        );
        return {
          bridge: Object.keys(window.detour ?? {}).sort(),
          frozen: Object.isFrozen(window.detour),
          counts,
          answered: unknown.filter((reply) => reply?.ok !== false).length,
        };
      });
      // An event's name and its data: never Electron's event object.
      expect(seen).toEqual({ bridge: ["call", "on"], frozen: true, counts: [2], answered: 0 });
    },
  },
];

test("the table has the twenty items, in order", () => {
  expect(items.map(({ item }) => item)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
});

// Each check holds what it must be.
// oxlint-disable-next-line vitest/expect-expect
test.each(items)(
  "$item: $words",
  async ({ check }) => {
    await check();
  },
  30_000,
);
