/** The limit that holds follows the clock, and the settings at once. */
import { afterEach, expect, test } from "vitest";
import type { Pace } from "../../../electron/common/speed-schedule.ts";
import type { LimitNow } from "../../../electron/common/views.ts";
import { createSpeedLimits } from "../../../electron/service/speed-limits.ts";
import { clockIn } from "../../helpers/zone.ts";
import { SimulatedClock } from "../compare/simulated-clock.ts";

const open: { close(): void }[] = [];
afterEach(() => open.splice(0).forEach((one) => one.close()));

/** A clock that begins on Wednesday, 25 November 2026, at 8:59:00 in Berlin, and that a person may set. */
class WallClock extends SimulatedClock {
  offset = Date.UTC(2026, 10, 25, 7, 59) - super.date();
  override date(): number {
    return super.date() + this.offset;
  }
}

const nineToSix: Pace = {
  pace: "set",
  slowLimit: 50_000,
  schedule: [{ days: [1, 2, 3, 4, 5], from: 9 * 60, to: 18 * 60, limit: 500_000 }],
  limit: null,
};

function setUp() {
  const clock = new WallClock();
  const applied: (number | null)[] = [];
  const told: LimitNow[] = [];
  const limits = createSpeedLimits({
    clock,
    apply: (limit) => applied.push(limit),
    changed: (now) => told.push(now),
    toLocal: clockIn("Europe/Berlin"),
  });
  open.push(limits);
  const pass = (ms: number) => clock.run(clock.sleep(ms));
  return { clock, limits, applied, told, pass };
}

test("a rule is applied in its minute, lifted at its end, and told with the time until which it holds", async () => {
  const { limits, applied, told, pass } = setUp();
  limits.set(nineToSix);
  expect(applied).toEqual([]);
  expect(limits.view()).toMatchObject({ limit: null, until: Date.UTC(2026, 10, 25, 8), next: 500_000 });
  await pass(59_999);
  expect(applied).toEqual([]);
  await pass(30);
  expect(applied).toEqual([500_000]);
  expect(told.at(-1)).toMatchObject({ limit: 500_000, by: "schedule", until: Date.UTC(2026, 10, 25, 17) });
  await pass(9 * 3_600_000);
  expect(applied).toEqual([500_000, null]);
});

test("settings count at once: slow, full speed, another rule, none", async () => {
  const { clock, limits, applied, pass } = setUp();
  limits.set(nineToSix);
  await pass(120_000);
  limits.set({ ...nineToSix, pace: "slow" });
  limits.set({ ...nineToSix, pace: "full" });
  limits.set({ ...nineToSix, schedule: [] });
  limits.set({ ...nineToSix, schedule: [], limit: 9 });
  expect(applied).toEqual([500_000, 50_000, null, 9]);
  // The watch that the schedule had wakes once more to see that it is over; then nobody looks at the clock.
  await new Promise((resolve) => setImmediate(resolve));
  expect(clock.sleepers).toBe(0);
});

test("a clock that is set, or a machine that slept, is noticed within half a minute", async () => {
  const { clock, limits, applied, pass } = setUp();
  limits.set(nineToSix);
  await pass(1000);
  clock.offset += 2 * 3_600_000;
  await pass(30_000);
  expect(applied).toEqual([500_000]);
  clock.offset += 12 * 3_600_000;
  await pass(30_000);
  expect(applied).toEqual([500_000, null]);
});

test("nothing is told twice, and nothing after the end", async () => {
  const { limits, told, pass } = setUp();
  limits.set(nineToSix);
  limits.set({ ...nineToSix });
  await pass(50_000);
  expect(told).toHaveLength(1);
  limits.close();
  await pass(60_000);
  expect(told).toHaveLength(1);
});
