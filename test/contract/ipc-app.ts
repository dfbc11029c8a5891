/** A desktop app that is all transport: the real ipc.ts, protocol.ts and preload over a memory service. */
import { app, BrowserWindow } from "electron";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { dataFolder } from "../../electron/engine/store/data-folder.ts";
import { serveIpc } from "../../electron/main/ipc.ts";
import { start } from "../../electron/main/origin.ts";
import { registerScheme, serveBundle } from "../../electron/main/protocol.ts";
import { createMemoryService } from "./memory-service.ts";

registerScheme();
app.on("window-all-closed", () => app.quit());
void run();

async function run(): Promise<void> {
  await app.whenReady();
  // The folder of this run, which launchApp removes.
  const folder = dataFolder();
  writeFileSync(path.join(folder, "index.html"), "<!doctype html><title>Detour</title>");
  serveBundle(folder);
  serveIpc(createMemoryService(), () => undefined);
  const preload = path.resolve(import.meta.dirname, "../../out/preload/preload.cjs");
  const window = new BrowserWindow({ webPreferences: { preload, sandbox: true, contextIsolation: true } });
  await window.loadURL(start);
}
