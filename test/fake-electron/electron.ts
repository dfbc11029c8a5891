/** The module `electron` as the main process sees it. A name that is not here fails the import that asks for it. */
export { app } from "./app.ts";
export { BrowserWindow, webContents } from "./browser-window.ts";
export {
  clipboard,
  nativeImage,
  net,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  safeStorage,
  Tray,
} from "./desktop.ts";
export { ipcMain } from "./ipc-main.ts";
export { Menu, MenuItem } from "./menu.ts";
export { protocol } from "./schemes.ts";
export { session } from "./session.ts";
export { recorded } from "./strict.ts";
export { dialog, nativeTheme, shell } from "./system.ts";

/** Where a packed app has what lies beside its archive: FAKE_ELECTRON_RESOURCES, or a folder that is not there. */
Object.assign(process, { resourcesPath: process.env["FAKE_ELECTRON_RESOURCES"] ?? "/nonexistent/resources" });
Object.assign(process.versions, { electron: process.versions["electron"] ?? "45.4.1" });
