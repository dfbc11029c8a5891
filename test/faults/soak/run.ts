/** Many files at once through servers and relays that fail at random, until the time is over. */
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createEngine } from "../../../electron/engine/create-engine.ts";
import { silentLog } from "../../../electron/engine/log.ts";
import { openStore } from "../../../electron/engine/store/store.ts";
import { fastClock } from "../../helpers/fast-clock.ts";
import { dice } from "./dice.ts";
import { soakFile, type SoakFile } from "./one-file.ts";

export interface SoakOptions {
  readonly seconds: number;
  readonly seed: number;
  /** The share of requests that meet a fault. */
  readonly share: number;
  /** Hears of every file that is not right. */
  readonly say: (line: string) => void;
  /** Hears of the state of things, now and then. */
  readonly progress?: (line: string) => void;
}

export interface SoakResult {
  readonly files: number;
  readonly wrong: number;
  /** Neither right nor cleanly stopped, or not right after many attempts. */
  readonly stuck: number;
  readonly stops: number;
  readonly failures: number;
  /** How often each row struck. */
  readonly faults: ReadonlyMap<number, number>;
}

const atOnce = 6;
/** Waits of the engine, such as 15 s for a silent server, are so much shorter. */
const faster = 20;
const sayEveryMs = 30_000;

/** Runs for that time, and until the last files are over. */
export async function soak({ seconds, seed, share, say, progress }: SoakOptions): Promise<SoakResult> {
  const home = await realpath(await mkdtemp(path.join(tmpdir(), "detour-soak-")));
  const folder = path.join(home, "files");
  await mkdir(folder);
  const store = openStore(path.join(home, "data"));
  const clock = fastClock(faster);
  const chance = dice(seed);
  const engine = createEngine({ clock, random: () => chance.next(), log: silentLog, store });
  const result = { files: 0, wrong: 0, stuck: 0, stops: 0, failures: 0, faults: new Map<number, number>() };
  const until = performance.now() + seconds * 1000;
  let saidAt = performance.now();
  let number = 0;
  const note = (file: SoakFile) => {
    result.files++;
    result.stops += file.stops;
    result.failures += file.failures;
    for (const row of file.faults) result.faults.set(row, (result.faults.get(row) ?? 0) + 1);
    if (file.outcome !== "right") {
      result[file.outcome]++;
      say(file.detail);
    }
    if (performance.now() - saidAt > sayEveryMs) {
      saidAt = performance.now();
      progress?.(summary(result));
    }
  };
  const work = async () => {
    while (performance.now() < until) {
      const one = { number: ++number, dice: dice(seed + number * 7919) };
      note(await soakFile({ ...one, engine, clock, folder, share, slow: seconds > 30 }));
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    await engine.close();
    store.close();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
  return result;
}

/** The line that a soak ends with. */
export function summary({ files, wrong, stops, failures, faults }: SoakResult): string {
  const injected = [...faults.values()].reduce((sum, count) => sum + count, 0);
  return `files ${files}, wrong ${wrong}, stopped-and-resumed ${stops}, failed-cleanly ${failures}, faults injected ${injected}`;
}
