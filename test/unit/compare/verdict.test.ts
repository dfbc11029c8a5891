import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leastSpeed, pair } from "../../../electron/engine/compare/log-ratio.ts";
import { planLooks } from "../../../electron/engine/compare/looks.ts";
import { judge, sameWithin } from "../../../electron/engine/compare/verdict.ts";

const MB = 1e6;
const verdictOf = (direct: (number | null)[], ...relays: (number | null)[][]) =>
  judge({ direct, relays, chances: relays.length, alpha: 0.025 });

describe("planLooks", () => {
  it.each([
    [1, []],
    [2, []],
    [3, [3]],
    [4, [3, 4]],
    [5, [3, 4, 5]],
    [6, [3, 4, 6]],
    [12, [3, 4, 6, 9, 12]],
  ])("of %d rounds looks after %j", (rounds, expected) => {
    expect(planLooks(rounds).map(({ round }) => round)).toEqual(expected);
  });

  it("spends 5 % in all, however many looks there are", () => {
    for (let rounds = 3; rounds <= 100; rounds++) {
      const looks = planLooks(rounds);
      expect(looks.at(-1)?.round).toBe(rounds);
      expect(looks.reduce((total, { alpha }) => total + alpha, 0)).toBeCloseTo(0.05, 12);
    }
  });
});

describe("pair", () => {
  it("takes the rounds that both have", () => {
    expect(pair([2 * MB, null, 8 * MB], [MB, MB]).logs).toEqual([Math.log(2)]);
  });

  it("counts a standstill as the least speed, and two of them as nothing", () => {
    expect(pair([MB, 0, 0], [0, MB, 0])).toEqual({
      logs: [Math.log(MB / leastSpeed), Math.log(leastSpeed / MB)],
      stalls: 3,
    });
  });
});

describe("judge", () => {
  it("finds the relay faster", () => {
    const { ratio, ratioLow, ratioHigh, verdict, decided } = verdictOf(
      [1 * MB, 1.1 * MB, 1.05 * MB],
      [11 * MB, 10.5 * MB, 10.8 * MB],
    );
    expect(ratio).toBeCloseTo(10.8 / 1.05, 9);
    expect(ratioLow).toBeGreaterThan(5);
    expect(ratioHigh).toBeLessThan(20);
    expect({ verdict, decided }).toEqual({ verdict: "relay", decided: true });
  });

  it("finds direct faster only if every relay is slower", () => {
    const direct = [10 * MB, 10.2 * MB, 9.9 * MB];
    const slow = [2 * MB, 2.1 * MB, 2 * MB];
    const uneven = [MB / 2, 15 * MB, MB / 4];
    expect(verdictOf(direct, slow).verdict).toBe("direct");
    expect(verdictOf(direct, slow, slow).verdict).toBe("direct");
    const judgement = verdictOf(direct, slow, uneven);
    expect(judgement).toMatchObject({ best: 0, verdict: "unsure", decided: false });
    expect(judgement.ratioHigh).toBeGreaterThan(1);
  });

  it("finds no difference only where the interval is narrow", () => {
    expect(verdictOf([10 * MB, 10.1 * MB, 10 * MB], [10.2 * MB, 10 * MB, 10.1 * MB]).verdict).toBe("same");
    expect(verdictOf([10 * MB, 14 * MB, 9 * MB], [11 * MB, 10 * MB, 12 * MB]).verdict).toBe("unsure");
  });

  it("calls a winner by less than 15 % no difference", () => {
    const { ratioLow, ratioHigh, verdict } = judge({
      direct: Array.from({ length: 9 }, () => 10 * MB),
      relays: [Array.from({ length: 9 }, () => 10.8 * MB)],
      chances: 1,
      alpha: 0.025,
    });
    expect(ratioLow).toBeGreaterThan(1);
    expect(ratioHigh).toBeLessThan(sameWithin);
    expect(verdict).toBe("same");
  });

  it("never decides on one or two pairs", () => {
    expect(verdictOf([MB], [1000 * MB])).toEqual({
      best: 0,
      ratio: 1000,
      ratioLow: null,
      ratioHigh: null,
      verdict: "unsure",
      decided: false,
    });
    expect(verdictOf([MB, MB], [1000 * MB, 1000 * MB]).verdict).toBe("unsure");
    expect(verdictOf([MB, MB, null], [1000 * MB, 1000 * MB, 1000 * MB]).verdict).toBe("unsure");
  });

  it("asks for more where the best was chosen from several", () => {
    const direct = [1 * MB, 1 * MB, 1 * MB];
    const relay = [1.6 * MB, 2 * MB, 1.8 * MB];
    expect(verdictOf(direct, relay).verdict).toBe("relay");
    expect(judge({ direct, relays: [relay], chances: 8, alpha: 0.025 }).verdict).toBe("unsure");
  });

  it("counts a route that never moved as dead, and one that stalls as noise", () => {
    const relay = [10 * MB, 11 * MB, 10.5 * MB];
    expect(verdictOf([0, 0, 0], relay)).toMatchObject({ verdict: "relay" });
    expect(verdictOf(relay, [0, 0, 0])).toMatchObject({ verdict: "direct" });
    expect(verdictOf([MB, 0, MB], relay).verdict).toBe("unsure");
    expect(verdictOf([MB, 0, MB, MB, 0, MB], [...relay, ...relay]).verdict).toBe("relay");
  });

  it("knows nothing where nobody moved or one side is missing", () => {
    const nothing = { ratio: null, ratioLow: null, ratioHigh: null, verdict: "unsure", decided: false };
    expect(verdictOf([0, 0, 0], [0, 0, 0])).toEqual({ best: 0, ...nothing });
    expect(verdictOf([], [MB, MB, MB])).toEqual({ best: 0, ...nothing });
    expect(verdictOf([MB, MB, MB], [])).toEqual({ best: null, ...nothing });
    expect(verdictOf([MB, MB, MB])).toEqual({ best: null, ...nothing });
  });

  it("keeps ratioLow <= ratio <= ratioHigh, finite, and in keeping with the verdict", () => {
    const speed = fc.option(
      fc.oneof(
        fc.constant(0),
        fc.double({ min: 0, max: 1e10, noNaN: true }),
        fc.integer({ min: 900_000, max: 1_100_000 }),
      ),
    );
    const speeds = fc.array(speed, { maxLength: 10 });
    fc.assert(
      fc.property(
        speeds,
        fc.array(speeds, { minLength: 1, maxLength: 4 }),
        fc.double({ min: 1e-4, max: 0.05, noNaN: true }),
        (direct, relays, alpha) => {
          const judgement = judge({ direct, relays, chances: relays.length, alpha });
          const { ratio, verdict } = judgement;
          const middle = ratio ?? 1;
          const low = judgement.ratioLow ?? middle;
          const high = judgement.ratioHigh ?? middle;
          expect(low).toBeGreaterThan(0);
          expect(low).toBeLessThanOrEqual(middle);
          expect(high).toBeGreaterThanOrEqual(middle);
          expect(Number.isFinite(high)).toBe(true);
          expect(judgement.ratioLow === null && verdict !== "unsure").toBe(false);
          expect(verdict === "relay" && low <= 1).toBe(false);
          expect(verdict === "direct" && high >= 1).toBe(false);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("mirrors: with the sides changed, the other one wins", () => {
    const speeds = fc.array(fc.integer({ min: 10_000, max: 20_000_000 }), { minLength: 6, maxLength: 6 });
    const mirror = { relay: "direct", direct: "relay", same: "same", unsure: "unsure" };
    fc.assert(
      fc.property(speeds, speeds, (a, b) => {
        expect(verdictOf(a, b).verdict).toBe(mirror[verdictOf(b, a).verdict]);
      }),
    );
  });
});
