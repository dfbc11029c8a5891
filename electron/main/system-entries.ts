/** What the app enters into the system: that it starts at sign-in, and that it opens `detour:` links. */
import { app } from "electron";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { autostartEntry, autostartFile } from "./autostart-entry.ts";
import { hiddenSwitch } from "./command-line.ts";
import { linkScheme } from "./detour-link.ts";
import { ownProgram } from "./own-program.ts";

/** A checkout enters nothing: it would name a bare Electron. */
const mayEnter = () => app.isPackaged;

const program = () => ownProgram(process.env, process.execPath);

/** Starts the app at sign-in, in the tray; or no longer. */
export async function setAutostart(wanted: boolean): Promise<void> {
  if (!mayEnter()) return;
  if (process.platform !== "linux") {
    // On macOS, which starts bundles, the path says nothing.
    app.setLoginItemSettings({ openAtLogin: wanted, path: program(), args: [hiddenSwitch] });
    return;
  }
  // Electron knows no such setting on Linux.
  const file = autostartFile(process.env, homedir());
  if (!wanted) return rm(file, { force: true });
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, autostartEntry(program()));
}

/** Makes this app the one that opens `detour:` links. */
export function registerLinks(): void {
  if (!mayEnter()) return;
  // After `--` nothing is a switch, whatever a page wrote into its link.
  const [path, args] = process.platform === "win32" ? [program(), ["--"]] : [];
  app.setAsDefaultProtocolClient(linkScheme, path, args);
}
