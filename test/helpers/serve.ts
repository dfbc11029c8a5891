/** The app as `detour serve` gives it to a browser: the built command line in a process and a data folder of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openStore } from "../../electron/engine/store/store.ts";
import { rememberWelcome } from "../../electron/service/first-run.ts";

/** Notes in a data folder that its person was shown round: then the app begins where one works. */
export function welcome(home: string): void {
  const store = openStore(home);
  rememberWelcome(store);
  store.close();
}

const cli = path.resolve(import.meta.dirname, "../../out/cli/detour.js");
const startMs = 30_000;

export interface ServedApp {
  /** The one-time link that it printed. */
  readonly url: string;
  readonly pid: number;
  /** Where files go. */
  readonly downloads: string;
  /** Ends the process: in good order, or as a crash does. The data folder stays. Out: its exit status; null where a signal ended it. */
  readonly end: (signal?: "SIGINT" | "SIGKILL") => Promise<number | null>;
}

/** A place for one app's data, to be served from once or more than once. */
export interface Place {
  readonly home: string;
  readonly serve: () => Promise<ServedApp>;
  /** Ends what still runs there, and removes the folder. */
  readonly remove: () => Promise<void>;
}

/** Makes one, for a person who was shown round already unless `firstRun` is given. */
export async function newPlace({ firstRun = false } = {}): Promise<Place> {
  const home = await realpath(await mkdtemp(path.join(tmpdir(), "detour-served-")));
  if (!firstRun) welcome(home);
  const served: ServedApp[] = [];
  return {
    home,
    async serve() {
      const app = await serveApp(home);
      served.push(app);
      return app;
    },
    async remove() {
      await Promise.all(served.map((app) => app.end()));
      await rm(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function serveApp(home: string): Promise<ServedApp> {
  if (!existsSync(cli)) throw new Error(`${cli} is not there: run "npm run build" first`);
  const downloads = path.join(home, "Downloads");
  const child = spawn(process.execPath, [cli, "serve", "--no-open", "--json"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], HOME: home, DETOUR_HOME: home, XDG_DOWNLOAD_DIR: downloads },
  });
  const exited = once(child, "exit");
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const line = Promise.withResolvers<string>();
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    if (out.includes("\n")) line.resolve(out.slice(0, out.indexOf("\n")));
  });
  const failed = (why: string) => line.reject(new Error(`detour serve ${why}: ${out}${said}`));
  void exited.then(() => failed("ended"));
  const late = setTimeout(() => failed("said nothing"), startMs);
  const end: ServedApp["end"] = async (signal = "SIGINT") => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    child.kill(signal);
    if (!(await Promise.race([exited, sleep(10_000, undefined, { ref: false })]))) child.kill("SIGKILL");
    await exited;
    return child.exitCode;
  };
  try {
    const { url } = JSON.parse(await line.promise) as { readonly url: string };
    return { url, pid: child.pid ?? 0, downloads, end };
  } catch (error) {
    await end("SIGKILL");
    throw error;
  } finally {
    clearTimeout(late);
  }
}
