import { redactFields, silentLog, type Log } from "../engine/log.ts";

/** The command line keeps quiet about how it works, but for DETOUR_DEBUG=1: then each entry is a JSON line on stderr. */
export function createLog(debug: boolean, write: (line: string) => void): Log {
  if (!debug) return silentLog;
  const at = (level: string) => (fields: object, message: string) =>
    write(JSON.stringify({ level, ms: Math.round(performance.now()), message, ...redactFields(fields) }));
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
