/** When a comparison may end early, and how much error each such look may cost. */

/** One planned look at the data. */
export interface Look {
  /** It is taken when this many rounds are over. */
  readonly round: number;
  /** The probability of a wrong winner that this look may spend. */
  readonly alpha: number;
}

/** The probability of naming a wrong winner, over all looks of one comparison. */
export const alpha = 0.05;

/** Fewer pairs than this are never enough to decide. */
export const leastPairs = 3;

/**
 * The looks of a comparison of `rounds` rounds: after 3, 4, 6, 9, 13, ... rounds, and after the last one. Their errors
 * add up to `alpha` (Bonferroni's inequality: valid however the looks hang together; Jennison & Turnbull, Group
 * Sequential Methods, 2000, chapter 2 on why repeated looks must share). The first look gets half, the others the rest
 * in equal parts: with 3 pairs Student's quantile is so steep that a share spent there brings the most. No look under 3
 * rounds.
 */
export function planLooks(rounds: number): readonly Look[] {
  const at: number[] = [];
  for (let round = leastPairs; round < rounds; round = Math.max(round + 1, Math.floor(round * 1.5))) {
    at.push(round);
  }
  if (rounds >= leastPairs) at.push(rounds);
  return at.map((round, index) => {
    if (at.length === 1) return { round, alpha };
    return { round, alpha: index === 0 ? alpha / 2 : alpha / 2 / (at.length - 1) };
  });
}
