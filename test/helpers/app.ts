/**
 * The desktop app under test, driven by Playwright: on a real Electron where its binary is present (ELECTRON_DIST, or
 * fetched by the electron package) and a display too, else on the stand-in over Chromium.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { _electron, type ElectronApplication, type Page } from "playwright-core";
import { hasDisplay } from "../../electron/headless/desktop.ts";
import { findChromium } from "./chromium.ts";
import { welcome } from "./serve.ts";

export const root = path.resolve(import.meta.dirname, "../..");
const startMs = 20_000;
/** What Electron is told to run: the built app of the checkout. */
export const appFolder = path.join(root, "out/main");
/** The stand-in's executable. */
export const standIn = path.join(root, "test/fake-electron/bin/electron");

export interface RunningApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** The data folder of this run. */
  readonly home: string;
  /** What the main process wrote to stderr. */
  stderr(): string;
  readonly close: () => Promise<void>;
}

export interface LaunchOptions {
  /** What to run: a folder with a package.json, or an entry file. The checkout's unless given. */
  readonly target?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The data folder, which then stays; one of its own, which goes with the app, unless given. */
  readonly home?: string;
  /** Whether its person has just come; else he was shown round already. */
  readonly firstRun?: boolean;
  /** More of its command line. */
  readonly args?: readonly string[];
}

const executablePath = electronExecutable();

/** Whether the app runs on the stand-in, which notes what it is asked (`recorded`) instead of doing it. */
export const isStandIn = executablePath === standIn;

function electronExecutable(): string {
  const asked = process.env["ELECTRON_DIST"];
  const dist = asked ?? path.join(root, "node_modules/electron/dist");
  const real = path.join(dist, process.platform === "win32" ? "electron.exe" : "electron");
  if (existsSync(real) && hasDisplay()) return real;
  // Who asks for the real one must not be told of the other.
  if (asked) throw new Error(`ELECTRON_DIST asks for ${real}, but it is not there, or there is no display.`);
  return standIn;
}

/** An app that may have no window yet. */
export type StartedApp = Omit<RunningApp, "page">;

/** Starts the app and waits for its window. The caller closes it. */
export async function launchApp(options: LaunchOptions = {}): Promise<RunningApp> {
  const started = await startApp(options);
  try {
    const page = await started.app.firstWindow();
    await untilLoaded(page);
    return { ...started, page };
  } catch (error) {
    await started.close();
    throw new Error(`The app did not show its window. It said: ${started.stderr()}`, { cause: error });
  }
}

/** Starts the app, which need not show a window. The caller closes it. */
export async function startApp(options: LaunchOptions = {}): Promise<StartedApp> {
  const { target = appFolder, env = {} } = options;
  const home = options.home ?? (await mkdtemp(path.join(tmpdir(), "detour-app-")));
  if (!options.firstRun) welcome(home);
  const app = await _electron.launch({
    executablePath,
    args: [target, ...(options.args ?? [])],
    env: {
      ...definedEnv(),
      // The stand-in's first line looks for `node`; it must be this one.
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env["PATH"]}`,
      DETOUR_HOME: home,
      ...(isStandIn ? { FAKE_ELECTRON_CHROMIUM: await findChromium() } : {}),
      ...env,
    },
  });
  let said = "";
  const child = app.process();
  child.stderr?.on("data", (data: Buffer) => (said += data.toString()));
  const close = async () => {
    await Promise.race([app.close(), new Promise((resolve) => setTimeout(resolve, 15_000).unref())]);
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    if (options.home === undefined) await rm(home, { recursive: true, force: true, maxRetries: 3 });
  };
  return { app, home, stderr: () => said, close };
}

/** Calls the contract as the page does. Throws where the answer is a failure. */
export async function callApp<T = unknown>(
  { page }: Pick<RunningApp, "page">,
  method: string,
  input?: unknown,
): Promise<T> {
  const reply = await page.evaluate(([method, input]) => window.detour?.call(method, input), [
    method,
    input,
  ] as const);
  if (reply?.ok !== true) throw new Error(`${method}: ${JSON.stringify(reply)}`);
  return reply.value as T;
}

/** A window begins empty; it is the app's once the bridge is there. (Playwright's waitForFunction needs eval.) */
async function untilLoaded(page: Page): Promise<void> {
  const until = Date.now() + startMs;
  const hasBridge = () => page.evaluate(() => "detour" in window && document.readyState === "complete");
  // While the page is being replaced, evaluation fails.
  while (!(await hasBridge().catch(() => false))) {
    if (Date.now() > until) throw new Error(`the bridge did not appear in ${page.url()}`);
    await sleep(20);
  }
}

function definedEnv(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  // A value from the test runner must not reach the app.
  return Object.fromEntries(entries.filter(([name]) => name !== "NODE_OPTIONS"));
}
