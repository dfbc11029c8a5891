/** The app's one window: sandboxed, isolated, shown when it has something to show. */
import { app, BrowserWindow, nativeTheme } from "electron";
import path from "node:path";
import { start } from "./origin.ts";

/** The page's ground colours, so that no other colour flashes before it is painted. */
const ground = { light: "#f9fafb", dark: "#111419" };

export interface AppWindow {
  /**
   * Opens the window, or brings the one that is open to the front. `loaded` is called when its page listens. Nothing happens
   * while the app quits: nobody answers a window any more.
   */
  show(loaded?: () => void): void;
}

export interface AppWindowOptions {
  /** Whether closing it only hides it. */
  readonly keep: () => boolean;
  /** Hears of each window that is made, before its page is loaded. */
  readonly made: (window: BrowserWindow) => void;
}

export function createAppWindow({ keep, made }: AppWindowOptions): AppWindow {
  let quitting = false;
  nativeTheme.on("updated", () => {
    for (const window of BrowserWindow.getAllWindows()) window.setBackgroundColor(groundNow());
  });
  app.on("before-quit", () => {
    quitting = true;
  });
  return {
    show(loaded) {
      if (quitting) return;
      const [open] = BrowserWindow.getAllWindows();
      if (open) {
        if (open.isMinimized()) open.restore();
        open.show();
        open.focus();
        if (loaded) whenLoaded(open, loaded);
        return;
      }
      const window = createWindow();
      made(window);
      window.once("ready-to-show", () => {
        if (!quitting) window.show();
      });
      window.on("close", (event) => {
        if (quitting || !keep()) return;
        event.preventDefault();
        window.hide();
      });
      void window.loadURL(start);
      if (loaded) whenLoaded(window, loaded);
    },
  };
}

function groundNow(): string {
  return nativeTheme.shouldUseDarkColors ? ground.dark : ground.light;
}

/** A page that still loads hears nothing. */
function whenLoaded({ webContents }: BrowserWindow, then: () => void): void {
  if (webContents.isLoading()) webContents.once("did-finish-load", then);
  else then();
}

function createWindow(): BrowserWindow {
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
    backgroundColor: groundNow(),
    webPreferences: {
      preload: path.join(import.meta.dirname, "../preload/preload.cjs"),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    },
  });
  return window;
}
