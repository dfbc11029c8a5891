/** How much faster one route is than another, from pairs of samples of the same rounds. On the scale of ln(ratio). */
import { meanInterval, type Tails } from "./statistics.ts";

/** A route's speeds by round (bytes/s), null where a round gave none. */
export type Speeds = readonly (number | null)[];

/**
 * Bytes per second below which a speed cannot be told from standstill: one full TCP segment (1460 bytes of payload) in
 * a second, about the length of a turn. A stalled round, whose speed is 0, counts as this much, for it has no logarithm.
 */
export const leastSpeed = 1460;

/**
 * A pair further apart than this counts as this far apart. One stalled round would else be a deviation of ln(8000)
 * among others of ln(20), and the spread it brings would hide a difference that every single round shows.
 */
const furthest = Math.log(20);

/**
 * The spread of ln(ratio) taken for real where a few samples happen to agree better: two measurements of a second each
 * are not known to better than about 2 %.
 */
const leastDeviation = 0.02;

/** What bounds the logarithms that are reported: no ratio beyond a thousand million is a measurement. */
const edge = Math.log(1e9);

/** The samples of the rounds that gave one. */
export function measured(speeds: Speeds): readonly number[] {
  return speeds.filter((speed) => speed !== null);
}

/** Two routes' samples of the same rounds. */
export interface Pairs {
  /** ln(a / b) of each round in which both were measured and at least one moved: two that stood still tell nothing. */
  readonly logs: readonly number[];
  /** In how many rounds some route stood still; more than there are `logs` where both did in some. */
  readonly stalls: number;
}

/** Pairs the samples of the same rounds. */
export function pair(a: Speeds, b: Speeds): Pairs {
  const logs: number[] = [];
  let stalls = 0;
  for (const [round, speedA] of a.entries()) {
    const speedB = b[round] ?? null;
    if (speedA === null || speedB === null) continue;
    if (Math.min(speedA, speedB) < leastSpeed) stalls++;
    if (Math.max(speedA, speedB) < leastSpeed) continue;
    logs.push(Math.log(Math.max(speedA, leastSpeed) / Math.max(speedB, leastSpeed)));
  }
  return { logs, stalls };
}

/**
 * Student's interval for the mean of paired logarithms: the pairing takes out what both routes share (the time of day,
 * a busy line at home), the logarithm makes noise that grows with speed even. Null under two pairs.
 */
export function logRatioInterval(
  logs: readonly number[],
  tails: Tails,
): { readonly low: number; readonly high: number } | null {
  const near = logs.map((log) => clamp(log, furthest));
  const limited = meanInterval(near, tails, leastDeviation);
  const raw = near.every((log, index) => log === logs[index])
    ? limited
    : meanInterval(logs, tails, leastDeviation);
  if (!limited || !raw) return null;
  // Limiting pulls towards 0: an end that lies beyond 0 all the same is a safe bound, the other end needs the raw one.
  return {
    low: clamp(limited.low > 0 ? limited.low : Math.min(limited.low, raw.low), edge),
    high: clamp(limited.high < 0 ? limited.high : Math.max(limited.high, raw.high), edge),
  };
}

function clamp(value: number, bound: number): number {
  return Math.min(bound, Math.max(-bound, value));
}
