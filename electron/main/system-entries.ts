/** What the app enters into the system: that it starts at sign-in, and that it opens `detour:` links. */
import { app } from "electron";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { autostartEntry, autostartFile } from "./autostart-entry.ts";
import { hiddenSwitch } from "./command-line.ts";
import { linkScheme } from "./detour-link.ts";

/** A checkout enters nothing: it would name a bare Electron. */
const mayEnter = () => app.isPackaged;

/** Starts the app at sign-in, in the tray; or no longer. */
export async function setAutostart(wanted: boolean): Promise<void> {
  if (!mayEnter()) return;
  if (process.platform !== "linux") {
    app.setLoginItemSettings({ openAtLogin: wanted, args: [hiddenSwitch] });
    return;
  }
  // Electron knows no such setting on Linux.
  const file = autostartFile(process.env, homedir());
  if (!wanted) return rm(file, { force: true });
  await mkdir(path.dirname(file), { recursive: true });
  // An AppImage runs from a place that is another one each time.
  await writeFile(file, autostartEntry(process.env["APPIMAGE"] ?? process.execPath));
}

/** Makes this app the one that opens `detour:` links. */
export function registerLinks(): void {
  if (!mayEnter()) return;
  // After `--` nothing is a switch, whatever a page wrote into its link.
  const [path, args] = process.platform === "win32" ? [process.execPath, ["--"]] : [];
  app.setAsDefaultProtocolClient(linkScheme, path, args);
}
