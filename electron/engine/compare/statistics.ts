/** The statistics that a comparison needs. Pure; samples may come in any order. */
import { studentQuantile } from "./student.ts";

/** The middle value, or the mean of the two middle ones; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = ascending(values);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

/** The arithmetic mean; null of nothing. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

export interface MedianInterval {
  readonly low: number;
  readonly high: number;
  /** The probability, before sampling, that such an interval holds the true median. */
  readonly coverage: number;
}

/**
 * A confidence interval for the median of whatever continuous distribution the samples come from, by order statistics:
 * from the r-th smallest to the r-th largest, which holds the median with probability 1 - 2 P(Bin(n, 1/2) < r) (David &
 * Nagaraja, Order Statistics, 3rd ed., section 7.1). It is the narrowest that reaches the wanted confidence; where so
 * few samples cannot reach it, it is their whole span, with the lower coverage that this truly has (1: 0, 2: 0.5, 3:
 * 0.75, 4: 0.875, 5: 0.94, 6: 0.97). Null of nothing.
 */
export function medianInterval(values: readonly number[], confidence = 0.95): MedianInterval | null {
  const sorted = ascending(values);
  const n = sorted.length;
  let inner = 0; // how many samples are cut off at each end
  let outside = 2 ** -n; // P(Bin(n, 1/2) <= inner)
  let mass = outside;
  while (2 * (inner + 1) < n) {
    mass *= (n - inner) / (inner + 1);
    if (1 - 2 * (outside + mass) < confidence) break;
    outside += mass;
    inner++;
  }
  const low = sorted[inner];
  const high = sorted[n - 1 - inner];
  return low === undefined || high === undefined ? null : { low, high, coverage: 1 - 2 * outside };
}

/** How likely an interval may miss on each side: the truth below its low end, the truth above its high end. */
export interface Tails {
  readonly below: number;
  readonly above: number;
}

/**
 * Student's interval for the mean of a normal distribution, each end with its own error.
 *
 * @param leastDeviation taken for the standard deviation where the samples' own is smaller
 * @returns null under two samples, which say nothing about their spread
 */
export function meanInterval(
  values: readonly number[],
  tails: Tails,
  leastDeviation = 0,
): { readonly low: number; readonly high: number } | null {
  const n = values.length;
  if (n < 2) return null;
  const center = sum(values) / n;
  const deviation = Math.sqrt(sum(values.map((value) => (value - center) ** 2)) / (n - 1));
  const error = Math.max(deviation, leastDeviation) / Math.sqrt(n);
  return {
    low: center - studentQuantile(tails.below, n - 1) * error,
    high: center + studentQuantile(tails.above, n - 1) * error,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function ascending(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b);
}
