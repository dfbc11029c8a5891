/** Quitting waits until downloads are safe on disk, but not for ever. */
import { app, BrowserWindow } from "electron";
import { setTimeout as sleep } from "node:timers/promises";

const limitMs = 10_000;

/** Runs `close` once before the app quits, with its windows hidden, and quits after it or after a time limit. */
export function closeBeforeQuit(close: () => Promise<void>, report: (error: unknown) => void): void {
  let state: "running" | "closing" | "closed" = "running";
  async function closeAndQuit(): Promise<void> {
    for (const window of BrowserWindow.getAllWindows()) window.hide();
    try {
      await Promise.race([close(), sleep(limitMs)]);
    } catch (error) {
      report(error);
    }
    state = "closed";
    app.quit();
  }
  app.on("before-quit", (event) => {
    if (state === "closed") return;
    event.preventDefault();
    if (state === "closing") return;
    state = "closing";
    void closeAndQuit();
  });
}
