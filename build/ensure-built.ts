/**
 * Builds out/ if a source is newer than the last build. One build at a time, over all processes: test files and
 * terminals may ask at once.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { glob, stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export const root = path.dirname(import.meta.dirname);
const out = path.join(root, "out");
const stamp = path.join(out, ".built");
const lock = path.join(root, "node_modules", ".detour-build");

/** One file of each part; without it the part was never built, or removed. */
const products = [
  "renderer/index.html",
  "main/main.js",
  "main/package.json",
  "preload/preload.cjs",
  "cli/detour.js",
];
const sources = [
  "electron/**/*",
  "renderer/**/*",
  "build/electron-manifest.ts",
  "build/manifest-parts.ts",
  "build/third-party.ts",
  "build/licences/*",
  "vite.config.ts",
  "package.json",
];
const patienceMs = 120_000;

export interface BuildOptions {
  /** Hears the one line that is worth saying. */
  readonly say?: (line: string) => void;
}

/**
 * Makes out/ fit the sources. Resolves when it does; throws where the build fails. DETOUR_BUILT=1 says that it fits
 * already: whoever runs many programs (build/test.ts) asks once for all of them.
 */
export async function ensureBuilt({ say = () => undefined }: BuildOptions = {}): Promise<void> {
  if (process.env["DETOUR_BUILT"] === "1" || !(await isStale())) return;
  await withLock(async () => {
    const newest = await newestSource();
    if (newest <= builtFrom()) return;
    const begun = performance.now();
    await build();
    // The sources as they were when the build began: a change during it makes it stale again.
    writeFileSync(stamp, String(newest));
    say(`Built in ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
  });
}

/** Whether a source is newer than the last build. */
export async function isStale(): Promise<boolean> {
  return (await newestSource()) > builtFrom();
}

/** Time of the newest source or folder (so that a removed file counts too), in milliseconds since 1970. */
async function newestSource(): Promise<number> {
  let newest = 0;
  for await (const file of glob(sources, { cwd: root })) {
    newest = Math.max(newest, (await stat(path.join(root, file))).mtimeMs);
  }
  return newest;
}

/** The newest source of the last build; 0 where there is none, or a part of it is gone. */
function builtFrom(): number {
  if (!products.every((file) => existsSync(path.join(out, file)))) return 0;
  try {
    return Number(readFileSync(stamp, "utf8"));
  } catch {
    return 0;
  }
}

async function build(): Promise<void> {
  const vite = path.join(root, "node_modules/vite/bin/vite.js");
  const child = spawn(process.execPath, [vite, "build", "--app", "--logLevel", "warn"], {
    cwd: root,
    // Under a test runner it says "test", and React would be its slow development build.
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["ignore", 2, 2],
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (status !== 0) throw new Error(`The build failed (vite build ended with ${status}).`);
}

/** Runs `work` alone. A lock that is older than any build is a dead process's and is taken over. */
async function withLock(work: () => Promise<void>): Promise<void> {
  while (!tryLock()) await sleep(100);
  try {
    await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function tryLock(): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > patienceMs) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}
