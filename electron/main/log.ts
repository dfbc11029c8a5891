/** The desktop app's log: one file in the data folder, begun anew when it has grown large. */
import { rmSync, statSync } from "node:fs";
import path from "node:path";
import { pino } from "pino";
import { redactFields, type Log } from "../engine/log.ts";

const largeBytes = 5_000_000;
/** Most that waits for a disk that is full. */
const waitingBytes = 1_000_000;

/** Where the log of a data folder is. */
export const logFile = (folder: string): string => path.join(folder, "detour.log");

const levels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];
const usualLevel = "info";

/**
 * Opens `detour.log` in a folder, which is made if it is not there. DETOUR_LOG, given as `asked`, sets its level (`info`); one
 * that is not known is named in it. Its functions never throw: what a full disk does not take is written once there is room
 * again.
 */
export function createFileLog(folder: string, asked = process.env["DETOUR_LOG"] ?? ""): Log {
  const file = logFile(folder);
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largeBytes) rmSync(file);
  const destination = pino.destination({ dest: file, mkdir: true, sync: true, maxLength: waitingBytes });
  // Without a listener it would throw in the middle of whatever had something to say, such as that the disk is full.
  destination.on("error", () => undefined);
  const level = asked.trim().toLowerCase();
  const known = levels.includes(level);
  const log = pino(
    { level: known ? level : usualLevel, base: null, formatters: { log: redactFields } },
    destination,
  );
  if (!known && level !== "")
    log.warn({ asked }, `DETOUR_LOG is none of ${levels.join(", ")}; the log is kept as with ${usualLevel}`);
  return log;
}

export { redactText as redact } from "../common/source.ts";
