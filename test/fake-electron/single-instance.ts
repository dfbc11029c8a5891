/**
 * The single-instance lock: the first process of a user-data folder holds it, later ones leave their words in a folder
 * that it watches. (Synchronous, as Electron's is; a socket could not be.)
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { appEvents, whenReady } from "./lifecycle.ts";

let held: string | undefined;

/** Takes the lock of a folder, or hands `data` to the process that holds it. */
export function requestLock(folder: string, data: unknown): boolean {
  const lock = path.join(folder, "fake-lock");
  const spool = path.join(folder, "fake-second-instances");
  mkdirSync(spool, { recursive: true });
  if (existsSync(lock) && isAlive(Number(readFileSync(lock, "utf8")))) {
    const file = path.join(spool, `${process.pid}`);
    writeFileSync(`${file}.part`, JSON.stringify({ argv: process.argv, cwd: process.cwd(), data }));
    renameSync(`${file}.part`, `${file}.json`);
    return false;
  }
  writeFileSync(lock, String(process.pid));
  held = lock;
  const read = () => {
    for (const name of readdirSync(spool).filter((one) => one.endsWith(".json"))) {
      const file = path.join(spool, name);
      const said = JSON.parse(readFileSync(file, "utf8")) as { argv: string[]; cwd: string; data: unknown };
      rmSync(file);
      // Never before ready, as in Electron.
      void whenReady().then(() => appEvents.emit("second-instance", {}, said.argv, said.cwd, said.data));
    }
  };
  watch(spool, read).unref();
  return true;
}

export function releaseLock(): void {
  if (held !== undefined) rmSync(held, { force: true });
  held = undefined;
}

export const hasLock = (): boolean => held !== undefined;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch {
    return false;
  }
}
