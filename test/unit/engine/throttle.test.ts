import { expect, test } from "vitest";
import { createLimit, type Throttle } from "../../../electron/engine/download/throttle.ts";
import { SimulatedClock } from "../compare/simulated-clock.ts";

const KiB = 1024;
const rate = 1000 * KiB;
const never = new AbortController().signal;

/** Takes pieces one after another for so long; notes what was let go, and when. */
function taker(limit: Throttle, clock: SimulatedClock, untilMs: number, piece = 16 * KiB) {
  const taken: { at: number; bytes: number }[] = [];
  const finished = (async () => {
    while (clock.now() < untilMs) {
      await limit.take(piece, never);
      taken.push({ at: clock.now(), bytes: piece });
    }
  })();
  const between = (from: number, to: number) =>
    taken.reduce((sum, { at, bytes }) => (at > from && at <= to ? sum + bytes : sum), 0);
  return { finished, taken, between };
}

test.each([1, 16])(
  "%i takers: never more than the rate allows, and each second within 5 %%",
  async (count) => {
    const clock = new SimulatedClock();
    const limit = createLimit(rate, clock).child(null);
    const takers = Array.from({ length: count }, () => taker(limit, clock, 10_000));
    await clock.run(Promise.all(takers.map(({ finished }) => finished)));
    const taken = takers.flatMap((one) => one.taken).toSorted((a, b) => a.at - b.at);
    let sum = 0;
    for (const { at, bytes } of taken) {
      sum += bytes;
      expect(sum).toBeLessThanOrEqual((rate * at) / 1000 + rate * 0.04);
    }
    for (let second = 1; second < 10; second++) {
      const came = takers.reduce((all, { between }) => all + between(second * 1000, second * 1000 + 1000), 0);
      expect(Math.abs(came / rate - 1)).toBeLessThan(0.05);
    }
  },
);

test("after a pause, a second brings no more than 5 % beyond the rate", async () => {
  const clock = new SimulatedClock();
  const limit = createLimit(rate, clock);
  await clock.run(clock.sleep(60_000));
  const one = taker(limit, clock, 62_000);
  await clock.run(one.finished);
  expect(one.between(59_999, 61_000)).toBeLessThanOrEqual(rate * 1.05);
  expect(one.between(59_999, 61_000)).toBeGreaterThanOrEqual(rate * 0.95);
});

test("who waits is let go at once when the limit is lifted, and waits less when it is raised", async () => {
  const clock = new SimulatedClock();
  const limit = createLimit(1000, clock);
  let letGo: number | undefined;
  const waiting = limit.take(100_000, never).then(() => (letGo = clock.now()));
  await clock.run(clock.sleep(1000));
  expect(letGo).toBeUndefined();
  // 99 000 bytes are still owed.
  limit.set(99_000);
  await clock.run(waiting);
  expect(letGo).toBeCloseTo(2000, -1);

  limit.set(1);
  const lifted = limit.take(100_000, never);
  await clock.run(clock.sleep(10));
  limit.set(null);
  const before = clock.now();
  await lifted;
  expect(clock.now()).toBe(before);
  expect(limit.unlimited).toBe(true);
});

test("a limit that is set while bytes flow freely holds from then on", async () => {
  const clock = new SimulatedClock();
  const whole = createLimit(null, clock);
  const child = whole.child(null);
  expect(child.unlimited).toBe(true);
  await child.take(1e9, never);
  expect(clock.now()).toBe(0);
  child.set(rate);
  expect(child.unlimited).toBe(false);
  const one = taker(child, clock, 5000);
  await clock.run(one.finished);
  expect(Math.abs(one.between(0, 5000) / (5 * rate) - 1)).toBeLessThan(0.01);
});

test("two downloads get equal shares, however many lanes they have", async () => {
  const clock = new SimulatedClock();
  const whole = createLimit(rate, clock);
  const [few, many] = [whole.child(null), whole.child(null)];
  const one = taker(few, clock, 10_000, 64 * KiB);
  const others = Array.from({ length: 8 }, () => taker(many, clock, 10_000));
  await clock.run(Promise.all([one, ...others].map(({ finished }) => finished)));
  const theirs = others.reduce((sum, { between }) => sum + between(0, 10_000), 0);
  expect(Math.abs(one.between(0, 10_000) / (5 * rate) - 1)).toBeLessThan(0.05);
  expect(Math.abs(theirs / (5 * rate) - 1)).toBeLessThan(0.05);
});

test("what a download's own limit leaves is the other's", async () => {
  const clock = new SimulatedClock();
  const whole = createLimit(rate, clock);
  const slow = taker(whole.child(rate / 10), clock, 10_000);
  const quick = taker(whole.child(null), clock, 10_000);
  await clock.run(Promise.all([slow.finished, quick.finished]));
  expect(Math.abs(slow.between(0, 10_000) / rate - 1)).toBeLessThan(0.05);
  expect(Math.abs(quick.between(0, 10_000) / (9 * rate) - 1)).toBeLessThan(0.05);
});

test("an aborted taker leaves at once, and costs the others nothing", async () => {
  const clock = new SimulatedClock();
  const limit = createLimit(1000, clock);
  const gone = new AbortController();
  const first = limit.take(1_000_000, gone.signal);
  const second = limit.take(1000, never);
  gone.abort();
  await first;
  await clock.run(second);
  expect(clock.now()).toBeLessThanOrEqual(1001);
  expect(clock.sleepers).toBe(0);
});

test("a limit in order lets go first what lies first in the file, and each child its own", async () => {
  const clock = new SimulatedClock();
  const whole = createLimit(1000, clock);
  const [stream, download] = [whole.child(null, true), whole.child(null)];
  const letGo: number[] = [];
  const ask = (limit: Throttle, place: number) =>
    limit.take(1000, never, place).then(() => letGo.push(place));
  const asked = [5, 3, 4, 1].map((place) => ask(stream, place));
  await clock.run(Promise.all(asked));
  expect(letGo.splice(0)).toEqual([1, 3, 4, 5]);
  await clock.run(Promise.all([5, 3, 4, 1].map((place) => ask(download, place))));
  expect(letGo).toEqual([5, 3, 4, 1]);
});

test("what came in for a large taker is not lost when a small one goes before it", async () => {
  const clock = new SimulatedClock();
  const limit = createLimit(100_000, clock).child(null, true);
  const large = limit.take(100_000, never, 1);
  await clock.run(clock.sleep(900));
  await clock.run(limit.take(1000, never, 0));
  expect(clock.now()).toBe(900);
  await clock.run(large);
  expect(clock.now()).toBeCloseTo(1010, -1);
});
