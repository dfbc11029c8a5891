/** Whether Electron can run here, and where its executable is. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { root } from "./ensure-built.ts";

const limitMs = 60_000;
const folder = path.join(root, "node_modules/electron");

type Env = Readonly<Record<string, string | undefined>>;

/** Where to start Electron from, or in a few words why that cannot be. */
export type Found = { readonly executable: string } | { readonly why: string };

export interface FindOptions {
  readonly env?: Env;
  /** Hears that it will take a while. */
  readonly say?: (line: string) => void;
}

/** Looks for Electron's executable and fetches it if it is missing, for at most a minute. */
export async function findElectron({
  env = process.env,
  say = () => undefined,
}: FindOptions = {}): Promise<Found> {
  if (!existsSync(path.join(folder, "package.json"))) return { why: "the electron package is not installed" };
  const present = executablePath(env);
  if (present && existsSync(present)) return { executable: present };
  if (env["ELECTRON_OVERRIDE_DIST_PATH"])
    return { why: `ELECTRON_OVERRIDE_DIST_PATH has no executable (${present})` };
  say("Electron's binary is not here yet and is being fetched; this takes a minute at most.");
  const problem = await fetchElectron();
  if (problem) return { why: problem };
  const fetched = executablePath(env);
  return fetched && existsSync(fetched)
    ? { executable: fetched }
    : { why: "its binary is not where its installer should have put it" };
}

/** As the electron package itself finds it; undefined where it was never fetched. */
function executablePath(env: Env): string | undefined {
  const named = path.join(folder, "path.txt");
  const name = existsSync(named) ? readFileSync(named, "utf8") : undefined;
  const override = env["ELECTRON_OVERRIDE_DIST_PATH"];
  if (override) return path.join(override, name ?? "electron");
  return name ? path.join(folder, "dist", name) : undefined;
}

/** Runs electron's own installer, quietly. Returns what went wrong, in a few words. */
async function fetchElectron(): Promise<string | undefined> {
  const installer = createRequire(import.meta.url).resolve("electron/install.js");
  const child = spawn(process.execPath, [installer], {
    stdio: ["ignore", "ignore", "pipe"],
    timeout: limitMs,
    killSignal: "SIGKILL",
  });
  let said = "";
  child.stderr.on("data", (data: Buffer) => (said += data.toString()));
  const { code, signal } = await new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once("error", () => resolve({ code: 1, signal: null }));
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  if (signal) return "its binary could not be fetched within a minute";
  if (code === 0) return undefined;
  const cause = /^\s*(?:\[cause\]: )?(?:\w*Error): (.+)$/m.exec(said)?.[1]?.trim() ?? `status ${code}`;
  return `its binary could not be fetched (${cause})`;
}
