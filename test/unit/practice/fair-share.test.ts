import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fairShares } from "../../../electron/practice/fair-share.ts";

describe("fair shares", () => {
  test("small demands are met, the others get the same", () => {
    expect(fairShares(100, [10, 500, 500])).toEqual([10, 45, 45]);
    expect(fairShares(100, [10, 20])).toEqual([10, 20]);
    expect(fairShares(0, [10, 20])).toEqual([0, 0]);
    expect(fairShares(Infinity, [10, 20])).toEqual([10, 20]);
  });

  test("never more than the budget or a demand, and nothing is left while somebody wants it", () => {
    const demands = fc.array(fc.nat(10_000), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.nat(50_000), demands, (budget, wanted) => {
        const shares = fairShares(budget, wanted);
        const sum = shares.reduce((a, b) => a + b, 0);
        const all = wanted.reduce((a, b) => a + b, 0);
        expect(shares.every((share, index) => share <= (wanted[index] ?? 0))).toBe(true);
        expect(sum).toBe(Math.min(budget, all));
      }),
    );
  });
});
