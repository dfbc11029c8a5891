/** A Chromium for tests: the one of CHROME_PATH, an installed one, or Debian's, installed on demand. */
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const usual = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:/Program Files/Google/Chrome/Application/chrome.exe",
];

/** Nothing but the tests' own traffic, and no sandbox, which root cannot have. */
export const chromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Path of a Chromium; throws with a sentence where none can be had. */
export async function findChromium(): Promise<string> {
  const chosen = process.env["CHROME_PATH"];
  if (chosen) return chosen;
  const present = usual.find((file) => existsSync(file));
  if (present) return present;
  const { need } = await import("./debian.ts");
  return need("chromium", "chromium");
}

/** Starts a headless Chromium; the caller closes it. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), args: chromiumFlags });
}
