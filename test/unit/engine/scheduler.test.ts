import { expect, test } from "vitest";
import {
  leaseLimits,
  leaseScheduler,
  stalled,
  type LaneState,
} from "../../../electron/engine/download/scheduler.ts";

const KiB = 1024;
const MiB = 1024 * KiB;

function lane(id: number, more: Partial<LaneState> = {}): LaneState {
  return {
    id,
    route: "direct",
    rate: 0,
    setupMs: 100,
    heldMs: 5000,
    lease: undefined,
    lastEnd: undefined,
    ...more,
  };
}

test("a lane of unknown speed begins with the first size", () => {
  const me = lane(1);
  const order = leaseScheduler.next(me, { free: [{ start: 0, end: 100 * MiB }], lanes: [me] });
  expect(order).toEqual({ kind: "take", start: 0, end: leaseLimits.first });
});

test("of a small file, a lane of unknown speed begins with a part of its share only", () => {
  const me = lane(1);
  const order = leaseScheduler.next(me, { free: [{ start: 0, end: 2 * MiB }], lanes: [me, lane(2)] });
  expect(order).toEqual({ kind: "take", start: 0, end: leaseLimits.least });
});

test("a lease is one and a half seconds of the lane's own rate where no pause comes before it, within limits", () => {
  const free = [{ start: 0, end: 1000 * MiB }];
  const size = (rate: number) => {
    const me = lane(1, { rate, gapMs: 0 });
    const order = leaseScheduler.next(me, { free, lanes: [me] });
    return order.kind === "take" ? order.end - order.start : 0;
  };
  expect(size(2 * MiB)).toBe(3 * MiB);
  expect(size(10 * KiB)).toBe(leaseLimits.least);
  expect(size(100 * MiB)).toBe(leaseLimits.most);
});

test("a lease is longer where a pause comes before it, up to six seconds", () => {
  const free = [{ start: 0, end: 1000 * MiB }];
  const size = (gapMs: number) => {
    const me = lane(1, { rate: MiB, gapMs });
    const order = leaseScheduler.next(me, { free, lanes: [me] });
    return order.kind === "take" ? order.end - order.start : 0;
  };
  expect(size(20)).toBe(1.5 * MiB);
  expect(size(100)).toBe(4 * MiB);
  expect(size(1000)).toBe(6 * MiB);
});

test("a lane goes on where it stopped", () => {
  const me = lane(1, { rate: MiB, lastEnd: 50 * MiB });
  const free = [
    { start: 0, end: 10 * MiB },
    { start: 50 * MiB, end: 90 * MiB },
  ];
  expect(leaseScheduler.next(me, { free, lanes: [me] })).toMatchObject({ start: 50 * MiB });
});

test("no crumb is left for a request of its own", () => {
  const me = lane(1, { rate: MiB });
  const end = 1.6 * MiB;
  expect(leaseScheduler.next(me, { free: [{ start: 0, end }], lanes: [me] })).toEqual({
    kind: "take",
    start: 0,
    end,
  });
});

test("a slow lane takes little near the end", () => {
  const slow = lane(1, { rate: 500 * KiB });
  const fast = lane(2, { rate: 20 * MiB });
  const order = leaseScheduler.next(slow, { free: [{ start: 0, end: 4 * MiB }], lanes: [slow, fast] });
  expect(order).toEqual({ kind: "take", start: 0, end: 99_960 });
});

test("a lane that could help only after all others are done waits, unless nobody else is at work", () => {
  const free = [{ start: 0, end: 200 * KiB }];
  const slow = lane(1, { rate: 10 * KiB });
  const fast = lane(2, { rate: 20 * MiB, lease: { position: MiB, end: 2 * MiB } });
  expect(leaseScheduler.next(slow, { free, lanes: [slow, fast] })).toEqual({ kind: "wait" });
  expect(leaseScheduler.next(slow, { free, lanes: [slow] })).toMatchObject({ kind: "take" });
});

test("with nothing free, the tail of the lane that would finish last is taken, so that both finish together", () => {
  const me = lane(1, { rate: 4 * MiB });
  const slow = lane(2, { rate: MiB, lease: { position: 0, end: 10 * MiB } });
  const quick = lane(3, { rate: 8 * MiB, lease: { position: 20 * MiB, end: 28 * MiB } });
  const order = leaseScheduler.next(me, { free: [], lanes: [me, slow, quick] });
  expect(order).toMatchObject({ kind: "steal", victim: 2, end: 10 * MiB });
  if (order.kind !== "steal") return;
  const victimSeconds = order.start / MiB;
  const thiefSeconds = 0.1 + (order.end - order.start) / (4 * MiB);
  expect(victimSeconds).toBeCloseTo(thiefSeconds, 1);
});

test("all is taken from a lane that has been silent too long", () => {
  const me = lane(1, { rate: MiB });
  const dead = lane(2, { rate: 0, heldMs: 5000, lease: { position: 5, end: MiB } });
  expect(leaseScheduler.next(me, { free: [], lanes: [me, dead] })).toEqual({
    kind: "steal",
    victim: 2,
    start: 5,
    end: MiB,
  });
});

test("a lane that only just began is left alone", () => {
  const me = lane(1, { rate: MiB });
  const young = lane(2, { rate: 0, heldMs: 50, lease: { position: 0, end: 100 * KiB } });
  expect(leaseScheduler.next(me, { free: [], lanes: [me, young] })).toEqual({ kind: "wait" });
});

test("nothing is stolen where it would not save time", () => {
  const me = lane(1, { rate: 100 * KiB, setupMs: 1000 });
  const other = lane(2, { rate: 10 * MiB, lease: { position: 0, end: 5 * MiB } });
  expect(leaseScheduler.next(me, { free: [], lanes: [me, other] })).toEqual({ kind: "wait" });
});

test("lanes that stand idle share one victim's range", () => {
  const idle = [1, 2, 3, 4].map((id) => lane(id, { rate: MiB, silentMs: 5 }));
  const dead = lane(9, { rate: 0.5 * MiB, silentMs: 900, lease: { position: 0, end: 4 * MiB } });
  const first = idle[0] as LaneState;
  const order = leaseScheduler.next(first, { free: [], lanes: [...idle, dead] });
  expect(order).toEqual({ kind: "steal", victim: 9, start: 3 * MiB, end: 4 * MiB });
});

test("a collapse counts at once, a dip does not", () => {
  const me = lane(1, { rate: MiB, silentMs: 5 });
  const victim = (recentRate: number) =>
    lane(2, { rate: MiB, recentRate, silentMs: 5, lease: { position: 0, end: 200 * KiB } });
  const order = (recentRate: number) =>
    leaseScheduler.next(me, { free: [], lanes: [me, victim(recentRate)] }).kind;
  expect(order(20 * KiB)).toBe("steal");
  expect(order(600 * KiB)).toBe("wait");
});

test("a lane that is just at work again is judged by what it brought before", () => {
  const me = lane(1, { rate: MiB, silentMs: 5 });
  const again = lane(2, {
    rate: 10 * KiB,
    recentRate: KiB,
    lastRate: MiB,
    heldMs: 200,
    silentMs: 5,
    lease: { position: 0, end: 300 * KiB },
  });
  expect(leaseScheduler.next(me, { free: [], lanes: [me, again] })).toEqual({ kind: "wait" });
});

test("a lane stalls when it is silent while others move, not when all are silent", () => {
  const quiet = lane(1, { silentMs: 2000, lease: { position: 0, end: MiB } });
  const moving = lane(2, { silentMs: 20, lease: { position: MiB, end: 2 * MiB } });
  expect(stalled(quiet, [quiet, moving])).toBe(true);
  expect(stalled(moving, [quiet, moving])).toBe(false);
  expect(stalled(quiet, [quiet, { ...moving, silentMs: 1900 }])).toBe(false);
  expect(stalled({ ...quiet, setupMs: 600 }, [quiet, moving])).toBe(false);
});

test("a little that a living lane of another route holds is left to a hedge where there are hedges", () => {
  const me = lane(1, { rate: MiB });
  const slow = lane(2, { route: "relay", rate: 50 * KiB, lease: { position: 0, end: 100 * KiB } });
  expect(leaseScheduler.next(me, { free: [], lanes: [me, slow] })).toMatchObject({ kind: "steal" });
  expect(leaseScheduler.next(me, { free: [], lanes: [me, slow], hedging: true })).toEqual({ kind: "wait" });
});

test("a lane that has not begun relieves one that drips", () => {
  const fresh = lane(1, { rate: 0, heldMs: 0, setupMs: 20 });
  const drips = lane(2, { route: "relay", rate: 100, setupMs: 20, lease: { position: 10, end: 60 * KiB } });
  expect(leaseScheduler.next(fresh, { free: [], lanes: [fresh, drips] })).toMatchObject({
    kind: "steal",
    victim: 2,
    start: 10,
  });
});

test("a route that brings next to nothing takes nothing in the last seconds", () => {
  const main = [1, 2, 3, 4].map((id) =>
    lane(id, { route: "relay", rate: 2 * MiB, lease: { position: 0, end: MiB }, silentMs: 10 }),
  );
  const me = lane(9, { lastRate: 100 * KiB, gapMs: 0 });
  const take = (bytes: number) =>
    leaseScheduler.next(me, { free: [{ start: 10 * MiB, end: 10 * MiB + bytes }], lanes: [...main, me] });
  expect(take(4 * MiB)).toEqual({ kind: "wait" });
  expect(take(400 * MiB)).toMatchObject({ kind: "take" });
});

test("so does one whose lanes crawl beside those of the main one, however many they are", () => {
  const main = [1, 2].map((id) =>
    lane(id, { route: "direct", rate: 3 * MiB, lease: { position: 0, end: MiB }, silentMs: 10 }),
  );
  const crawling = Array.from({ length: 30 }, (_, at) =>
    lane(10 + at, { route: "relay", rate: 100 * KiB, lease: { position: 0, end: MiB }, silentMs: 10 }),
  );
  const me = lane(99, { route: "relay", lastRate: 100 * KiB, gapMs: 0 });
  const free = [{ start: 50 * MiB, end: 54 * MiB }];
  expect(leaseScheduler.next(me, { free, lanes: [...main, ...crawling, me] })).toEqual({ kind: "wait" });
  // Where the others are no faster, it takes its part.
  const alike = main.map((one) => ({ ...one, rate: 200 * KiB }));
  expect(leaseScheduler.next(me, { free, lanes: [...alike, ...crawling, me] })).toMatchObject({
    kind: "take",
  });
});

test("what lanes of one route do to each other's patience says nothing to another route", () => {
  // Robbed again and again by its own: given long by them, but not by others.
  const held = lane(1, {
    route: "relay",
    setupMs: 20_000,
    answerMs: 100,
    heldMs: 2000,
    lease: { position: 0, end: 200 * KiB },
  });
  const same = lane(2, { route: "relay", setupMs: 20_000, answerMs: 100, lastRate: MiB });
  const other = lane(3, { route: "direct", lastRate: MiB, silentMs: 50 });
  const lanes = [held, same, other];
  expect(leaseScheduler.next(same, { free: [], lanes })).toEqual({ kind: "wait" });
  expect(leaseScheduler.next(other, { free: [], lanes })).toMatchObject({
    kind: "steal",
    victim: 1,
  });
});
