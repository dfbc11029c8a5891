/** Chance that a seed repeats: the same numbers in every run of the same seed. */
export interface Dice {
  /** Uniform in [0, 1). */
  next(): number;
  /** True this often. */
  chance(share: number): boolean;
  /** A whole number from low to high, both included. */
  between(low: number, high: number): number;
  pick<T>(all: readonly T[]): T;
}

/** Mulberry32 over a 32-bit seed. */
export function dice(seed: number): Dice {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    chance: (share) => next() < share,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick(all) {
      const found = all[Math.floor(next() * all.length)];
      if (found === undefined) throw new Error("nothing to pick from");
      return found;
    },
  };
}
