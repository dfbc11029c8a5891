import { describe, expect, it } from "vitest";
import type { Contestant } from "../../../electron/engine/compare/contest.ts";
import { takeTurn, type Turn } from "../../../electron/engine/compare/round.ts";
import { fakeContestant, reset } from "./fake-contestant.ts";
import { SimulatedClock } from "./simulated-clock.ts";

const MB = 1e6;

async function turnOf(
  make: (clock: SimulatedClock) => Pick<Contestant, "fetch">,
  { ms = 1500, stopAt = Infinity } = {},
): Promise<{ turn: Turn; clock: SimulatedClock; bytes: number; slices: number[] }> {
  const clock = new SimulatedClock();
  const stop = new AbortController();
  let bytes = 0;
  const slices: number[] = [];
  if (stopAt < Infinity) void clock.sleep(stopAt).then(() => stop.abort());
  const turn = await clock.run(
    takeTurn({
      contestant: make(clock),
      connections: 4,
      ms,
      clock,
      signal: stop.signal,
      onBytes: (count) => (bytes += count),
      onSlice: (speed) => slices.push(speed),
    }),
  );
  return { turn, clock, bytes, slices };
}

const constant = (clock: SimulatedClock, more: Partial<Parameters<typeof fakeContestant>[0]> = {}) =>
  fakeContestant({ route: "r", clock, speed: () => 5 * MB, firstByteMs: 100, ...more });

describe("takeTurn", () => {
  it("measures a constant speed and ends in time, with nothing left behind", async () => {
    const { turn, clock, bytes, slices } = await turnOf((clock) => constant(clock));
    expect(turn).toEqual({ ended: "time", speed: 5 * MB, firstByteMs: 100, rampMs: 0, problem: null });
    expect(clock.now()).toBe(1500);
    expect(clock.sleepers).toBe(0);
    expect(slices).toEqual([0, ...Array.from({ length: 14 }, () => 5 * MB)]);
    expect(bytes).toBe(5 * MB * 1.4);
  });

  it("leaves the ramp out and reports it", async () => {
    const speed = (ms: number) => (ms < 400 ? 1 * MB : 8 * MB);
    const { turn } = await turnOf((clock) => constant(clock, { speed }));
    expect(turn.speed).toBe(8 * MB);
    expect(turn.rampMs).toBeGreaterThanOrEqual(300);
    expect(turn.rampMs).toBeLessThanOrEqual(400);
  });

  it("counts silence as speed 0", async () => {
    const { turn, clock } = await turnOf((clock) => constant(clock, { speed: () => 0 }));
    expect(turn).toEqual({ ended: "time", speed: 0, firstByteMs: null, rampMs: null, problem: null });
    expect(clock.now()).toBe(1500);
  });

  it("takes the whole turn for the time of a route whose first byte is very late", async () => {
    const { turn } = await turnOf((clock) => constant(clock, { firstByteMs: 1300 }));
    expect(turn).toMatchObject({ ended: "time", firstByteMs: 1300, rampMs: null });
    expect(turn.speed).toBeCloseTo((5 * MB * 0.2) / 1.5, -1);
  });

  it("tells why a route failed", async () => {
    const { turn, clock } = await turnOf((clock) => constant(clock, { failsIn: [0] }));
    expect(turn).toMatchObject({ ended: "failed", speed: null, problem: { code: "connection-lost" } });
    expect(clock.now()).toBe(300);
    expect(clock.sleepers).toBe(0);
  });

  it("calls any other error internal", async () => {
    const { turn } = await turnOf(() => ({
      fetch: () => {
        throw new TypeError("oops");
      },
    }));
    expect(turn).toMatchObject({ ended: "failed", problem: { code: "internal" } });
  });

  it("does not blame a route for what breaks when its time is up", async () => {
    const { turn } = await turnOf((clock) => ({
      async fetch({ signal, onBytes }) {
        while (!signal.aborted) {
          onBytes(50_000);
          await clock.sleep(10, signal);
        }
        throw reset();
      },
    }));
    expect(turn).toMatchObject({ ended: "time", speed: 5 * MB, problem: null });
  });

  it("keeps late bytes, but does not measure them", async () => {
    const { turn, bytes } = await turnOf((clock) => ({
      async fetch({ signal, onBytes }) {
        await clock.sleep(10_000, signal);
        await clock.sleep(50);
        onBytes(1000);
      },
    }));
    expect(turn).toMatchObject({ ended: "time", speed: 0, firstByteMs: null });
    expect(bytes).toBe(1000);
  });

  it("uses what was measured where the file ends late in the turn", async () => {
    const { turn } = await turnOf((clock) => constant(clock, { file: { left: 4 * MB } }));
    expect(turn).toMatchObject({ ended: "file", speed: 5 * MB });
  });

  it("has no sample where the file ends early in the turn", async () => {
    const { turn } = await turnOf((clock) => constant(clock, { file: { left: MB } }));
    expect(turn).toMatchObject({ ended: "file", speed: null, problem: null });
    const { turn: empty } = await turnOf((clock) => constant(clock, { file: { left: 0 } }));
    expect(empty).toMatchObject({ ended: "file", speed: null, firstByteMs: null });
  });

  it("stops at once", async () => {
    const { turn, clock } = await turnOf((clock) => constant(clock), { stopAt: 450 });
    expect(turn).toMatchObject({ ended: "stopped", speed: null, problem: null });
    expect(clock.now()).toBe(450);
    expect(clock.sleepers).toBe(0);
  });
});
