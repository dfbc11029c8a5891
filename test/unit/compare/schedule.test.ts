import { describe, expect, it } from "vitest";
import { addPoint, mostPoints, type Point } from "../../../electron/engine/compare/points.ts";
import { turnLength, turnOrder } from "../../../electron/engine/compare/schedule.ts";

describe("turnLength", () => {
  it.each([
    ["the budget in equal parts", { seconds: 20, rounds: 6, routes: 2, firstByteMs: 50 }, 1400],
    ["not under 0.8 s", { seconds: 20, rounds: 6, routes: 6, firstByteMs: 50 }, 800],
    ["not over 3 s", { seconds: 600, rounds: 6, routes: 2, firstByteMs: 50 }, 3000],
    ["four first bytes", { seconds: 20, rounds: 6, routes: 2, firstByteMs: 500 }, 2000],
    [
      "not over 3 s, however late the first byte",
      { seconds: 20, rounds: 6, routes: 2, firstByteMs: 5000 },
      3000,
    ],
  ])("is %s", (_, plan, expected) => {
    expect(turnLength(plan)).toBe(expected);
  });
});

describe("turnOrder", () => {
  it("goes forward and backward, so that a linear drift favours no route over two rounds", () => {
    const turns = [1, 2].flatMap((round) => turnOrder(["a", "b", "c"], round));
    expect(turns).toEqual(["a", "b", "c", "c", "b", "a"]);
  });
});

describe("addPoint", () => {
  it("keeps few points, the newest ones as they came, and all bytes", () => {
    let points: readonly Point[] = [];
    let bytes = 0;
    for (let index = 1; index <= 5000; index++) {
      const speed = (index * 7919) % 1000;
      points = addPoint(points, [index * 100, speed]);
      bytes += speed * 100;
      expect(points.length).toBeLessThanOrEqual(mostPoints);
    }
    expect(points.at(-1)).toEqual([500_000, (5000 * 7919) % 1000]);
    expect(points.at(-2)?.[0]).toBe(499_900);
    const times = points.map(([ms]) => ms);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const kept = points.reduce(
      (total, [ms, speed], index) => total + speed * (ms - (times[index - 1] ?? 0)),
      0,
    );
    expect(kept).toBeCloseTo(bytes, 0);
  });
});
