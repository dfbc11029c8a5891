/** The app's one window: sandboxed, isolated, shown when it has something to show. */
import { BrowserWindow, nativeTheme } from "electron";
import path from "node:path";
import { start } from "./origin.ts";

/** The page's ground colours, so that no other colour flashes before it is painted. */
const ground = { light: "#f9fafb", dark: "#111419" };

/** Opens the window, or brings the one that is open to the front. */
export function showWindow(): void {
  const [open] = BrowserWindow.getAllWindows();
  if (!open) return createWindow();
  if (open.isMinimized()) open.restore();
  open.show();
  open.focus();
}

function createWindow(): void {
  const window = new BrowserWindow({
    name: "main",
    windowStatePersistence: true,
    width: 1120,
    height: 760,
    minWidth: 640,
    minHeight: 480,
    show: false,
    title: "Detour",
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? ground.dark : ground.light,
    webPreferences: {
      preload: path.join(import.meta.dirname, "../preload/preload.cjs"),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    },
  });
  window.once("ready-to-show", () => window.show());
  void window.loadURL(start);
}
