/** The situations of PERFORMANCE, section 1 (simulation) and section 5 (scenario 6), drawn from a seed. */
import { lognormal, seeded, type RouteModel, type World } from "./world.ts";

export const MiB = 1024 * 1024;
const line = 100e6 / 8;
const rttMs = 100;
const connectMs = 300;

function single(rates: readonly number[]): RouteModel[] {
  return [{ name: "direct", rttMs, connectMs, rates }];
}

const even = Array.from({ length: 16 }, () => line / 16);

/** A fault at a random moment of the middle of the run, on a random lane. */
function fault(size: number, left: number, random: () => number): World {
  const lane = Math.floor(random() * 16);
  const from = connectMs / 1000 + (0.15 + 0.6 * random()) * (size / line);
  return {
    size,
    routes: single(even),
    factor: (id, seconds) => (id === lane && seconds >= from ? left : 1),
  };
}

function half(name: string, rate: number, more: Partial<RouteModel> = {}): RouteModel {
  return { name, rttMs, connectMs, rates: Array.from({ length: 8 }, () => rate / 8), ...more };
}

function dying(size: number, diesAt: number, random: () => number): World {
  const share = 0.3 + 0.4 * random();
  return { size, routes: [half("direct", line * share), half("relay", line * (1 - share), { diesAt })] };
}

export interface Case {
  readonly name: string;
  readonly world: (size: number, seed: number) => World;
}

export const cases: readonly Case[] = [
  { name: "homogeneous", world: (size) => ({ size, routes: single(even) }) },
  {
    name: "lognormal s=1",
    world: (size, seed) => {
      const random = seeded(seed);
      const weights = even.map(() => lognormal(random, 1));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      return { size, routes: single(weights.map((weight) => (weight * line) / sum)) };
    },
  },
  {
    name: "8 slow + 8 fast",
    world: (size) => ({
      size,
      routes: single(even.map((_, index) => ((index % 2 === 0 ? 1 : 20) * 1e6) / 8)),
    }),
  },
  { name: "one drops to 2 %", world: (size, seed) => fault(size, 0.02, seeded(seed)) },
  { name: "one goes silent", world: (size, seed) => fault(size, 0, seeded(seed)) },
  { name: "route dies at 50 %", world: (size, seed) => dying(size, 0.5, seeded(seed)) },
  { name: "route dies at 98 %", world: (size, seed) => dying(size, 0.98, seeded(seed)) },
];
