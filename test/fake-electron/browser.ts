/** Chromium itself: started with the module, driven over its debugging port, ended with this process. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium, type BrowserContext } from "playwright-core";
import { browserStarted } from "./lifecycle.ts";
import { answer } from "./requests.ts";

/** Everything of this run; removed at its end. */
export const profile = mkdtempSync(path.join(tmpdir(), "fake-electron-"));

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-extensions",
  "--no-startup-window",
  "--remote-debugging-port=0",
  // Chromium ends when this pipe closes, so none stays behind even if this process is killed.
  "--remote-debugging-pipe",
  `--user-data-dir=${path.join(profile, "chromium")}`,
];

const child = spawn(process.env["FAKE_ELECTRON_CHROMIUM"] ?? "/usr/bin/chromium", flags, {
  stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
});
process.on("exit", endBrowser);

let context: BrowserContext | undefined;

/** The one browser context; there once the app is ready. */
export function browserContext(): BrowserContext {
  if (!context) throw new Error("fake-electron: Chromium is not up yet");
  return context;
}

/** Ends Chromium and removes its profile. */
export function endBrowser(): void {
  child.kill("SIGKILL");
  rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
}

let said = "";
let connecting = false;
child.stderr?.on("data", (data: Buffer) => {
  said += data.toString();
  const line = /^DevTools listening on (ws:\/\/\S+)$/m.exec(said);
  if (connecting || !line?.[1]) return;
  connecting = true;
  void connect(line[1], line[0]);
});
child.on("exit", (code) => {
  if (connecting) return;
  process.stderr.write(`fake-electron: Chromium ended with ${code}: ${said}\n`);
  process.exit(1);
});

async function connect(url: string, line: string): Promise<void> {
  const browser = await chromium.connectOverCDP(url);
  const [first] = browser.contexts();
  if (!first) throw new Error("fake-electron: Chromium has no context");
  await first.route("**/*", answer);
  context = first;
  // Playwright waits for this line, as it would for Electron's own.
  process.stderr.write(`${line}\n`);
  await browserStarted();
}
