import path from "node:path";
import envPaths from "env-paths";

/**
 * The folder that holds everything Detour keeps, shared by the app and the command line: `DETOUR_HOME` where it is set,
 * else the user's data folder as his system has it.
 */
export function dataFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const chosen = env["DETOUR_HOME"];
  return chosen ? path.resolve(chosen) : envPaths("detour", { suffix: "" }).data;
}
