/** The scheduler against the fluid limit on a simulated clock: PERFORMANCE, section 1 and scenario 6 of section 5. */
import { describe, expect, test } from "vitest";
import { leaseScheduler } from "../../../electron/engine/download/scheduler.ts";
import { cases, MiB } from "../../bench/fluid/cases.ts";
import { measure } from "../../bench/fluid/measure.ts";
import { randomWorld } from "../../bench/fluid/random-world.ts";
import { Simulation } from "../../bench/fluid/simulate.ts";
import type { RouteModel, World } from "../../bench/fluid/world.ts";

describe.each(cases)("$name", (one) => {
  test("256 MiB, one request ahead: within 5 % of the limit, duplicates within 2 %", () => {
    const { worst, duplicates } = measure(one, 256 * MiB, 3, { ahead: true });
    expect(worst).toBeLessThanOrEqual(1.05);
    expect(duplicates).toBeLessThanOrEqual(0.02);
  });

  test("16 MiB, one request ahead: within 20 % of the limit, duplicates within 2 %", () => {
    const { worst, duplicates } = measure(one, 16 * MiB, 8, { ahead: true });
    expect(worst).toBeLessThanOrEqual(1.2);
    expect(duplicates).toBeLessThanOrEqual(0.02);
  });

  test("one request after the other: 256 MiB within 5 % in the median, 16 MiB within 25 %", () => {
    expect(measure(one, 256 * MiB, 3, {}).median).toBeLessThanOrEqual(1.05);
    expect(measure(one, 16 * MiB, 8, {}).median).toBeLessThanOrEqual(1.25);
  });

  test("comes to an end on what every lane must say alone", () => {
    const { worst } = measure(one, 64 * MiB, 3, {}, { bare: true });
    expect(worst).toBeLessThanOrEqual(1.5);
  });
});

const line = 100e6 / 8;
function lanes(count: number, rate: number, more: Partial<RouteModel> = {}): RouteModel {
  const rates = Array.from({ length: count }, () => rate);
  return { name: "direct", rttMs: 100, connectMs: 300, rates, ...more };
}

test.each([
  ["a shared link, slow start", { routes: [lanes(16, line)], access: line, slowStart: true }, 1.05],
  [
    "direct and two relays, each a part of the line",
    {
      routes: [
        lanes(4, line, { limit: 10e6 / 8 }),
        lanes(4, line, { name: "one", limit: 40e6 / 8, rttMs: 60 }),
        lanes(4, line, { name: "two", limit: 40e6 / 8, rttMs: 160 }),
      ],
      access: line,
    },
    1.05,
  ],
  [
    "a hopeless direct path beside a good relay",
    { routes: [lanes(4, 5e3), lanes(4, line / 4, { name: "relay" })], ahead: true },
    1.03,
  ],
  ["a server that allows four", { routes: [lanes(16, line / 4, { allows: 4 })], ahead: true }, 1.03],
] satisfies [string, Omit<World, "size">, number][])("%s", (_name, world, most) => {
  const { ratio, duplicates } = new Simulation({ size: 256 * MiB, ...world }, leaseScheduler).run();
  expect(ratio).toBeLessThanOrEqual(most);
  expect(duplicates).toBeLessThanOrEqual(0.02);
});

test.each([
  ["one request ahead", { ahead: true }, 1.01],
  ["one request ahead, slow start", { ahead: true, slowStart: true }, 1.02],
  ["one request after the other, slow start", { slowStart: true }, 1.04],
])("worlds from a seed, 256 MiB, %s: close to the limit in the median", (_name, more, most) => {
  const random = { name: "random", world: randomWorld };
  const { median, duplicates } = measure(random, 256 * MiB, 9, more);
  expect(median).toBeLessThanOrEqual(most);
  expect(duplicates).toBeLessThanOrEqual(0.02);
});
