/**
 * What happens to a window whose page ends or hangs: downloads are at work in this process and do not notice, but nobody
 * would see them. So it is noted, and the page is loaded anew; where that does not help, its person is asked.
 */
import { app, dialog, type BrowserWindow, type MessageBoxOptions } from "electron";
import type { Log } from "../engine/log.ts";
import { fewTimes } from "./few.ts";
import { start } from "./origin.ts";
import type { ShellWords } from "./words.ts";

const mostTimes = 3;
const withinMs = 60_000;

export interface PageCareOptions {
  readonly log: Pick<Log, "warn" | "error">;
  readonly words: () => ShellWords;
  readonly quit: () => void;
}

/** Makes what looks after a window's page, to be called once for each window. */
export function createPageCare({ log, words, quit }: PageCareOptions): (window: BrowserWindow) => void {
  const again = fewTimes(mostTimes, withinMs, () => performance.now());
  // Then its page may, too.
  let ending = false;
  app.on("before-quit", () => {
    ending = true;
  });

  function load(window: BrowserWindow): void {
    window.loadURL(start).catch((error: unknown) => log.error({ error }, "the page was not loaded anew"));
  }

  async function askFor(window: BrowserWindow): Promise<void> {
    const { pageEnds, pageAgain, quit: end } = words();
    const question: MessageBoxOptions = { type: "error", message: pageEnds, buttons: [pageAgain, end] };
    // What is hidden is not brought to the front by its question.
    const shown = window.isVisible();
    const { response } = await (shown
      ? dialog.showMessageBox(window, question)
      : dialog.showMessageBox(question));
    if (response === 1) quit();
    else if (!window.isDestroyed() && !ending) load(window);
  }

  return (window) => {
    const { webContents } = window;
    webContents.on("render-process-gone", (_event, { reason, exitCode }) => {
      if (ending) return;
      log.warn({ reason, exitCode }, "the page's process ended");
      // Not within the event: Electron is still putting the old page away.
      setImmediate(() => {
        if (window.isDestroyed() || ending) return;
        if (again()) load(window);
        else
          askFor(window).catch((error: unknown) =>
            log.error({ error }, "nobody could be asked about the page"),
          );
      });
    });
    webContents.on("unresponsive", () => {
      log.warn({}, "the page does not answer, and is ended");
      // It says by the event above that it has ended.
      webContents.forcefullyCrashRenderer();
    });
  };
}
