import { expect, test } from "vitest";
import { createGathering } from "../../../electron/main/gather.ts";
import type { Notice } from "../../../electron/main/notices.ts";
import { SimulatedClock } from "../compare/simulated-clock.ts";

/** What was shown and taken away, with its time in ms. */
function gathering() {
  const clock = new SimulatedClock();
  const said: string[] = [];
  const faults: unknown[] = [];
  let looks = false;
  let broken = false;
  const one = createGathering({
    clock,
    show(notices) {
      if (broken) throw new Error("no notices today");
      const text = `${notices.length} ${notices[0].kind}`;
      said.push(`${clock.now()}: ${text}`);
      return () => void said.push(`${clock.now()}: away ${text}`);
    },
    report: (error) => void faults.push(error),
    wanted: () => !looks,
  });
  let last = 0;
  const add = (count: number, kind: Notice["kind"] = "done") => {
    for (let at = 0; at < count; at++) one.add({ id: `d${++last}`, kind, name: `${last}.bin` });
  };
  return {
    ...one,
    said,
    faults,
    add,
    fail: (now: boolean) => void (broken = now),
    look: (now: boolean) => void (looks = now),
    pass: (ms: number) => clock.run(clock.sleep(ms)),
  };
}

test("one is shown at once, and again nothing", async () => {
  const { add, pass, said } = gathering();
  add(1);
  expect(said).toEqual(["0: 1 done"]);
  await pass(60_000);
  expect(said).toEqual(["0: 1 done"]);
});

test("forty within five seconds are one, in the place of the first", async () => {
  const { add, pass, said } = gathering();
  for (let at = 0; at < 40; at++) {
    add(1);
    await pass(100);
  }
  await pass(10_000);
  expect(said).toEqual(["0: 1 done", "5000: away 1 done", "5000: 40 done"]);
});

test("failures are told of apart", async () => {
  const { add, pass, said } = gathering();
  add(3);
  add(2, "failed");
  await pass(6000);
  expect(said).toEqual([
    "0: 1 done",
    "0: 1 failed",
    "5000: away 1 done",
    "5000: 3 done",
    "5000: away 1 failed",
    "5000: 2 failed",
  ]);
});

test("what comes later is told of on its own, at once", async () => {
  const { add, pass, said } = gathering();
  add(1);
  await pass(5001);
  add(1);
  expect(said).toEqual(["0: 1 done", "5001: 1 done"]);
});

test("what goes on coming is told of less and less often, once a minute at least", async () => {
  const { add, pass, said } = gathering();
  for (let at = 0; at < 300; at++) {
    add(1);
    await pass(1000);
  }
  const times = said.filter((text) => !text.includes("away")).map((text) => Number.parseInt(text, 10) / 1000);
  expect(times).toEqual([0, 5, 15, 35, 75, 135, 195, 255]);
});

test("who looks by then is told of nothing more; who looks away, anew", async () => {
  const { add, pass, said, look } = gathering();
  add(5);
  look(true);
  await pass(5001);
  look(false);
  add(1);
  expect(said).toEqual(["0: 1 done", "5001: 1 done"]);
});

test("at the end nothing is shown any more", async () => {
  const { add, pass, said, close } = gathering();
  add(5);
  close();
  await pass(60_000);
  expect(said).toEqual(["0: 1 done"]);
});

test("one that the system does not show is reported, and the next ones of its kind are shown again", async () => {
  const { add, pass, said, faults, fail } = gathering();
  fail(true);
  add(1);
  await pass(1);
  fail(false);
  add(1);
  expect(said).toEqual(["1: 1 done"]);
  add(1);
  fail(true);
  await pass(5001);
  fail(false);
  add(1);
  expect(said).toEqual(["1: 1 done", "5001: away 1 done", "5002: 1 done"]);
  expect(faults).toEqual([new Error("no notices today"), new Error("no notices today")]);
});
