import { describe, expect, test } from "vitest";
import { hedge, hedgeBudget } from "../../../electron/engine/download/hedging.ts";
import { leaseScheduler, type LaneState } from "../../../electron/engine/download/scheduler.ts";
import { MiB } from "../../bench/fluid/cases.ts";
import { Simulation } from "../../bench/fluid/simulate.ts";

const KiB = 1024;

function lane(id: number, more: Partial<LaneState> = {}): LaneState {
  const base = { id, route: "direct", rate: MiB, setupMs: 100, heldMs: 5000, lease: undefined };
  return { ...base, lastEnd: undefined, ...more };
}
const idle = lane(1, { route: "relay" });
const slow = lane(2, { rate: 100 * KiB, lease: { position: 0, end: 100 * KiB } });
const none = new Set<number>();

describe("a hedge", () => {
  test("copies the tail of the lease that would take longest", () => {
    const slower = lane(3, { rate: 50 * KiB, lease: { position: MiB, end: MiB + 100 * KiB } });
    const chosen = hedge(idle, [idle, slow, slower], none, MiB);
    expect(chosen).toMatchObject({ victim: 3, end: MiB + 100 * KiB });
    // What the victim is sure to bring meanwhile is left to it.
    expect(chosen?.start).toBeGreaterThan(MiB);
    expect(chosen?.start).toBeLessThan(MiB + 20 * KiB);
  });

  test("is left out where it would not come much earlier", () => {
    const quick = lane(2, { rate: 500 * KiB, lease: { position: 0, end: 100 * KiB } });
    expect(hedge(idle, [idle, quick], none, MiB)).toBeUndefined();
  });

  test("must pay more on the victim's own route", () => {
    const victim = lane(2, { rate: 160 * KiB, lease: { position: 0, end: 100 * KiB } });
    expect(hedge(idle, [idle, victim], none, MiB)).toMatchObject({ victim: 2 });
    const alike = { ...idle, route: "direct" };
    expect(hedge(alike, [alike, victim], none, MiB)).toBeUndefined();
  });

  test("keeps to its budget, and copies nothing a third time", () => {
    expect(hedge(idle, [idle, slow], none, 50 * KiB)).toBeUndefined();
    expect(hedge(idle, [idle, slow], new Set([2]), MiB)).toBeUndefined();
    expect(hedgeBudget(1000 * MiB)).toBe(20 * MiB);
    expect(hedgeBudget(16 * MiB)).toBe(4 * MiB);
  });

  test("comes first in the simulator, about as early as a cut, within two per cent of duplicates", () => {
    // The last range collapses when it is too short to be cut: only a copy helps.
    const times = { rttMs: 50, connectMs: 150 };
    const routes = [
      { name: "direct", ...times, rates: [MiB] },
      { name: "relay", ...times, rates: [MiB, MiB, MiB] },
    ];
    const run = (hedging: boolean, at: number) =>
      new Simulation(
        { size: 16 * MiB, routes, ahead: true, factor: (id, now) => (id === 0 && now > at ? 0.02 : 1) },
        leaseScheduler,
        { hedging },
      ).run();
    let hedged = 0;
    for (let at = 3.5; at < 4.2; at += 0.05) {
      const [on, off] = [run(true, at), run(false, at)];
      hedged += on.hedged;
      // A copy is one lane's work where a cut is shared: it may take a little longer, but takes nothing from anybody.
      expect(on.seconds).toBeLessThanOrEqual(off.seconds + 0.2);
      expect(on.duplicates).toBeLessThanOrEqual(0.02);
    }
    expect(hedged).toBeGreaterThan(0);
  });
});
