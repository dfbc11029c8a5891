/**
 * The contract over Electron's IPC: one channel for calls, one for events. Only the main frame of our own page may call
 * (a frame that is gone, an inner frame and any other page are refused), and `dispatch` checks what it sends.
 *
 * Events carry whole views, never differences: a window that loads, or loads again, asks for the lists and has missed
 * nothing, so nothing is queued for windows that are not ready.
 */
import { BrowserWindow, ipcMain } from "electron";
import { dispatch, type Reply } from "../common/contract.ts";
import { AppError, toFailure } from "../common/errors.ts";
import type { Service } from "../service/service.ts";
import { isOwnUrl, isTrustedSender } from "./origin.ts";

const refused: Reply = {
  ok: false,
  failure: toFailure(new AppError("not-allowed", { detail: "the call came from another page" })),
};

/**
 * Serves the service to every window. `report` hears of errors that are our own fault. Returns a function that ends it.
 */
export function serveIpc(service: Service, report: (error: unknown) => void): () => void {
  ipcMain.handle("detour:call", async (event, method: unknown, input: unknown): Promise<Reply> => {
    if (!isTrustedSender(event.senderFrame)) return refused;
    return dispatch(service.handlers, method, input, report);
  });
  const stopListening = service.on((event, data) => {
    for (const window of BrowserWindow.getAllWindows()) {
      if (window.isDestroyed() || window.webContents.isDestroyed()) continue;
      if (isOwnUrl(window.webContents.getURL())) window.webContents.send("detour:event", event, data);
    }
  });
  return () => {
    stopListening();
    ipcMain.removeHandler("detour:call");
  };
}
