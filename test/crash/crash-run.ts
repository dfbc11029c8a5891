/**
 * Kills the built command line again and again in the middle of real downloads, goes on by the same command each time, and
 * counts: wrong files, and how much each kill cost.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openStore } from "../../electron/engine/store/store.ts";
import { startFaultServer } from "../helpers/fault-server.ts";
import { randomFrom } from "./random.ts";

export interface CrashOptions {
  readonly cli: string;
  readonly kills: number;
  readonly seed: number;
  /** Downloads at once. */
  readonly parallel: number;
  readonly say: (line: string) => void;
}

export interface CrashResult {
  readonly kills: number;
  readonly files: number;
  /** What was wrong, in words; empty where every file is right and no kill cost more than it may. */
  readonly wrong: readonly string[];
  /** The largest number of bytes that had been sent before one kill and were not kept, and in seconds of the full rate. */
  readonly refetch: number;
  readonly refetchSeconds: number;
  /** The most that it may be, in seconds of the full rate: see `boundSeconds`. */
  readonly boundSeconds: number;
}

/**
 * The journal is written each second, found to be due each 0.2 s, and each write takes its time: what came in 2 s of the
 * full rate may be lost, and what stands in the buffers of each connection.
 */
const boundSeconds = 2;
const bufferBytes = 128 * 1024;
const connections = 3;

/** Runs until so many kills are done and every file that was begun is whole. */
export async function crash(options: CrashOptions): Promise<CrashResult> {
  const state = { kills: 0, files: 0, refetch: 0, refetchSeconds: 0, wrong: [] as string[] };
  const worker = async (index: number) => {
    const random = randomFrom(options.seed * 1000 + index);
    while (state.kills < options.kills) await oneFile(options, random, state);
  };
  await Promise.all(Array.from({ length: options.parallel }, (_, index) => worker(index)));
  return { ...state, boundSeconds };
}

async function oneFile(
  { cli, kills, say }: CrashOptions,
  random: () => number,
  state: { kills: number; files: number; refetch: number; refetchSeconds: number; wrong: string[] },
): Promise<void> {
  const size = 2_000_000 + Math.floor(random() * 8_000_000);
  const rate = 200_000 + Math.floor(random() * 400_000);
  const withRelay = random() < 0.6;
  const serverOptions = { size, seed: `crash ${size}`, handle: () => ({ rate }) };
  const origin = await startFaultServer(serverOptions);
  const relay = await startFaultServer(serverOptions);
  const folder = mkdtempSync(path.join(tmpdir(), "detour-crash-"));
  const files = path.join(folder, "files");
  const home = path.join(folder, "home");
  const file = path.join(files, "out.bin");
  const right = createHash("sha256").update(origin.bytes()).digest("hex");
  const words = ["get", origin.url, "-o", file, "--connections", String(connections), "--json"];
  if (withRelay) words.push("--relay", `reverse:${relay.base}/=${origin.base}/`);
  const lanes = connections * (withRelay ? 2 : 1);
  const sent = () =>
    [origin, relay].flatMap(({ requests }) => requests).reduce((sum, { bytesSent }) => sum + bytesSent, 0);
  const most = 1 + Math.floor(random() * 6);
  try {
    for (let mine = 0; ;) {
      const before = { sent: sent(), kept: keptIn(home, size) };
      const last = mine >= most || state.kills >= kills;
      const run = spawn(process.execPath, [cli, ...words], {
        stdio: ["ignore", "pipe", "pipe"],
        env: { PATH: process.env["PATH"], DETOUR_HOME: home },
      });
      const out = { stdout: "", stderr: "" };
      const ended = once(run, "close");
      const killAt = last ? undefined : aim(random, size);
      run.stderr.setEncoding("utf8").on("data", (text: string) => (out.stderr += text));
      run.stdout.setEncoding("utf8").on("data", (text: string) => {
        out.stdout += text;
        if (killAt?.bytes !== undefined && bytesIn(out.stdout) >= killAt.bytes)
          setTimeout(() => run.kill("SIGKILL"), killAt.ms);
      });
      if (killAt && killAt.bytes === undefined)
        void Promise.race([ended, sleep(killAt.ms)]).then(() => run.kill("SIGKILL"));
      await ended;
      if (run.signalCode === "SIGKILL") {
        mine++;
        state.kills++;
        const lost = before.kept + sent() - before.sent - keptIn(home, size, file);
        const seconds = Math.max(0, lost - lanes * bufferBytes) / (rate * lanes);
        state.refetch = Math.max(state.refetch, lost);
        state.refetchSeconds = Math.max(state.refetchSeconds, lost / (rate * lanes));
        if (seconds > boundSeconds)
          state.wrong.push(`a kill cost ${lost} bytes of ${lanes} connections at ${rate} B/s`);
        if (existsSync(file) && hashOf(file) !== right)
          state.wrong.push(`${size}: a wrong file after a kill`);
        continue;
      }
      // The kill may have come after the end was recorded, and before it was told: then the file is there.
      const whole = existsSync(file) && hashOf(file) === right;
      const left = existsSync(files) ? readdirSync(files).filter((name) => name !== "out.bin") : [];
      if (!whole || (run.exitCode !== 0 && !out.stdout.includes("file-exists")) || left.length > 0)
        state.wrong.push(
          `${size}: status ${run.exitCode}, ${left.join(" ")} ${out.stdout.slice(-500)}${out.stderr}`,
        );
      state.files++;
      say(`${state.kills} kills, ${state.files} files, ${state.wrong.length} wrong`);
      return;
    }
  } finally {
    await origin.close();
    await relay.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** When to kill: mostly at any time, else around a flush, or around the end, where the file gets its name. */
function aim(random: () => number, size: number): { readonly ms: number; readonly bytes?: number } {
  const kind = random();
  if (kind < 0.25) return { bytes: size * (0.9 + random() * 0.1), ms: random() * 250 };
  if (kind < 0.45) return { bytes: 1, ms: 900 + random() * 300 };
  return { ms: 200 + random() * 2300 };
}

/** Bytes that the last whole line of progress told of. */
function bytesIn(stdout: string): number {
  const found = [...stdout.matchAll(/"bytes":(\d+)/g)].at(-1);
  return Number(found?.[1] ?? 0);
}

/** Bytes that the journal claims, or all of them where the file is there. */
function keptIn(home: string, size: number, file?: string): number {
  if (file !== undefined && existsSync(file)) return size;
  if (!existsSync(path.join(home, "detour.sqlite"))) return 0;
  const store = openStore(home);
  try {
    const [record] = store.downloads.list();
    return record?.done.reduce((sum, [start, end]) => sum + end - start, 0) ?? 0;
  } finally {
    store.close();
  }
}

function hashOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
