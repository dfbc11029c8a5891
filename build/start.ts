/**
 * `npm start`: the desktop app where Electron can run, else the same app in the browser. Ctrl-C ends either; both close
 * their downloads safely by themselves.
 */
import { spawn } from "node:child_process";
import path from "node:path";
import { hasDisplay } from "../electron/headless/desktop.ts";
import { findElectron } from "./electron-binary.ts";
import { ensureBuilt, root } from "./ensure-built.ts";

/** An Electron that fails this soon cannot run here (libraries or rights that it needs are missing). */
const stillbornMs = 5000;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const args = process.argv.slice(2);
let stopped = false;

try {
  await ensureBuilt({ say });
  const problem = await openDesktop();
  if (problem !== undefined) {
    say(`The desktop app cannot open here: ${problem}. Detour opens in the browser instead.`);
    const open = hasDisplay() ? "--open" : "--no-open";
    process.exitCode = await run(process.execPath, [
      path.join(root, "out/cli/detour.js"),
      "serve",
      open,
      ...args,
    ]);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** Runs the desktop app to its end. Returns, in a few words, why it could not run at all. */
async function openDesktop(): Promise<string | undefined> {
  if (!hasDisplay()) return "there is no display";
  const found = await findElectron({ say });
  if ("why" in found) return found.why;
  const begun = performance.now();
  const status = await run(found.executable, [path.join(root, "out/main"), ...args]);
  const stillborn = status !== 0 && !stopped && performance.now() - begun < stillbornMs;
  if (stillborn) return `Electron ended at once, with status ${status}`;
  process.exitCode = status;
  return undefined;
}

/** Runs a program to its end; resolves with its status. Signals are passed on, so that it can end in good order. */
async function run(file: string, args: readonly string[]): Promise<number> {
  const child = spawn(file, args, { stdio: "inherit", cwd: root });
  const pass = (signal: NodeJS.Signals) => {
    stopped = true;
    // A terminal sends Ctrl-C to the whole group; the child would get it twice.
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, pass);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      // An interrupted app has done what it was asked to.
      child.once("exit", (code, signal) => resolve(signal === "SIGINT" || code === 130 ? 0 : (code ?? 1)));
    });
  } finally {
    for (const signal of signals) process.off(signal, pass);
  }
}
