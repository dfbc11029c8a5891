/** The scheduler of streams: single choices, and whole runs on a simulated clock. */
import { describe, expect, test } from "vitest";
import type { LaneState, Situation } from "../../../electron/engine/download/scheduler.ts";
import { inOrderScheduler, type Reader } from "../../../electron/engine/stream/in-order-scheduler.ts";
import { cases, MiB } from "../../bench/fluid/cases.ts";
import { consume } from "../../bench/fluid/consumer.ts";
import { randomWorld } from "../../bench/fluid/random-world.ts";
import type { RouteModel } from "../../bench/fluid/world.ts";

const KiB = 1024;
const MB = 1_000_000;

function lane(id: number, more: Partial<LaneState> = {}): LaneState {
  const idle = {
    route: "direct",
    rate: MB,
    setupMs: 100,
    gapMs: 0,
    heldMs: 0,
    lease: undefined,
    lastEnd: undefined,
  };
  return { id, ...idle, silentMs: 0, ...more };
}

function next(one: LaneState, situation: Partial<Situation>, reader: Partial<Reader> = {}) {
  const now = { head: 0, limit: 64 * MiB, rate: Infinity, windowBytes: 64 * MiB, ...reader };
  const lanes = situation.lanes ?? [one];
  return inOrderScheduler(() => now).next(one, { free: [], ...situation, lanes });
}

/** What one of four equal lanes takes, where the other three hold all before this place. */
function sizeAt(start: number): number {
  const others = [1, 2, 3].map((id) =>
    lane(id, { lease: { position: (start / 3) * (id - 1), end: (start / 3) * id }, heldMs: 1000 }),
  );
  const mine = lane(0);
  const order = next(mine, { free: [{ start, end: 200 * MiB }], lanes: [mine, ...others] });
  return order.kind === "take" ? order.end - order.start : NaN;
}

describe("one choice", () => {
  test("nothing from the window's end on is taken", () => {
    const free = [{ start: 60 * MiB, end: 100 * MiB }];
    const order = next(lane(0), { free });
    expect(order).toMatchObject({ kind: "take", start: 60 * MiB });
    expect(order.kind === "take" && order.end).toBeLessThanOrEqual(64 * MiB);
    expect(next(lane(0), { free: [{ start: 64 * MiB, end: 100 * MiB }] })).toEqual({ kind: "wait" });
  });

  test("the first free range is taken by who brings it first", () => {
    const lanes = [lane(0), lane(1, { lease: { position: 0, end: 512 * KiB }, heldMs: 1000 })];
    const free = [{ start: 512 * KiB, end: 100 * MiB }];
    expect(next(lanes[0] as LaneState, { free, lanes })).toMatchObject({ kind: "take", start: 512 * KiB });
  });

  test("who would bring it later than another lane takes what is needed later", () => {
    const slow = lane(0, { rate: 20_000 });
    const fast = lane(1, { rate: 10 * MB, lease: { position: 0, end: 512 * KiB }, heldMs: 1000 });
    const free = [{ start: 512 * KiB, end: 100 * MiB }];
    const order = next(slow, { free, lanes: [slow, fast] });
    expect(order.kind).toBe("take");
    // It needs 3.3 s for the least that is worth a request: the other one is 33 MB further then, and may be 20 MB behind.
    expect(order.kind === "take" && order.start).toBeGreaterThan(10 * MB);
    expect(order.kind === "take" && order.end - order.start).toBeLessThanOrEqual(128 * KiB);
  });

  test("leases are short near the consumer and longer ahead", () => {
    expect(sizeAt(0.3 * MB)).toBeLessThan(0.6 * MB);
    expect(sizeAt(12 * MB)).toBeGreaterThan(1.5 * MB);
  });

  test("a lease at the head that collapsed is taken over, but for what still comes in time", () => {
    const thief = lane(0);
    const victim = lane(1, { rate: MB, recentRate: 100_000, heldMs: 3000, lease: { position: 0, end: MB } });
    const order = next(thief, { free: [{ start: MB, end: 64 * MiB }], lanes: [thief, victim] });
    expect(order).toMatchObject({ kind: "steal", victim: 1, end: MB });
    expect(order.kind === "steal" && order.start).toBeGreaterThan(64 * KiB);
    expect(order.kind === "steal" && order.start).toBeLessThan(120 * KiB);
  });

  test("a lane at the head that is silent loses all of it", () => {
    const thief = lane(0);
    const victim = lane(1, { rate: 0, heldMs: 4000, silentMs: 4000, lease: { position: 5000, end: MB } });
    const order = next(thief, { free: [{ start: MB, end: 64 * MiB }], lanes: [thief, victim] });
    expect(order).toEqual({ kind: "steal", victim: 1, start: 5000, end: MB });
  });

  test.each([
    ["who has just begun", { heldMs: 50 }, {}],
    ["who brings it as fast as the thief could", { rate: MB, recentRate: MB }, {}],
    ["what the consumer does not need for long", {}, { rate: 10_000, head: -10 * MB }],
  ] as const)("%s is left alone", (_who, victim, reader) => {
    const thief = lane(0);
    const slow = { rate: MB, recentRate: 100_000, heldMs: 3000, lease: { position: 0, end: MB } };
    const lanes = [thief, lane(1, { ...slow, ...victim })];
    const order = next(thief, { free: [{ start: MB, end: 64 * MiB }], lanes }, reader);
    expect(order.kind).toBe("take");
  });

  test("who is slow himself takes nothing over", () => {
    const thief = lane(0, { rate: 30_000 });
    const fast = lane(2, { rate: 5 * MB, heldMs: 3000, lease: { position: MB, end: 3 * MB } });
    const victim = lane(1, { rate: 1000, recentRate: 1000, heldMs: 3000, lease: { position: 0, end: MB } });
    const free = [{ start: 3 * MB, end: 64 * MiB }];
    expect(next(thief, { free, lanes: [thief, fast, victim] }).kind).not.toBe("steal");
  });
});

describe.each(cases)("$name, a consumer as fast as they come", (one) => {
  test("one request ahead, 64 MiB window: 95 % of all lanes' sum in the median, hardly a wait", () => {
    const outcomes = [1, 2, 3, 4, 5].map((seed) =>
      consume({ ...one.world(256 * MiB, seed), ahead: true }, 64 * MiB),
    );
    const ratios = outcomes.map(({ ratio }) => ratio).sort((a, b) => a - b);
    expect(ratios[2]).toBeLessThanOrEqual(1 / 0.95);
    expect(ratios[4]).toBeLessThanOrEqual(1.1);
    for (const { longestWait, farthest, duplicates } of outcomes) {
      expect(longestWait).toBeLessThanOrEqual(1);
      expect(farthest).toBeLessThanOrEqual(64 * MiB);
      expect(duplicates).toBeLessThanOrEqual(0.02);
    }
  });

  test("one request after the other, and a window of 16 MiB, come to an end without a storm of requests", () => {
    for (const [seed, ahead, window] of [
      [1, false, 64 * MiB],
      [2, true, 16 * MiB],
      [3, false, 16 * MiB],
    ] as const) {
      const outcome = consume({ ...one.world(128 * MiB, seed), ahead }, window);
      expect(outcome.longestWait).toBeLessThanOrEqual(2);
      expect(outcome.killed).toBeLessThan(150);
    }
  });
});

test.each([
  ["one request ahead", true, 1 / 0.95, 1.2],
  ["one request after the other", false, 1.1, 1.4],
] as const)("worlds from a seed, %s: close to the sum of all lanes", (_how, ahead, median, worst) => {
  const outcomes = Array.from({ length: 16 }, (_, seed) =>
    consume({ ...randomWorld(256 * MiB, seed + 1), ahead }, 64 * MiB),
  );
  const ratios = outcomes.map(({ ratio }) => ratio).sort((a, b) => a - b);
  expect(ratios[8]).toBeLessThanOrEqual(median);
  expect(ratios[15]).toBeLessThanOrEqual(worst);
  expect(Math.max(...outcomes.map(({ longestWait }) => longestWait))).toBeLessThanOrEqual(1);
});

describe("against one plain stream", () => {
  const line = 100e6 / 8;
  const direct: RouteModel = { name: "direct", rttMs: 40, connectMs: 120, rates: [2 * MB] };

  test("one lane goes as fast as its line", () => {
    const { ratio } = consume({ size: 64 * MiB, routes: [direct], ahead: true }, 64 * MiB);
    expect(ratio).toBeLessThanOrEqual(1.02);
  });

  test("a bad relay beside it does not make it slower", () => {
    const bad = { name: "relay", rttMs: 300, connectMs: 900, rates: [5000, 5000] };
    const alone = consume({ size: 64 * MiB, routes: [direct], ahead: true }, 64 * MiB);
    const both = consume({ size: 64 * MiB, routes: [direct, bad], ahead: true }, 64 * MiB);
    expect(both.seconds).toBeLessThanOrEqual(alone.seconds * 1.03);
    expect(both.longestWait).toBeLessThanOrEqual(1);
  });

  test("the first byte comes when the first connection brings it", () => {
    const routes = [direct, { name: "relay", rttMs: 150, connectMs: 450, rates: [line / 4, line / 4] }];
    const { firstByte } = consume({ size: 64 * MiB, routes, ahead: true }, 64 * MiB);
    expect(firstByte).toBeLessThanOrEqual(0.13);
  });
});

describe("a slow consumer", () => {
  const fast: RouteModel = {
    name: "direct",
    rttMs: 40,
    connectMs: 120,
    rates: [3 * MB, 3 * MB, 3 * MB, 3 * MB],
  };

  test("of 8 Mbit/s is never far ahead of", () => {
    const { farthest, seconds, longestWait } = consume({ size: 40 * MB, routes: [fast] }, 64 * MiB, MB);
    // 16 MiB until its rate is known, 8 MiB then: the file is 40 MB.
    expect(farthest).toBeLessThanOrEqual(16 * MiB);
    expect(longestWait).toBeLessThanOrEqual(0.1);
    expect(seconds).toBeGreaterThan(20);
  });

  test("of half the line's rate does not wait", () => {
    const { longestWait, farthest } = consume({ size: 128 * MiB, routes: [fast] }, 64 * MiB, 6 * MB);
    expect(longestWait).toBeLessThanOrEqual(0.1);
    expect(farthest).toBeLessThanOrEqual(26 * MB);
  });
});
