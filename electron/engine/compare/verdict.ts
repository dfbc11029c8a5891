/** Who won: from the samples of direct and of the relays, at one planned look. */
import type { Verdict } from "../../common/views.ts";
import { leastSpeed, logRatioInterval, measured, pair, type Pairs, type Speeds } from "./log-ratio.ts";
import { leastPairs } from "./looks.ts";
import { median } from "./statistics.ts";

export interface Judgement {
  /** Place of the fastest relay among those given, by its median; null where none was measured. */
  readonly best: number | null;
  /** The best relay's median over direct's; null without both sides. */
  readonly ratio: number | null;
  /**
   * Bounds for what the best of the relays brings over direct: `ratioLow <= ratio <= ratioHigh`. Null under two pairs,
   * where nothing is known about the noise.
   */
  readonly ratioLow: number | null;
  readonly ratioHigh: number | null;
  readonly verdict: Verdict;
  /** Whether more rounds would not change the verdict: any but `unsure`. */
  readonly decided: boolean;
}

export interface Contest {
  readonly direct: Speeds;
  readonly relays: readonly Speeds[];
  /** How many relays had the chance to be the best one, also those that have failed since; at least `relays.length`. */
  readonly chances: number;
  /** The probability of naming a wrong winner that this look may spend. */
  readonly alpha: number;
}

/**
 * Ratios from 1/1.15 to 1.15 are no difference that matters. A choice, not a measurement: 15 % of a download of two hours
 * is a quarter of an hour, and a relay costs set-up and traffic.
 */
export const sameWithin = 1.15;

/**
 * Pairs needed where a route stood still in some rounds and moved in others. Standing still or not is a coin, not a
 * normal distribution, and what a coin shows in 3 rounds it shows by chance too often; 6 of 6 it shows in 2 * 2^-6 = 3 %
 * at most (the sign test).
 */
const leastPairsWithStalls = 6;

/**
 * Judges a contest. A wrong winner is `relay` where the best relay is no faster than direct, or `direct` where some
 * relay is no slower; each gets half of `alpha`.
 *
 * - `relay`: the fastest relay's interval lies above 1. Choosing the fastest of several gives chance several tries, so
 *   their lower ends share the error (Bonferroni).
 * - `direct`: every relay's interval lies below 1. All of them must pass, so none of their upper ends needs a smaller
 *   error (intersection-union test: Berger, Technometrics 24 (1982) 295).
 * - `same`: the interval lies within `sameWithin` of 1; it goes first, for a winner by less than that helps nobody. This is
 *   an equivalence test by interval inclusion (Schuirmann, J. Pharmacokin. Biopharm. 15 (1987) 657).
 * - `unsure`: anything else, and always under 3 pairs (6 where some rounds stalled, see `leastPairsWithStalls`).
 */
export function judge({ direct, relays, chances, alpha }: Contest): Judgement {
  const best = fastest(relays);
  const ratio = best === null ? null : ratioOfMedians(relays[best] ?? [], direct);
  const unsure = { best, ratio, ratioLow: null, ratioHigh: null, verdict: "unsure", decided: false } as const;
  if (best === null || ratio === null) return unsure;

  const pairs = relays.map((speeds) => pair(speeds, direct));
  const tails = { below: alpha / 2 / chances, above: alpha / 2 };
  const intervals = pairs.map(({ logs }) => logRatioInterval(logs, tails));
  const own = intervals[best];
  if (!own) return unsure;

  // Means of logarithms and ratios of medians may differ: the interval is widened to hold the figure it is shown with.
  const ratioLow = Math.min(ratio, Math.exp(own.low));
  const ratioHigh = Math.max(ratio, ...intervals.map((interval) => Math.exp(interval?.high ?? -Infinity)));
  const bestKnown = enough(pairs[best]);
  const allKnown = pairs.every(enough);

  let verdict: Verdict = "unsure";
  if (allKnown && ratioLow >= 1 / sameWithin && ratioHigh <= sameWithin) verdict = "same";
  else if (bestKnown && ratioLow > 1) verdict = "relay";
  else if (allKnown && ratioHigh < 1) verdict = "direct";
  return { best, ratio, ratioLow, ratioHigh, verdict, decided: verdict !== "unsure" };
}

/** Whether there are pairs enough to decide. A route that stood still in every round is dead, which is plain to see. */
function enough(pairs: Pairs | undefined): boolean {
  if (!pairs) return false;
  const { logs, stalls } = pairs;
  return logs.length >= (stalls === 0 || stalls === logs.length ? leastPairs : leastPairsWithStalls);
}

/** The place of the highest median; null where nothing was measured. */
function fastest(relays: readonly Speeds[]): number | null {
  let best: number | null = null;
  let highest = -1;
  for (const [place, speeds] of relays.entries()) {
    const middle = median(measured(speeds)) ?? -1;
    if (middle > highest) [best, highest] = [place, middle];
  }
  return best;
}

/** One median over the other, standstill counted as `leastSpeed`; null where one is missing or neither moved. */
function ratioOfMedians(relay: Speeds, direct: Speeds): number | null {
  const over = median(measured(relay));
  const under = median(measured(direct));
  if (over === null || under === null) return null;
  if (over < leastSpeed && under < leastSpeed) return null;
  return Math.max(over, leastSpeed) / Math.max(under, leastSpeed);
}
