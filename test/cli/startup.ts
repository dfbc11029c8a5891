/**
 * How long from the start of the process to its first request on the wire, and where the time goes:
 *
 *   node test/cli/startup.ts [RUNS]
 *
 * Needs the built command line (`npm run build`). The stages come from runs of their own with DETOUR_DEBUG=1, in
 * milliseconds since the process began, so that writing them down does not touch the figure itself.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { cliFile, startCli } from "./process.ts";
import { startOrigin } from "./origin.ts";

export interface StartUp {
  /** From spawn to the request at the server, each run. */
  readonly firstRequestMs: readonly number[];
  /** Stage by stage: the median of when it was reached. */
  readonly stages: readonly (readonly [stage: string, ms: number])[];
  /** Node itself with an empty program: what no command line can go below. */
  readonly emptyNodeMs: number;
}

/** Measures some runs, each with a fresh data folder kept from run to run, as a user's is. */
export async function measureStartUp(runs: number): Promise<StartUp> {
  const home = await mkdtemp(path.join(tmpdir(), "detour-startup-"));
  const origin = await startOrigin(Buffer.alloc(1000));
  const firstRequestMs: number[] = [];
  const stages = new Map<string, number[]>();
  const empty: number[] = [];
  const fetchOnce = async (env: Record<string, string>) => {
    origin.requests.length = 0;
    const started = performance.now();
    const run = startCli(["get", origin.url, "-o", `${home}/`, "--route", "direct"], {
      DETOUR_HOME: home,
      ...env,
    });
    const { stderr } = await run.ended;
    const first = origin.requests[0];
    if (!first) throw new Error(`no request came: ${stderr}`);
    return { ms: first.at - started, stderr };
  };
  try {
    await fetchOnce({}); // The first run makes the data folder.
    for (let run = 0; run < runs; run++) {
      firstRequestMs.push((await fetchOnce({})).ms);
      const { stderr } = await fetchOnce({ DETOUR_DEBUG: "1" });
      for (const [, line] of stderr.matchAll(/^(\{"level":"debug".*\})$/gm)) {
        const { message, ms } = JSON.parse(line ?? "") as { message: string; ms: number };
        stages.set(message, [...(stages.get(message) ?? []), ms]);
      }
      const started = performance.now();
      await startCli([], {}, ["-e", "0"]).ended;
      empty.push(performance.now() - started);
    }
  } finally {
    await origin.close();
    await rm(home, { recursive: true, force: true });
  }
  return {
    firstRequestMs,
    stages: [...stages].map(([stage, times]) => [stage, median(times)] as const),
    emptyNodeMs: median(empty),
  };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const ms = (value: number) => `${value.toFixed(0)} ms`;

/** The figures as text. */
export function describeStartUp({ firstRequestMs, stages, emptyNodeMs }: StartUp): string {
  return [
    `first request: median ${ms(median(firstRequestMs))}, fastest ${ms(Math.min(...firstRequestMs))} (${firstRequestMs.length} runs)`,
    `an empty program of Node, start to end: ${ms(emptyNodeMs)}`,
    ...stages.map(([stage, at]) => `  ${stage}: ${ms(at)} after the process began`),
  ].join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  console.log(`${cliFile}\n${describeStartUp(await measureStartUp(Number(process.argv[2] ?? 10)))}`);
}
