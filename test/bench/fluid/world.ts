/** What the fluid simulator runs in: routes and lanes whose rates are known, chance from a seed. */

/** A network route: times in milliseconds, rates in bytes per second. */
export interface RouteModel {
  readonly name: string;
  readonly rttMs: number;
  /** From the wish for a new connection to its first byte. */
  readonly connectMs: number;
  /** What each of its lanes can bring alone. */
  readonly rates: readonly number[];
  /** What all of its lanes can bring together. */
  readonly limit?: number;
  /** It dies when so much of the file is here (0 to 1). */
  readonly diesAt?: number;
  /** Connections beyond so many are refused. */
  readonly allows?: number;
}

export interface World {
  readonly size: number;
  readonly routes: readonly RouteModel[];
  /** What all routes can bring together. */
  readonly access?: number;
  /** What is left of a lane's rate at a time: 1 where nothing befell it. Lanes are numbered over all routes. */
  readonly factor?: (lane: number, seconds: number) => number;
  /** Connections double their rate every round trip from ten segments on. */
  readonly slowStart?: boolean;
  /** The next request is sent before the current answer has ended. */
  readonly ahead?: boolean;
}

/** A stream of numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A lognormal number with median 1. */
export function lognormal(random: () => number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.exp(sigma * normal);
}

/** Shares a capacity among demands: nobody gets more than he asks for, the rest is shared evenly (max-min). */
export function fairShares(demands: readonly number[], capacity: number): number[] {
  const total = demands.reduce((sum, demand) => sum + demand, 0);
  if (total <= capacity) return [...demands];
  const result = demands.map(() => 0);
  const order = demands.map((demand, index) => ({ demand, index })).sort((a, b) => a.demand - b.demand);
  let left = capacity;
  order.forEach(({ demand, index }, rank) => {
    const share = Math.min(demand, left / (order.length - rank));
    result[index] = share;
    left -= share;
  });
  return result;
}

/** Seconds that a fluid without pauses would take: every lane at work from its first connection to the end. */
export function fluidLimit(world: World, stepMs = 5): number {
  const step = stepMs / 1000;
  let done = 0;
  for (let time = 0; ; time += step) {
    let sum = 0;
    let id = 0;
    for (const route of world.routes) {
      const dead = route.diesAt !== undefined && done >= route.diesAt * world.size;
      let lanes = 0;
      for (const [index, rate] of route.rates.entries()) {
        const works = time * 1000 >= route.connectMs && index < (route.allows ?? Infinity) && !dead;
        if (works) lanes += rate * (world.factor?.(id, time) ?? 1);
        id++;
      }
      sum += Math.min(lanes, route.limit ?? Infinity);
    }
    const rate = Math.min(sum, world.access ?? Infinity);
    if (done + rate * step >= world.size) return time + (world.size - done) / rate;
    done += rate * step;
    if (time > 3600) throw new Error("this file never ends");
  }
}
