/**
 * Splits `budget` bytes among `demands` so that nobody could get more without one who has less getting less (max-min
 * fairness): small demands are met, the others get equal shares. Returns one whole number for each demand, in order.
 */
export function fairShares(budget: number, demands: readonly number[]): number[] {
  const shares = demands.map(() => 0);
  const smallestFirst = demands.map((demand, index) => ({ demand, index }));
  smallestFirst.sort((a, b) => a.demand - b.demand);
  let left = budget;
  for (const [turn, { demand, index }] of smallestFirst.entries()) {
    const share = Math.min(demand, Math.floor(left / (smallestFirst.length - turn)));
    shares[index] = share;
    left -= share;
  }
  return shares;
}
