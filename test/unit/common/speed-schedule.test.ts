/** Which limit holds when: days, midnight, the nights in which clocks are put forward and back. */
import { expect, test } from "vitest";
import { holds, limitAt, localTime, type Pace } from "../../../electron/common/speed-schedule.ts";
import type { SpeedRule } from "../../../electron/common/views.ts";
import { clockIn } from "../../helpers/zone.ts";

const berlin = clockIn("Europe/Berlin");
const at = (hour: number, minute = 0) => hour * 60 + minute;
const workdays = [1, 2, 3, 4, 5];
const always = [0, 1, 2, 3, 4, 5, 6];
const rule = (from: number, to: number, limit: number | null, days = always): SpeedRule => ({
  days,
  from,
  to,
  limit,
});
const pace = (schedule: SpeedRule[], more: Partial<Pace> = {}): Pace => ({
  pace: "set",
  slowLimit: 50_000,
  schedule,
  limit: 2_000_000,
  ...more,
});
/** Berlin's winter is an hour ahead of UTC, its summer two. 25 November 2026 is a Wednesday. */
const winter = (day: number, hour: number, minute = 0) => Date.UTC(2026, 10, day, hour - 1, minute);

test.each([
  ["in the day, before it", rule(at(9), at(18), 1, workdays), 3, at(8, 59), false],
  ["in the day, its first minute", rule(at(9), at(18), 1, workdays), 3, at(9), true],
  ["in the day, its last minute", rule(at(9), at(18), 1, workdays), 3, at(17, 59), true],
  ["in the day, its end", rule(at(9), at(18), 1, workdays), 3, at(18), false],
  ["on another day", rule(at(9), at(18), 1, workdays), 6, at(12), false],
  ["over midnight, the evening", rule(at(22), at(7), 1, [5]), 5, at(23), true],
  ["over midnight, the next morning", rule(at(22), at(7), 1, [5]), 6, at(6, 59), true],
  ["over midnight, the morning of its own day", rule(at(22), at(7), 1, [5]), 5, at(6), false],
  ["over midnight, the next evening", rule(at(22), at(7), 1, [5]), 6, at(23), false],
  ["over midnight from Saturday to Sunday", rule(at(22), at(7), 1, [6]), 0, at(1), true],
  ["all day", rule(at(6), at(6), 1, [0]), 0, at(0), true],
  ["all day, the next one", rule(at(6), at(6), 1, [0]), 1, at(3), false],
])("%s", (_what, one, day, minute, expected) => {
  expect(holds(one, { day, minute })).toBe(expected);
});

test("outside of every rule the one limit holds, until the next rule begins", () => {
  expect(limitAt(pace([rule(at(9), at(18), 500_000)]), winter(25, 7, 30), berlin)).toEqual({
    limit: 2_000_000,
    by: "always",
    until: winter(25, 9),
    next: 500_000,
  });
});

test("the first rule that fits counts, and rules that say the same are one stretch", () => {
  const schedule = [rule(at(12), at(13), null), rule(at(9), at(18), 500_000), rule(at(18), at(20), 500_000)];
  expect(limitAt(pace(schedule), winter(25, 12, 15), berlin)).toEqual({
    limit: null,
    by: "schedule",
    until: winter(25, 13),
    next: 500_000,
  });
  expect(limitAt(pace(schedule), winter(25, 13), berlin)).toMatchObject({
    until: winter(25, 20),
    next: 2_000_000,
  });
});

test("from Friday evening it is days until the next change", () => {
  expect(limitAt(pace([rule(at(9), at(18), 1000, workdays)]), winter(27, 18), berlin)).toMatchObject({
    limit: 2_000_000,
    until: winter(30, 9),
    next: 1000,
  });
});

test("one rule that changes once a week is found, even from just after it", () => {
  const once = pace([rule(at(9), at(9, 1), 1000, [3])]);
  expect(limitAt(once, winter(25, 9, 1), berlin)).toMatchObject({ until: Date.UTC(2026, 11, 2, 8) });
});

test("what never changes has no end", () => {
  const still = { limit: 7, by: "schedule", until: null, next: null };
  expect(limitAt(pace([rule(0, 0, 7)]), winter(25, 9), berlin)).toEqual(still);
  expect(limitAt(pace([]), winter(25, 9), berlin)).toMatchObject({ by: "always", until: null });
});

test("slow and full speed hold whatever the schedule says, without an end", () => {
  const schedule = [rule(at(9), at(18), 500_000)];
  expect(limitAt(pace(schedule, { pace: "slow" }), winter(25, 10), berlin)).toEqual({
    limit: 50_000,
    by: "slow",
    until: null,
    next: null,
  });
  expect(limitAt(pace(schedule, { pace: "full" }), winter(25, 10), berlin)).toEqual({
    limit: null,
    by: "full",
    until: null,
    next: null,
  });
});

test("where the hour is left out that a rule begins in, it begins after it", () => {
  // 29 March 2026: 2:00 becomes 3:00 (1:00 UTC).
  const night = pace([rule(at(2, 30), at(5), 1000)]);
  const change = Date.UTC(2026, 2, 29, 1);
  expect(limitAt(night, change - 3_600_000, berlin)).toEqual({
    limit: 2_000_000,
    by: "always",
    until: change,
    next: 1000,
  });
  expect(limitAt(night, change, berlin)).toMatchObject({ limit: 1000, until: Date.UTC(2026, 2, 29, 3) });
});

test("where a rule lies in the hour that is left out, it does not come that night", () => {
  const lost = pace([rule(at(2, 15), at(2, 45), 1000)]);
  const evening = Date.UTC(2026, 2, 28, 20);
  expect(limitAt(lost, evening, berlin)).toMatchObject({ until: Date.UTC(2026, 2, 30, 0, 15) });
});

test("in the hour that comes twice a rule holds twice", () => {
  // 25 October 2026: 3:00 becomes 2:00 (1:00 UTC).
  const night = pace([rule(at(2), at(2, 30), 1000)]);
  const first = Date.UTC(2026, 9, 25, 0);
  expect(limitAt(night, first, berlin)).toMatchObject({ limit: 1000, until: first + 30 * 60_000 });
  expect(limitAt(night, first + 30 * 60_000, berlin)).toMatchObject({
    limit: 2_000_000,
    until: first + 60 * 60_000,
    next: 1000,
  });
});

test("a night from 22 to 7 is an hour shorter or longer when clocks are changed", () => {
  const night = pace([rule(at(22), at(7), 1000)]);
  const spring = Date.UTC(2026, 2, 28, 21);
  const autumn = Date.UTC(2026, 9, 24, 20);
  expect(limitAt(night, spring, berlin).until).toBe(spring + 8 * 3_600_000);
  expect(limitAt(night, autumn, berlin).until).toBe(autumn + 10 * 3_600_000);
});

test("zones that are off by half an hour have their own minutes", () => {
  const kolkata = clockIn("Asia/Kolkata");
  expect(limitAt(pace([rule(at(9), at(18), 5)]), Date.UTC(2026, 10, 25, 3, 29, 59), kolkata)).toMatchObject({
    limit: 2_000_000,
    until: Date.UTC(2026, 10, 25, 3, 30),
  });
});

test("this machine's clock is read as the system has it", () => {
  const date = new Date(2026, 10, 25, 13, 37, 59);
  expect(localTime(date.getTime())).toEqual({ day: 3, minute: at(13, 37) });
});
