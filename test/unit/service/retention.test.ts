/** What is over leaves as the settings say: at once, after a download, as days pass. */
import { afterEach, expect, test } from "vitest";
import { silentLog } from "../../../electron/engine/log.ts";
import { createRetention } from "../../../electron/service/retention.ts";
import { SimulatedClock } from "../compare/simulated-clock.ts";

const hour = 3_600_000;
const day = 24 * hour;
const open: { close(): void }[] = [];
afterEach(() => open.splice(0).forEach((one) => one.close()));

function setUp() {
  const clock = new SimulatedClock();
  const started = clock.date();
  const cleared: unknown[] = [];
  const pruned: unknown[] = [];
  const world = { broken: false };
  const retention = createRetention({
    clock,
    log: silentLog,
    downloads: {
      clear({ before, most, failed }) {
        if (world.broken) throw new Error("database is locked");
        cleared.push([before === null ? null : (before - started) / hour, most, failed]);
        return 0;
      },
    },
    comparisons: { prune: (before, most) => pruned.push([(before - started) / hour, most]) },
  });
  open.push(retention);
  const pass = (ms: number) => clock.run(clock.sleep(ms));
  return { clock, retention, cleared, pruned, pass, world };
}

test("everything is kept at first, and nobody looks", async () => {
  const { clock, retention, cleared, pass } = setUp();
  retention.set({ keepDays: null, keepCount: null });
  retention.ended();
  await pass(2 * day);
  expect(cleared).toEqual([]);
  expect(clock.sleepers).toBe(0);
});

test("days are counted from now, again every hour; comparisons go by them, too", async () => {
  const { retention, cleared, pruned, pass } = setUp();
  retention.set({ keepDays: 7, keepCount: null });
  expect(cleared).toEqual([[-168, null, true]]);
  expect(pruned).toEqual([[-168, Number.MAX_SAFE_INTEGER]]);
  await pass(2 * hour + 1);
  expect(cleared).toEqual([
    [-168, null, true],
    [-167, null, true],
    [-166, null, true],
  ]);
});

test("a number is held a moment after a download ends, once for several that end together", async () => {
  const { retention, cleared, pass } = setUp();
  retention.set({ keepDays: null, keepCount: 10 });
  expect(cleared).toEqual([[null, 10, true]]);
  retention.ended();
  retention.ended();
  expect(cleared).toHaveLength(1);
  await pass(2001);
  expect(cleared).toHaveLength(2);
});

test("the same settings again do nothing, others count at once, and none after that end it", async () => {
  const { clock, retention, cleared, pass } = setUp();
  retention.set({ keepDays: 7, keepCount: 10 });
  retention.set({ keepDays: 7, keepCount: 10 });
  expect(cleared).toHaveLength(1);
  retention.set({ keepDays: 1, keepCount: 10 });
  expect(cleared).toEqual([
    [-168, 10, true],
    [-24, 10, true],
  ]);
  retention.set({ keepDays: null, keepCount: null });
  await pass(day);
  expect(cleared).toHaveLength(2);
  expect(clock.sleepers).toBe(0);
});

test("a store that is busy is asked again", async () => {
  const { retention, cleared, pass, world } = setUp();
  world.broken = true;
  retention.set({ keepDays: 7, keepCount: null });
  world.broken = false;
  await pass(hour + 1);
  expect(cleared).toHaveLength(1);
});
