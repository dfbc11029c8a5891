/** Runs a case over many seeds. */
import { leaseScheduler } from "../../../electron/engine/download/scheduler.ts";
import type { Case } from "./cases.ts";
import { Simulation, type SimulationOptions } from "./simulate.ts";
import type { World } from "./world.ts";

export interface Measured {
  readonly median: number;
  readonly worst: number;
  readonly duplicates: number;
  readonly requests: number;
  readonly killed: number;
}

/** Time over the fluid limit (median and worst of the seeds), the worst share of duplicates, and mean counts. */
export function measure(
  one: Case,
  size: number,
  seeds: number,
  more: Pick<World, "ahead" | "slowStart" | "access">,
  options: SimulationOptions = {},
): Measured {
  const outcomes = Array.from({ length: seeds }, (_, seed) =>
    new Simulation({ ...one.world(size, seed + 1), ...more }, leaseScheduler, options).run(),
  );
  const ratios = outcomes.map(({ ratio }) => ratio).sort((a, b) => a - b);
  const mean = (pick: (outcome: (typeof outcomes)[number]) => number) =>
    outcomes.reduce((sum, outcome) => sum + pick(outcome), 0) / seeds;
  return {
    median: ratios[Math.floor(seeds / 2)] ?? NaN,
    worst: ratios.at(-1) ?? NaN,
    duplicates: Math.max(...outcomes.map(({ duplicates }) => duplicates)),
    requests: mean(({ requests }) => requests),
    killed: mean(({ killed }) => killed),
  };
}
