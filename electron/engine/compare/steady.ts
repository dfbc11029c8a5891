/** The steady speed of a turn: what a long download would get, with the ramp-up left out. */

/** Length of the slices in which arrivals are counted, ms. */
export const sliceMs = 100;

/** A ramp-up that is left out lasts at least this long, ms: about slow start from 10 segments on a path of 70 ms. */
const leastRampMs = 300;
/** At most this share of the time since the first byte is left out, so that enough is left to measure. */
const largestRampShare = 0.4;
/** A speed is steady once it reaches this share of the turn's later level. */
const steadyShare = 0.8;
/** Slices averaged before they are held against that: on long paths bytes come in one burst a round trip. */
const smoothing = 3;
/** Fewer slices than this are no measurement. */
const leastSlices = 2;

export interface Steady {
  /** Bytes per second after the ramp; null where too little time was left to measure it. */
  readonly speed: number | null;
  /** From the first byte until the speed was steady, ms. */
  readonly rampMs: number;
}

/**
 * Finds the steady stretch of a turn.
 *
 * The ramp ends where 300 ms on average first reach 80 % of the level, which is the mean of the turn's second half. What is
 * left out is at least that, 300 ms, and twice the time to the first byte (slow start doubles once a round trip), but
 * never more than 40 % of the time since the first byte: a route that still grows then is measured as it is.
 *
 * @param slices bytes of each whole slice since the turn began
 * @param firstByteMs since the turn began
 */
export function findSteady(slices: readonly number[], firstByteMs: number): Steady {
  const first = Math.floor(firstByteMs / sliceMs);
  const level = average(slices.slice(Math.floor((first + slices.length) / 2)));
  let reached = first;
  while (
    reached < slices.length &&
    average(slices.slice(reached, reached + smoothing)) < steadyShare * level
  ) {
    reached++;
  }
  const rampMs = Math.max(0, reached * sliceMs - firstByteMs);

  const sinceFirst = slices.length * sliceMs - firstByteMs;
  // The last of the averaged slices is the first that surely lies past the ramp.
  const pastRampMs = rampMs + (smoothing - 1) * sliceMs;
  const skippedMs = Math.min(
    Math.max(pastRampMs, leastRampMs, 2 * firstByteMs),
    largestRampShare * sinceFirst,
  );
  const window = slices.slice(Math.ceil((firstByteMs + skippedMs) / sliceMs));
  const speed = window.length < leastSlices ? null : (average(window) * 1000) / sliceMs;
  return { speed, rampMs };
}

function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((total, value) => total + value, 0) / values.length;
}
