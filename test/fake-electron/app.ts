/** `app`: paths, names, and the order in which it ends. */
import type { RelaunchOptions } from "electron";
import { spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { endBrowser, profile } from "./browser.ts";
import { appEvents, isQuitting, isReady, setQuitting, whenReady } from "./lifecycle.ts";
import { hasLock, releaseLock, requestLock } from "./single-instance.ts";
import { record, strict, Cancelable } from "./strict.ts";
import { windows } from "./windows.ts";

let appPath = process.cwd();
export const setAppPath = (folder: string): void => void (appPath = folder);

const paths = new Map<string, string>([
  ["userData", profile],
  ["appData", profile],
  ["temp", tmpdir()],
  ["home", homedir()],
  ["downloads", path.join(profile, "Downloads")],
  ["logs", path.join(profile, "logs")],
  ["exe", process.execPath],
]);

function manifest(): { readonly name?: string; readonly productName?: string; readonly version?: string } {
  return JSON.parse(readFileSync(path.join(appPath, "package.json"), "utf8")) as object;
}

/** Electron's order: before-quit, each window's close, will-quit, quit. Any of them may stop it. */
async function quit(): Promise<void> {
  const before = new Cancelable();
  appEvents.emit("before-quit", before);
  if (before.defaultPrevented) return;
  setQuitting(true);
  for (const window of windows.values()) {
    if (!(await window.closeNow())) return setQuitting(false);
  }
  const will = new Cancelable();
  appEvents.emit("will-quit", will);
  if (will.defaultPrevented) return setQuitting(false);
  appEvents.emit("quit", {}, 0);
  exit(0);
}

function exit(code = 0): void {
  releaseLock();
  endBrowser();
  for (const start of relaunches) start();
  process.exit(code);
}

/** Starts that wait for this one's end. */
const relaunches: (() => void)[] = [];

/** What the next one writes to stderr goes to the file that FAKE_ELECTRON_RELAUNCHED names: a test finds its Chromium there. */
function relaunch(options: RelaunchOptions = {}): void {
  record("app.relaunch", undefined)(options);
  const { args = process.argv.slice(1), execPath = process.execPath } = options;
  const program = execPath === process.execPath ? path.join(import.meta.dirname, "bin/electron") : execPath;
  relaunches.push(() => {
    const said = process.env["FAKE_ELECTRON_RELAUNCHED"];
    const stderr = said === undefined ? "ignore" : openSync(said, "a");
    spawn(program, args, { detached: true, stdio: ["ignore", "ignore", stderr] }).unref();
  });
}

export const app = strict(
  "app",
  Object.assign(appEvents, {
    isPackaged: process.env["FAKE_ELECTRON_PACKAGED"] === "1",
    whenReady,
    isReady,
    exit,
    quit: () => {
      if (!isQuitting()) void quit();
    },
    getVersion: () => manifest().version ?? "0.0.0",
    getName: () => manifest().productName ?? manifest().name ?? "Electron",
    getAppPath: () => appPath,
    getLocale: () => process.env["FAKE_ELECTRON_LOCALE"] ?? "en-US",
    getPath(name: string) {
      const found = paths.get(name);
      if (found === undefined) throw new Error(`Failed to get '${name}' path`);
      return found;
    },
    setPath(name: string, folder: string) {
      if (!path.isAbsolute(folder)) throw new Error("Path must be absolute");
      mkdirSync(folder, { recursive: true });
      paths.set(name, folder);
    },
    requestSingleInstanceLock: (data?: unknown) => requestLock(paths.get("userData") ?? profile, data),
    releaseSingleInstanceLock: releaseLock,
    hasSingleInstanceLock: hasLock,
    enableSandbox() {
      if (isReady()) throw new Error("app.enableSandbox() can only be called before app is ready");
    },
    relaunch,
    setBadgeCount: record("app.setBadgeCount", true),
    setLoginItemSettings: record("app.setLoginItemSettings", undefined),
    setAsDefaultProtocolClient: record("app.setAsDefaultProtocolClient", true),
    setAppUserModelId: record("app.setAppUserModelId", undefined),
  }),
);

// Electron quits in good order when it is asked to by a signal.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => app.quit());
