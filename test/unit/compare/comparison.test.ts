import { describe, expect, it } from "vitest";
import { toFailure } from "../../../electron/common/errors.ts";
import { comparisonView, type ComparisonView } from "../../../electron/common/views.ts";
import { startComparison, type ComparisonOptions } from "../../../electron/engine/compare/comparison.ts";
import type { Contestant } from "../../../electron/engine/compare/contest.ts";
import type { Comparison } from "../../../electron/engine/types.ts";
import { fakeContestant, reset, type FakeOptions, type SeenTurn } from "./fake-contestant.ts";
import { noises, seeded } from "./random.ts";
import { SimulatedClock } from "./simulated-clock.ts";

const MB = 1e6;

interface Outcome {
  readonly view: ComparisonView;
  readonly views: readonly (ComparisonView & { readonly at: number })[];
  readonly seen: readonly SeenTurn[];
  readonly clock: SimulatedClock;
}

type Fake = Omit<FakeOptions, "clock" | "seen">;

/** Runs a comparison of fakes on a simulated clock and checks every view that it shows. */
async function compare(
  fakes: readonly Fake[],
  more: Partial<ComparisonOptions> = {},
  during: (comparison: Comparison, clock: SimulatedClock) => void = () => undefined,
): Promise<Outcome> {
  const clock = new SimulatedClock();
  const seen: SeenTurn[] = [];
  const views: (ComparisonView & { at: number })[] = [];
  const contestants: Contestant[] = fakes.map((fake) => fakeContestant({ ...fake, clock, seen }));
  const comparison = startComparison({
    contestants,
    total: 100 * MB,
    clock,
    base: { id: "c1", url: "https://example.org/file", name: "file", startedAt: clock.date() },
    keptBytes: () => seen.reduce((total, { bytes }) => total + bytes, 0),
    onChange: (view) => {
      comparisonView.parse(view);
      views.push({ ...view, at: clock.now() });
    },
    ...more,
  });
  expect(views).toEqual([]);
  during(comparison, clock);
  const view = await clock.run(comparison.finished);
  comparisonView.parse(view);
  expect(comparison.view()).toEqual(view);
  return { view, views, seen, clock };
}

const direct = (speed: FakeOptions["speed"], more: Partial<Fake> = {}): Fake => ({
  route: "direct",
  kind: "direct",
  speed,
  ...more,
});
const relay = (speed: FakeOptions["speed"], more: Partial<Fake> = {}): Fake => ({
  route: "relay",
  speed,
  ...more,
});

/** A speed that wavers from turn to turn around its median. */
function wavering(speed: number, cv: number, seed: number): FakeOptions["speed"] {
  const random = seeded(seed);
  const turns: number[] = [];
  return (_, turn) => speed * (turns[turn] ??= noises.lognormal(cv, random));
}

/** Doubles every 80 ms, up to 10 MB/s after 405 ms. */
const slowStart = (ms: number) => Math.min(10 * MB, 0.3 * MB * 2 ** (ms / 80));

async function stopTwice(comparison: Comparison, clock: SimulatedClock): Promise<void> {
  await clock.sleep(6500);
  comparison.stop();
  expect(comparison.view().state).toBe("stopped");
  comparison.stop();
}

describe("a comparison", () => {
  it("decides a clear difference after 3 rounds", async () => {
    const { view, views } = await compare([direct(wavering(MB, 0.05, 1)), relay(wavering(10 * MB, 0.05, 2))]);
    expect(view).toMatchObject({
      state: "done",
      round: 3,
      rounds: 6,
      best: "relay",
      verdict: "relay",
      turn: null,
    });
    expect(view.routes.map(({ samples }) => samples.length)).toEqual([3, 3]);
    expect(view.ratio).toBeGreaterThan(9);
    expect(view.ratioLow).toBeGreaterThan(5);
    const [slow, fast] = view.routes;
    expect(fast?.seconds).toBeCloseTo(10, 0);
    expect(slow?.seconds).toBeCloseTo(100, -1);
    expect(fast?.low).toBe(Math.min(...(fast?.samples ?? [])));
    expect(fast?.single).toBeGreaterThan(8 * MB);
    expect(fast).toMatchObject({ firstByteMs: 60, connections: 4, problem: null });
    expect(view.keptBytes).toBe(view.routes.reduce((total, { bytes }) => total + bytes, 0));
    expect(views.map(({ verdict }) => verdict).slice(0, -1)).not.toContain("relay");
  });

  it("takes turns fairly: A B B A, equal time, equal connections after the first", async () => {
    const { seen, view, clock } = await compare([
      direct(wavering(5 * MB, 0.5, 3)),
      relay(wavering(5 * MB, 0.5, 4)),
    ]);
    expect(view).toMatchObject({ state: "done", round: 6, verdict: "unsure" });
    const order = seen.map(({ route }) => (route === "direct" ? "A" : "B")).join("");
    expect(order).toBe("BAABBAABBAABBA");
    expect(seen.map(({ connections }) => connections)).toEqual([
      1,
      1,
      ...Array.from({ length: 12 }, () => 4),
    ]);
    expect(new Set(seen.map(({ ms }) => ms))).toEqual(new Set([1400]));
    expect(seen.every(({ start, ms }, index) => start + ms <= (seen[index + 1]?.start ?? Infinity))).toBe(
      true,
    );
    expect(clock.now()).toBeLessThanOrEqual(20_000);
    expect(view.routes.map(({ samples }) => samples.length)).toEqual([6, 6]);
  });

  it("finds no difference between equals", async () => {
    const { view } = await compare([direct(() => 5 * MB), relay(() => 5 * MB)]);
    expect(view).toMatchObject({ verdict: "same", ratio: 1, round: 3 });
  });

  it("finds direct the winner", async () => {
    const { view } = await compare([direct(() => 8 * MB), relay(() => 2 * MB)]);
    expect(view).toMatchObject({ verdict: "direct", ratio: 0.25, best: "relay" });
  });

  it("judges the best of several relays", async () => {
    const { view, seen } = await compare([
      direct(() => MB),
      { route: "slow", speed: () => MB / 2 },
      { route: "fast", speed: () => 9 * MB },
    ]);
    expect(view).toMatchObject({ verdict: "relay", best: "fast", ratio: 9 });
    expect(seen.slice(3, 9).map(({ route }) => route)).toEqual([
      "direct",
      "slow",
      "fast",
      "fast",
      "slow",
      "direct",
    ]);
  });

  it("leaves the ramp out, and reports it", async () => {
    const { view } = await compare([direct(() => MB), relay(slowStart)]);
    expect(view.ratio).toBeCloseTo(10, 1);
    expect(view.routes[0]?.rampMs).toBeLessThan(50);
    expect(view.routes[1]?.rampMs).toBeGreaterThan(200);
  });

  it("never decides on two rounds", async () => {
    const { view } = await compare([direct(() => MB), relay(() => 50 * MB)], { rounds: 2 });
    expect(view).toMatchObject({ state: "done", round: 2, verdict: "unsure", ratio: 50 });
  });

  it("forgives one failure", async () => {
    // Turn 0 is the single connection's, so turn 2 is round 2.
    const { view, views } = await compare([direct(() => MB), relay(() => 9 * MB, { failsIn: [2] })]);
    expect(views.some(({ routes }) => routes[1]?.problem?.code === "connection-lost")).toBe(true);
    expect(view).toMatchObject({ state: "done", round: 4, verdict: "relay" });
    expect(view.routes[1]).toMatchObject({ problem: null, samples: [9 * MB, 9 * MB, 9 * MB] });
  });

  it("ends where only one route is left, without a winner", async () => {
    const { view, seen } = await compare([
      direct(() => MB),
      relay(() => 9 * MB, { failsIn: [2, 3, 4, 5, 6] }),
    ]);
    expect(view).toMatchObject({ state: "done", round: 3, verdict: "unsure", ratio: 9, failure: null });
    expect(view.routes[1]?.problem?.code).toBe("connection-lost");
    expect(seen.filter(({ route }) => route === "relay")).toHaveLength(4);
  });

  it("goes on without a relay that died", async () => {
    const { view } = await compare([
      direct(() => MB),
      { route: "dying", speed: () => 20 * MB, failsIn: [2, 3, 4, 5, 6] },
      { route: "living", speed: () => 4 * MB },
    ]);
    expect(view).toMatchObject({ state: "done", verdict: "relay", best: "living", ratio: 4 });
    expect(view.routes[1]?.problem?.code).toBe("connection-lost");
  });

  it("measures a route that is alone for a round", async () => {
    const problem = toFailure(reset());
    const { view, seen } = await compare([direct(() => MB, { problem }), relay(() => 9 * MB)]);
    expect(view).toMatchObject({ state: "done", round: 1, verdict: "unsure", ratio: null, best: "relay" });
    expect(view.routes[0]).toMatchObject({ samples: [], median: null, problem });
    expect(view.routes[1]?.samples).toEqual([9 * MB]);
    expect(seen.map(({ route }) => route)).toEqual(["relay", "relay"]);
  });

  it("compares relays alone, without a ratio", async () => {
    const { view } = await compare([relay(() => MB), { route: "other", speed: () => 2 * MB }], { rounds: 3 });
    expect(view).toMatchObject({ state: "done", round: 3, best: "other", ratio: null, verdict: "unsure" });
  });

  it("fails where no route can take part", async () => {
    const problem = toFailure(reset());
    const { view, views } = await compare([direct(() => MB, { problem }), relay(() => MB, { problem })]);
    expect(view).toMatchObject({ state: "failed", failure: { code: "no-route" }, round: 0 });
    expect(view.failure?.message).toContain("ECONNRESET");
    expect(views.map(({ state }) => state)).toEqual(["running", "failed"]);
  });

  it("fails where every route breaks off", async () => {
    const failsIn = [0, 1, 2, 3];
    const { view } = await compare([direct(() => MB, { failsIn }), relay(() => MB, { failsIn })]);
    expect(view).toMatchObject({ state: "failed", failure: { code: "no-route" } });
  });

  it("takes a silent route for the loser", async () => {
    const { view } = await compare([direct(() => 0), relay(() => 9 * MB)]);
    expect(view).toMatchObject({ verdict: "relay", round: 3 });
    expect(view.routes[0]).toMatchObject({
      samples: [0, 0, 0],
      median: 0,
      single: 0,
      seconds: null,
      rampMs: null,
    });
    expect(Number.isFinite(view.ratioHigh)).toBe(true);
  });

  it("is unsure where all are silent", async () => {
    const { view } = await compare([direct(() => 0), relay(() => 0)]);
    expect(view).toMatchObject({ state: "done", round: 6, verdict: "unsure", ratio: null });
  });

  it("ends unsure where the file ends too soon", async () => {
    const file = { left: 20 * MB };
    const { view } = await compare([direct(() => MB, { file }), relay(() => 9 * MB, { file })]);
    expect(view).toMatchObject({ state: "done", verdict: "unsure", failure: null, keptBytes: 20 * MB });
    expect(file.left).toBe(0);
  });

  it("takes the last look where the file ends between two looks", async () => {
    // Too uneven to decide after 4 rounds; 5 of them are another matter.
    const turns = [1, 1.5, 2.6, 1.4, 2.4, 1.9, 1.9];
    const file = { left: Infinity };
    const uneven = (_: number, turn: number) => {
      if (turn === 6) file.left = 0;
      return (turns[turn] ?? 1) * 4 * MB;
    };
    const fakes = [direct(() => 4 * MB, { file }), relay(uneven, { file })];
    const { view, views } = await compare(fakes);
    expect(views.find(({ round }) => round === 5)?.verdict).toBe("unsure");
    expect(view).toMatchObject({ state: "done", round: 6, verdict: "relay" });
    expect(view.routes[1]?.samples).toHaveLength(5);
  });

  it("stops at once and keeps what was measured", async () => {
    const { view, views, clock } = await compare(
      [direct(() => MB), relay(() => 9 * MB)],
      {},
      (comparison, clock) => void stopTwice(comparison, clock),
    );
    expect(clock.now()).toBe(6500);
    expect(clock.sleepers).toBe(0);
    expect(view).toMatchObject({ state: "stopped", round: 2, verdict: "unsure", turn: null, ratio: 9 });
    expect(view.routes.map(({ samples }) => samples.length)).toEqual([1, 1]);
    expect(views.at(-1)).toMatchObject({ state: "stopped", at: 6500 });
    expect(views.filter(({ state }) => state === "stopped")).toHaveLength(1);
  });

  it("can be stopped before it begins", async () => {
    const { view, views, seen } = await compare([direct(() => MB), relay(() => MB)], {}, (comparison) =>
      comparison.stop(),
    );
    expect(view).toMatchObject({ state: "stopped", round: 0 });
    expect(views).toHaveLength(1);
    expect(seen).toEqual([]);
  });

  it("shows itself at most 5 times a second, and alive", async () => {
    const { views, clock } = await compare([direct(wavering(MB, 0.6, 5)), relay(wavering(MB, 0.6, 6))]);
    const running = views.filter(({ state }) => state === "running");
    for (const [index, { at }] of running.entries()) {
      const next = running[index + 1]?.at ?? Infinity;
      expect(next - at).toBeGreaterThanOrEqual(200);
    }
    expect(running.length).toBeGreaterThan(clock.now() / 300);
    expect(new Set(running.map(({ turn }) => turn))).toEqual(new Set([null, "direct", "relay"]));
    expect(running.map(({ round }) => round)).toEqual(
      running.map(({ round }) => round).toSorted((a, b) => a - b),
    );
  });

  it("draws each route on the time of its own turns", async () => {
    const { view } = await compare([direct(() => MB), relay(() => 9 * MB)], { rounds: 6 });
    for (const { points, bytes } of view.routes) {
      expect(points.map(([ms]) => ms)).toEqual(points.map((_, index) => (index + 1) * 100));
      expect(points).toHaveLength(4 * 14);
      expect(points.reduce((total, [, speed]) => total + speed / 10, 0)).toBeCloseTo(bytes, -5);
    }
  });

  it("stops where as many bytes came as may come, and keeps the verdict of the rounds before", async () => {
    const roads = [direct(() => MB), relay(() => 9 * MB)];
    const whole = await compare(roads, { rounds: 9 });
    const most = Math.round(whole.seen.reduce((sum, { bytes }) => sum + bytes, 0) * 0.6);
    const { view, seen } = await compare(roads, { rounds: 9, bytes: most });
    const came = seen.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(view.state).toBe("done");
    expect(came).toBeGreaterThanOrEqual(most);
    // No more than the arrival that passed it.
    expect(came).toBeLessThan(most + MB);
    expect(view.routes.every(({ problem }) => problem === null)).toBe(true);
    const tiny = await compare(roads, { bytes: 1000 });
    expect(tiny.view).toMatchObject({ state: "done", verdict: "unsure", ratio: null });
  });

  it("survives a fault of its own making", async () => {
    let calls = 0;
    const keptBytes = () => {
      if (++calls === 3) throw new Error("disk gone");
      return 0;
    };
    const { view } = await compare([direct(() => MB), relay(() => MB)], { keptBytes });
    expect(view).toMatchObject({ state: "failed", failure: { code: "internal" } });
  });
});
