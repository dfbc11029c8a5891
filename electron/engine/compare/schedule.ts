/** Whose turn it is, and for how long. */
import { sliceMs } from "./steady.ts";

/** Shorter turns are all ramp-up; longer ones leave too few rounds. ms. */
const shortestTurn = 800;
const longestTurn = 3000;

/** A turn lasts at least this many times the wait for the first byte, so that slow start is over before its end. */
const firstBytes = 4;

/**
 * The length of every turn, the same for all routes: the budget in equal parts, one for each route in each round and in
 * the single-connection round before them, from 0.8 to 3 s. The bounds win over the budget.
 *
 * @param seconds the budget
 * @param firstByteMs the slowest route's wait for its first byte
 * @returns whole slices, ms
 */
export function turnLength(plan: {
  readonly seconds: number;
  readonly rounds: number;
  readonly routes: number;
  readonly firstByteMs: number;
}): number {
  const share = (plan.seconds * 1000) / ((plan.rounds + 1) * plan.routes);
  const wanted = Math.max(share, firstBytes * plan.firstByteMs, shortestTurn);
  return Math.round(Math.min(wanted, longestTurn) / sliceMs) * sliceMs;
}

/** The order of one round's turns: forward, backward, forward, ... (A B B A), so that a steady drift favours nobody. */
export function turnOrder<T>(routes: readonly T[], round: number): readonly T[] {
  return round % 2 === 1 ? routes : routes.toReversed();
}
