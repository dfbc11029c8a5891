/** The desktop app's log: one file in the data folder, begun anew when it has grown large. */
import { rmSync, statSync } from "node:fs";
import path from "node:path";
import { pino } from "pino";
import { redactFields, type Log } from "../engine/log.ts";

const largeBytes = 5_000_000;

/** Where the log of a data folder is. */
export const logFile = (folder: string): string => path.join(folder, "detour.log");

/** Opens `detour.log` in a folder, which is made if it is not there. DETOUR_LOG sets its level (`info`). */
export function createFileLog(folder: string): Log {
  const file = logFile(folder);
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largeBytes) rmSync(file);
  return pino(
    { level: process.env["DETOUR_LOG"] ?? "info", base: null, formatters: { log: redactFields } },
    pino.destination({ dest: file, mkdir: true, sync: true }),
  );
}

export { redactText as redact } from "../common/source.ts";
