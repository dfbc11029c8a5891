import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mean, meanInterval, median, medianInterval } from "../../../electron/engine/compare/statistics.ts";
import { studentQuantile } from "../../../electron/engine/compare/student.ts";
import { seeded } from "./random.ts";

describe("studentQuantile", () => {
  // Abramowitz & Stegun, table 26.10, and NIST/SEMATECH e-Handbook, section 1.3.6.7.2.
  it.each([
    [0.05, 1, 6.314],
    [0.025, 1, 12.706],
    [0.005, 1, 63.657],
    [0.1, 2, 1.886],
    [0.025, 2, 4.303],
    [0.001, 2, 22.327],
    [0.025, 3, 3.182],
    [0.01, 4, 3.747],
    [0.005, 5, 4.032],
    [0.025, 9, 2.262],
    [0.005, 10, 3.169],
    [0.025, 30, 2.042],
    [0.025, 99, 1.984],
    [0.001, 100, 3.174],
  ])("is exceeded with probability %d at %d degrees of freedom: %d", (tail, df, expected) => {
    expect(studentQuantile(tail, df)).toBeCloseTo(expected, 3);
  });

  it("refuses what is no tail or no degree of freedom", () => {
    for (const [tail, df] of [
      [0, 2],
      [0.5, 2],
      [Number.NaN, 2],
      [0.1, 0],
      [0.1, 1.5],
    ] as const) {
      expect(() => studentQuantile(tail, df)).toThrow(RangeError);
    }
  });
});

describe("median and mean", () => {
  it.each([
    [[], null],
    [[7], 7],
    [[3, 1], 2],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
  ])("median of %j is %s", (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it("leaves its argument as it is", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it("mean", () => {
    expect(mean([])).toBeNull();
    expect(mean([1, 2, 6])).toBe(3);
  });
});

describe("medianInterval", () => {
  // Conover, Practical Nonparametric Statistics, table A3: binomial with p = 1/2.
  it.each([
    [1, 1, 1, 0],
    [2, 1, 2, 0.5],
    [3, 1, 3, 0.75],
    [5, 1, 5, 0.9375],
    [6, 1, 6, 0.96875],
    [8, 1, 8, 0.9922],
    [9, 2, 8, 0.9609],
    [10, 2, 9, 0.9785],
    [20, 6, 15, 0.9586],
  ])("of %d samples reaches from number %d to %d, covering %d", (n, low, high, coverage) => {
    const values = Array.from({ length: n }, (_, index) => n - index);
    const interval = medianInterval(values);
    expect(interval).toMatchObject({ low, high });
    expect(interval?.coverage).toBeCloseTo(coverage, 4);
  });

  it("is null of nothing", () => {
    expect(medianInterval([])).toBeNull();
  });

  it("covers as often as it says, whatever the distribution", () => {
    const random = seeded(1);
    for (const n of [3, 6, 9]) {
      let held = 0;
      let coverage = 0;
      for (let trial = 0; trial < 4000; trial++) {
        const interval = medianInterval(Array.from({ length: n }, () => Math.exp(2 * random.normal())));
        coverage = interval?.coverage ?? 0;
        if (interval && interval.low <= 1 && 1 <= interval.high) held++;
      }
      expect(Math.abs(held / 4000 - coverage)).toBeLessThan(0.02);
    }
  });

  it("holds the median", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1 }), (values) => {
        const interval = medianInterval(values);
        const middle = median(values);
        expect(interval?.low).toBeLessThanOrEqual(middle ?? Number.NaN);
        expect(interval?.high).toBeGreaterThanOrEqual(middle ?? Number.NaN);
      }),
    );
  });
});

describe("meanInterval", () => {
  it("is Student's", () => {
    // Mean 2, deviation 1, t(2) = 4.303 and 1.886.
    const interval = meanInterval([1, 2, 3], { below: 0.025, above: 0.1 });
    expect(interval?.low).toBeCloseTo(2 - 4.303 / Math.sqrt(3), 3);
    expect(interval?.high).toBeCloseTo(2 + 1.886 / Math.sqrt(3), 3);
  });

  it("takes samples that agree too well for less exact", () => {
    const interval = meanInterval([5, 5], { below: 0.025, above: 0.025 }, 0.02);
    expect(interval?.high).toBeCloseTo(5 + (12.706 * 0.02) / Math.sqrt(2), 3);
  });

  it("is null under two samples", () => {
    expect(meanInterval([1], { below: 0.1, above: 0.1 })).toBeNull();
  });

  it("misses on each side as often as it was allowed to", () => {
    const random = seeded(2);
    let below = 0;
    let above = 0;
    for (let trial = 0; trial < 8000; trial++) {
      const values = Array.from({ length: 4 }, () => random.normal());
      const interval = meanInterval(values, { below: 0.02, above: 0.1 });
      if ((interval?.low ?? 0) > 0) below++;
      if ((interval?.high ?? 0) < 0) above++;
    }
    expect(below / 8000).toBeCloseTo(0.02, 2);
    expect(above / 8000).toBeCloseTo(0.1, 1);
  });
});
