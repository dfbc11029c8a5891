/**
 * The very end: an idle lane fetches the tail of the slowest lease a second time, over another route; who comes first
 * wins. Pure. (PERFORMANCE, recommended algorithm 5; Dean and Barroso, The Tail at Scale: hedges under a budget.)
 */
import { expectedRate, type LaneState } from "./scheduler.ts";

/** A range to fetch twice, and the lane that holds it. */
export interface Hedge {
  readonly victim: number;
  readonly start: number;
  readonly end: number;
  /** How long it should take. */
  readonly expectedMs: number;
}

const MiB = 1024 * 1024;
const budget = { share: 0.02, bytes: 4 * MiB } as const;
/** The victim must take so many times as long as the hedge; more where both use one route, and may share its fate. */
const slower = { otherRoute: 2, sameRoute: 4 } as const;
const leastSeconds = 0.1;
/** A lane counts as alone on its road while at most one in so many of the others is at work. */
const mostMates = 4;
/** Bytes in the first flight of a connection that stood idle: ten segments (RFC 6928); each further flight is twice as large. */
const firstFlight = 14_480;

/** Round trips that so many bytes take while nothing but slow start holds them back. */
function trips(bytes: number): number {
  return Math.max(1, Math.ceil(Math.log2(bytes / firstFlight + 1)));
}

/** How many bytes may be asked for twice in one download of so many bytes. */
export function hedgeBudget(total: number): number {
  return Math.max(total * budget.share, budget.bytes);
}

/**
 * What an idle lane should fetch a second time, when the scheduler has told it to wait and nothing is free.
 *
 * @param idle the lane that has nothing to do
 * @param lanes all lanes
 * @param hedged lanes whose tail somebody fetches a second time already
 * @param left how much of the budget is left, bytes
 * @returns a hedge no larger than `left`, or undefined where none pays
 */
export function hedge(
  idle: LaneState,
  lanes: readonly LaneState[],
  hedged: ReadonlySet<number>,
  left: number,
): Hedge | undefined {
  const thief = expectedRate({ ...idle, lease: undefined }, lanes);
  const setup = idle.setupMs / 1000;
  const mates = lanes.filter((other) => other.route === idle.route && other.id !== idle.id);
  // What a lane brought while it shared the road with many says little of what it brings alone.
  const alone = mates.filter((other) => other.lease).length * mostMates <= mates.length;
  let best: (Hedge & { saved: number }) | undefined;
  for (const { id, route, lease, ...rest } of lanes) {
    if (id === idle.id || !lease || hedged.has(id)) continue;
    const bytes = lease.end - lease.position;
    const rate = expectedRate({ id, route, lease, ...rest }, lanes, idle.route);
    const seconds = (count: number) =>
      Math.min(setup + count / thief, alone ? setup * trips(count) : Infinity);
    // What the victim brings meanwhile is not fetched twice; half of it, since its rate may sink further.
    const start = Math.min(lease.end, Math.floor(lease.position + (rate * seconds(bytes)) / 2));
    const size = lease.end - start;
    if (size <= 0 || size > left) continue;
    const without = rate > 0 ? bytes / rate : Infinity;
    const helped = seconds(size);
    const saved = without - helped;
    const factor = route === idle.route ? slower.sameRoute : slower.otherRoute;
    if (without < factor * helped || saved < leastSeconds || (best && saved <= best.saved)) continue;
    best = { victim: id, start, end: lease.end, expectedMs: helped * 1000, saved };
  }
  return best && { victim: best.victim, start: best.start, end: best.end, expectedMs: best.expectedMs };
}
