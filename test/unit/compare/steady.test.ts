import { describe, expect, it } from "vitest";
import { findSteady, sliceMs } from "../../../electron/engine/compare/steady.ts";

const MB = 1e6;
/** A turn's slices from its speed (bytes/s) at each ms. */
const slicesOf = (turnMs: number, speed: (ms: number) => number) =>
  Array.from({ length: turnMs / sliceMs }, (_, index) => {
    const mids = Array.from({ length: sliceMs }, (_, ms) => speed(index * sliceMs + ms + 0.5));
    return mids.reduce((total, value) => total + value, 0) / 1000;
  });

describe("findSteady", () => {
  it("of a constant speed is that speed, with next to no ramp", () => {
    const { speed, rampMs } = findSteady(
      slicesOf(1500, (ms) => (ms < 80 ? 0 : 5 * MB)),
      80,
    );
    expect(speed).toBeCloseTo(5 * MB, 0);
    expect(rampMs).toBeLessThan(100);
  });

  it("leaves slow start out", () => {
    // Doubles every 70 ms from 0.2 MB/s to 10 MB/s: 395 ms.
    const slices = slicesOf(1500, (ms) =>
      ms < 70 ? 0 : Math.min(10 * MB, 0.2 * MB * 2 ** ((ms - 70) / 70)),
    );
    const { speed, rampMs } = findSteady(slices, 70);
    expect(speed).toBeGreaterThan(9.8 * MB);
    expect(rampMs).toBeGreaterThan(230);
    expect(rampMs).toBeLessThan(500);
  });

  it("measures a route that never stops growing over the last 60 %", () => {
    const { speed, rampMs } = findSteady(
      slicesOf(2000, (ms) => (ms * MB) / 1000),
      0,
    );
    expect(speed).toBeCloseTo(1.4 * MB, -3);
    expect(rampMs).toBeGreaterThan(800);
  });

  it("is not fooled by bursts of one round trip", () => {
    const { speed } = findSteady(
      slicesOf(3000, (ms) => (ms % 250 < 50 ? 5 * MB : 0)),
      0,
    );
    expect(speed).toBeGreaterThan(0.85 * MB);
    expect(speed).toBeLessThan(1.15 * MB);
  });

  it("leaves out twice the first byte's time on a long path", () => {
    const slices = slicesOf(3000, (ms) => (ms < 500 ? 0 : ms < 1400 ? 9 * MB : 4 * MB));
    // A limiter lets the first bytes through fast: 500 + 2 * 500 ms are left out.
    expect(findSteady(slices, 500).speed).toBeCloseTo(4 * MB, 0);
  });

  it("has no speed where too little time is left", () => {
    expect(
      findSteady(
        slicesOf(800, (ms) => (ms < 600 ? 0 : MB)),
        600,
      ).speed,
    ).toBeNull();
    expect(
      findSteady(
        slicesOf(300, () => MB),
        0,
      ).speed,
    ).toBeNull();
    expect(
      findSteady(
        slicesOf(400, () => MB),
        0,
      ).speed,
    ).toBeCloseTo(MB, 0);
  });

  it("is 0 where the route stood still after its beginning", () => {
    expect(
      findSteady(
        slicesOf(1500, (ms) => (ms < 300 ? MB : 0)),
        0,
      ).speed,
    ).toBe(0);
  });
});
