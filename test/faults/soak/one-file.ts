/** One file of a soak: its servers, its faults, its pauses, until it is right, wrong, or given up. */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseRelaySpec } from "../../../electron/common/relay-spec.ts";
import type { DownloadView } from "../../../electron/common/views.ts";
import type { Clock } from "../../../electron/engine/clock.ts";
import type { DownloadRequest, Engine } from "../../../electron/engine/types.ts";
import { SeededBytes } from "../../../electron/practice/seeded-bytes.ts";
import {
  signed,
  startFaultServer,
  type Fault,
  type FaultScript,
  type FaultServer,
} from "../../helpers/fault-server.ts";
import type { Dice } from "./dice.ts";
import { isDown, soakFaults, type SoakFault } from "./faults.ts";

export interface SoakFileOptions {
  readonly number: number;
  readonly dice: Dice;
  readonly engine: Engine;
  readonly clock: Clock;
  /** An empty folder for this file alone is made in it, and removed. */
  readonly folder: string;
  /** The share of requests that meet a fault. */
  readonly share: number;
  /** Whether faults may strike that cost tens of seconds. */
  readonly slow: boolean;
}

export interface SoakFile {
  readonly outcome: "right" | "wrong" | "stuck";
  /** What to say of one that is not right. */
  readonly detail: string;
  /** How often it was paused and gone on with. */
  readonly stops: number;
  /** How often it failed with nothing under the final name. */
  readonly failures: number;
  /** The rows that struck. */
  readonly faults: readonly number[];
}

const attempts = 8;
/** Nothing takes so long: whatever does hangs. */
const longestMs = 180_000;

/** Plays one file to its end. Rejects only where the soak itself is broken. */
export async function soakFile(options: SoakFileOptions): Promise<SoakFile> {
  const { number, dice, engine } = options;
  const folder = path.join(options.folder, String(number));
  await mkdir(folder);
  const plan = planFile(options);
  const servers = await startServers(options, plan);
  let stops = 0;
  let failures = 0;
  const end = (outcome: SoakFile["outcome"], detail = ""): SoakFile => ({
    outcome,
    detail:
      detail && `file ${number} (${plan.size} bytes, ${plan.mode}, rows ${servers.struck.join()}): ${detail}`,
    stops,
    failures,
    faults: servers.struck,
  });
  try {
    let { id } = await engine.downloads.add(requestOf(plan, servers, folder));
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (dice.chance(0.15)) {
        await sleep(dice.between(1, 250));
        await engine.downloads.pause(id);
        if (engine.downloads.get(id)?.state === "paused") {
          stops++;
          await engine.downloads.resume(id);
        }
      }
      const view = await Promise.race([
        engine.downloads.settled(id),
        sleep(longestMs, undefined, { ref: false }),
      ]);
      if (!view) return end("stuck", "it hangs");
      if (view.state === "done") {
        const problem = await problemOf(view, folder, servers.right);
        return problem === undefined ? end("right") : end("wrong", problem);
      }
      const names = await readdir(folder);
      if (names.includes("file.bin")) return end("wrong", `${view.state}, and yet there is ${names.join()}`);
      failures++;
      servers.last = view.failure?.code ?? view.state;
      // An outage takes a moment, whatever the engine's fast clock says.
      await sleep(100);
      // What cannot be gone on with is begun anew, as the same command does.
      ({ id } = await engine.downloads.add(requestOf(plan, servers, folder)));
    }
    return end("stuck", `it failed ${attempts} times, last ${servers.last}`);
  } finally {
    await servers.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface Plan {
  readonly size: number;
  readonly mode: "direct" | "relay" | "all";
  readonly relays: number;
  readonly checked: boolean;
  readonly redirected: boolean;
  readonly rate: number | undefined;
}

function planFile({ dice, number }: SoakFileOptions): Plan {
  const mode = dice.pick(["direct", "all", "all", "all", "relay"] as const);
  // From 1 KB to 4 MB, each magnitude as often as any other; now and then a larger one.
  const size = dice.chance(0.01)
    ? dice.between(8_000_000, 20_000_000)
    : Math.round(1000 * 4000 ** dice.next());
  return {
    size: number % 97 === 0 ? 0 : size,
    mode,
    relays: mode === "direct" ? 0 : dice.between(1, 2),
    checked: dice.chance(0.5),
    redirected: mode === "direct" && dice.chance(0.3),
    rate: dice.chance(0.3) ? 1_500_000 : undefined,
  };
}

interface Servers {
  readonly front: FaultServer;
  readonly origin: FaultServer;
  readonly relays: readonly FaultServer[];
  /** The SHA-256s of the files that are right. */
  readonly right: Set<string>;
  readonly struck: number[];
  /** Why the last attempt failed. */
  last: string;
  close(): Promise<void>;
}

async function startServers(options: SoakFileOptions, plan: Plan): Promise<Servers> {
  const { dice, number, clock, share, slow } = options;
  const { size, rate } = plan;
  const seed = `soak ${number}`;
  const struck: number[] = [];
  const right = new Set([hashOf(seed, size)]);
  const usual: Fault | undefined = rate === undefined ? undefined : { rate };
  const may = (who: SoakFault["who"]) =>
    soakFaults.filter(
      (fault) => fault.who === who && (plan.checked || !fault.hidden) && (slow || !fault.slow),
    );
  const strike = (server: () => FaultServer, pool: readonly SoakFault[]): FaultScript => {
    return () => {
      if (isDown(server())) return { noAnswer: true };
      if (!dice.chance(share)) return usual;
      const fault = dice.pick(pool);
      struck.push(fault.row);
      // Without a checksum, a version that was given out whole under an ETag of its own is as right.
      const made = fault.make(dice, size, server(), clock.date());
      if (fault.row === 10 && !plan.checked && made.seed !== undefined) right.add(hashOf(made.seed, size));
      return { ...usual, ...made };
    };
  };
  const start = async (who: SoakFault["who"]) => {
    const server: FaultServer = await startFaultServer({ size, seed });
    server.script(strike(() => server, may(who)));
    return server;
  };
  const origin = await start("origin");
  const relays = await Promise.all(Array.from({ length: plan.relays }, () => start("relay")));
  let front = origin;
  if (plan.redirected) {
    front = await startFaultServer({ size, seed });
    const both = signed(
      origin.base,
      strike(() => origin, may("origin")),
    );
    front.script(both.source);
    origin.script((request) => {
      if (dice.chance(share)) {
        struck.push(19);
        both.expire();
      }
      return both.storage(request);
    });
  }
  const all = new Set([origin, front, ...relays]);
  return {
    front,
    origin,
    relays,
    right,
    struck,
    last: "",
    close: async () => void (await Promise.all([...all].map((server) => server.close()))),
  };
}

function requestOf(plan: Plan, { front, relays, right }: Servers, folder: string): DownloadRequest {
  const [hex = ""] = right;
  return {
    source: new URL(front.url),
    mode: plan.mode,
    relays: relays.map((relay, index) => {
      const name = `relay-${index + 1}`;
      return { name, spec: parseRelaySpec(`reverse:${relay.base}/=${front.base}/#name=${name}`) };
    }),
    folder,
    connections: 4,
    ...(plan.checked && { checksum: { algorithm: "sha256", hex } }),
  };
}

/** What is wrong with a finished file; undefined where nothing is. */
async function problemOf(
  view: DownloadView,
  folder: string,
  right: ReadonlySet<string>,
): Promise<string | undefined> {
  if (view.path === null || path.dirname(view.path) !== folder) return `it is at ${view.path}`;
  const hash = createHash("sha256")
    .update(await readFile(view.path))
    .digest("hex");
  return right.has(hash) ? undefined : `wrong bytes (warnings: ${view.warnings.join()})`;
}

function hashOf(seed: string, size: number): string {
  return createHash("sha256").update(new SeededBytes(seed).slice(0, size)).digest("hex");
}
