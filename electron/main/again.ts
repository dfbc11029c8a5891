/**
 * A start that comes while Detour ends: it has handed its words over and is gone, and this one is no longer of use. So Detour
 * starts anew with those words as soon as this process is over. It does not let the second one run beside it: both would
 * have Chromium's profile open, the gateway's port would be taken, and what the first one is still putting on disk would
 * belong to a host that lives, so that the second one could not go on with it.
 */
import { app } from "electron";
import type { Arrival, Arrivals } from "./arrivals.ts";
import { argsForAnother } from "./command-line.ts";
import { ownProgram } from "./own-program.ts";

/**
 * Begins to follow it. `mayStart` is asked once, at the very end, where a start came: whether nothing else starts the app.
 */
export function startAgainAfterQuit(arrivals: Arrivals, mayStart: () => boolean): void {
  const late: Arrival[] = [];
  app.once("before-quit", () => {
    arrivals.deliver((arrival) => void late.push(arrival));
    // On macOS a second start is no process of its own: the system tells the first one that it is wanted.
    app.on("activate", () => void late.push({ offers: [], files: [], hidden: false, args: [] }));
  });
  app.once("will-quit", () => {
    // The time between this and the end of the process is none that anybody could start Detour in.
    if (late.length === 0 || !mayStart()) return;
    const args = argsForAnother(process.argv.slice(1), late);
    app.relaunch({
      execPath: ownProgram(process.env, process.execPath),
      args: app.isPackaged ? args : [app.getAppPath(), ...args],
    });
  });
}
