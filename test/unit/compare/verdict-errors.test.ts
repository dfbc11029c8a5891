/** How often a comparison names the wrong winner, and how soon the right one: by simulation, early stopping included. */
import { describe, expect, it } from "vitest";
import { planLooks } from "../../../electron/engine/compare/looks.ts";
import { turnOrder } from "../../../electron/engine/compare/schedule.ts";
import { judge } from "../../../electron/engine/compare/verdict.ts";
import { noises, seeded, type Random } from "./random.ts";

interface Scenario {
  readonly shape: keyof typeof noises;
  readonly parameter: number;
  /** Each relay's true median over direct's. */
  readonly ratios: readonly number[];
  readonly rounds?: number;
  /** By how much ln(speed) of every route moves from one turn to the next. */
  readonly drift?: (random: Random) => number;
}

interface Rates {
  readonly relay: number;
  readonly direct: number;
  readonly same: number;
  readonly unsure: number;
  /** Share of the trials that were decided at the first look. */
  readonly early: number;
}

function simulate(scenario: Scenario, trials: number, seed: number): Rates {
  const { shape, parameter, ratios, rounds = 6, drift = () => 0 } = scenario;
  const random = seeded(seed);
  const looks = planLooks(rounds);
  const medians = [1e6, ...ratios.map((ratio) => ratio * 1e6)];
  const counts = { relay: 0, direct: 0, same: 0, unsure: 0, early: 0 };

  for (let trial = 0; trial < trials; trial++) {
    const samples = medians.map(() => [] as number[]);
    let level = 0;
    let verdict: keyof typeof counts = "unsure";
    for (let round = 1; round <= rounds && verdict === "unsure"; round++) {
      for (const route of turnOrder([...medians.keys()], round)) {
        level += drift(random);
        samples[route]?.push((medians[route] ?? 0) * Math.exp(level) * noises[shape](parameter, random));
      }
      const look = looks.find((look) => look.round === round);
      if (!look) continue;
      const [direct = [], ...relays] = samples;
      ({ verdict } = judge({ direct, relays, chances: relays.length, alpha: look.alpha }));
      if (verdict !== "unsure" && look === looks[0]) counts.early++;
    }
    counts[verdict]++;
  }
  return {
    relay: counts.relay / trials,
    direct: counts.direct / trials,
    same: counts.same / trials,
    unsure: counts.unsure / trials,
    early: counts.early / trials,
  };
}

const trials = 2000;
/** Two standard errors of a rate of 5 %: what chance may add to a true 5 % in so many trials. */
const allowance = 2 * Math.sqrt((0.05 * 0.95) / trials);
const equal = [[1], [1, 1], [1, 1, 1]];

describe("a wrong winner is named in at most 5 % of cases", () => {
  const shapes: [keyof typeof noises, number][] = [
    ["lognormal", 0.05],
    ["lognormal", 0.2],
    ["lognormal", 0.4],
    ["lognormal", 0.6],
    ["normal", 0.6],
    ["uniform", 0.3],
    ["twoSpeeds", 0.5],
    ["stalls", 0.3],
    ["stalls", 0.5],
  ];
  for (const [shape, parameter] of shapes) {
    it(`with equal routes and noise ${shape} ${parameter}, 1 to 3 relays`, () => {
      for (const ratios of equal) {
        const { relay, direct } = simulate({ shape, parameter, ratios }, trials, 11);
        expect(relay + direct).toBeLessThanOrEqual(0.05 + allowance);
      }
    });
  }

  it.each([
    ["steady drift of 10 % a turn", () => 0.1],
    ["a walk of 20 % a turn", (random: Random) => 0.2 * random.normal()],
    ["a walk of 60 % a turn", (random: Random) => 0.6 * random.normal()],
  ])("with %s", (_, drift) => {
    for (const ratios of equal) {
      const { relay, direct } = simulate({ shape: "lognormal", parameter: 0.1, ratios, drift }, trials, 12);
      expect(relay + direct).toBeLessThanOrEqual(0.05 + allowance);
    }
  });

  it.each([3, 4, 12, 30])("with %d rounds", (rounds) => {
    const { relay, direct } = simulate(
      { shape: "lognormal", parameter: 0.3, ratios: [1], rounds },
      trials,
      13,
    );
    expect(relay + direct).toBeLessThanOrEqual(0.05 + allowance);
  });

  it("where one of three relays is as fast as direct and the others are slower", () => {
    const ratios = [0.5, 1, 0.7];
    const { relay, direct } = simulate({ shape: "lognormal", parameter: 0.3, ratios }, trials, 14);
    expect(relay + direct).toBeLessThanOrEqual(0.05 + allowance);
  });

  it("where there is a difference: hardly ever the wrong side, nor `same`", () => {
    for (const parameter of [0.1, 0.3, 0.6]) {
      const faster = simulate({ shape: "lognormal", parameter, ratios: [1.3] }, trials, 15);
      expect(faster.direct).toBeLessThan(0.02);
      expect(faster.same).toBeLessThan(0.02);
      const slower = simulate({ shape: "lognormal", parameter, ratios: [1 / 1.3, 0.5] }, trials, 16);
      expect(slower.relay).toBeLessThan(0.02);
      expect(slower.same).toBeLessThan(0.02);
    }
  });
});

describe("a clear difference is decided", () => {
  // Measured with 1000 trials; the bounds stand about three standard errors below.
  it.each([
    [1.5, 0.03, 0.98, 0.99],
    [1.5, 0.05, 0.88, 0.99],
    [1.5, 0.1, 0.42, 0.96],
    [2, 0.05, 0.99, 0.99],
    [2, 0.1, 0.78, 0.99],
    [3, 0.2, 0.6, 0.98],
    [20, 0.1, 0.99, 0.99],
    [20, 0.3, 0.98, 0.99],
    [20, 0.6, 0.83, 0.99],
  ])("ratio %d at noise %d: in 3 rounds in %d of cases, in 6 in %d", (ratio, parameter, early, late) => {
    const relay = simulate({ shape: "lognormal", parameter, ratios: [ratio] }, 1000, 21);
    expect(relay.early).toBeGreaterThanOrEqual(early);
    expect(relay.relay).toBeGreaterThanOrEqual(late);
    const direct = simulate({ shape: "lognormal", parameter, ratios: [1 / ratio] }, 1000, 22);
    expect(direct.early).toBeGreaterThanOrEqual(early);
    expect(direct.direct).toBeGreaterThanOrEqual(late);
  });

  it("also among three relays", () => {
    const { early, relay } = simulate({ shape: "lognormal", parameter: 0.3, ratios: [1, 20, 3] }, 1000, 23);
    expect(early).toBeGreaterThanOrEqual(0.88);
    expect(relay).toBeGreaterThanOrEqual(0.99);
  });

  it("also where routes stall in a tenth of the rounds", () => {
    const { relay } = simulate({ shape: "stalls", parameter: 0.1, ratios: [20] }, 1000, 24);
    expect(relay).toBeGreaterThanOrEqual(0.6);
  });
});
