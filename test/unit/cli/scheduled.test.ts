import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createOutput } from "../../../electron/cli/output.ts";
import { compareOften } from "../../../electron/cli/scheduled.ts";
import { AppError, toFailure } from "../../../electron/common/errors.ts";
import type { ComparisonView } from "../../../electron/common/views.ts";
import { silentLog } from "../../../electron/engine/log.ts";
import { SimulatedClock } from "../compare/simulated-clock.ts";
import { parseLine } from "../../cli/line-schemas.ts";
import { comparedRoute, comparisonView } from "./views.ts";

const minute = 60_000;

/** Runs a plan whose comparisons take a minute each. */
async function run(json: boolean, view: (count: number) => ComparisonView, stopAfter = Infinity) {
  const clock = new SimulatedClock();
  const stdout = new PassThrough();
  const controller = new AbortController();
  const begun: number[] = [];
  const once = async () => {
    begun.push(clock.now());
    await clock.sleep(minute);
    if (begun.length === stopAfter) controller.abort();
    return view(begun.length);
  };
  const output = createOutput(json, stdout, new PassThrough(), {});
  const interrupts = { signal: controller.signal, first: Promise.resolve() };
  const context = { output, interrupts, log: silentLog, program: "detour" };
  const plan = { everyMs: 60 * minute, forMs: 3 * 60 * minute };
  const outcome = await clock.run(compareOften(plan, once, context, clock));
  return { outcome, begun: begun.map((at) => at / minute), text: String(stdout.read() ?? "") };
}
const measured = (count: number) =>
  comparisonView({
    startedAt: new Date(2026, 10, 25, 13 + count, 0).getTime(),
    routes: [
      comparedRoute({ route: "direct", median: 1e6 }),
      comparedRoute({ route: "Beijing", median: count === 2 ? 5e5 : 9e6 }),
    ],
  });

test("a comparison begins every hour, whatever each takes, until the time is over", async () => {
  const { begun, text, outcome } = await run(true, measured);
  expect(begun).toEqual([0, 60, 120, 180]);
  const lines = text.trim().split("\n").map(parseLine);
  expect(lines.map((line) => (line.event === "scheduled" ? line.next : line.event))).toEqual([
    "2023-11-14T23:13:20.000Z",
    "2023-11-15T00:13:20.000Z",
    "2023-11-15T01:13:20.000Z",
    null,
  ]);
  expect(outcome).toEqual({ status: 0 });
});

test("the table at the end has each hour's best", async () => {
  const { text } = await run(false, measured);
  const best = text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).at(-1));
  expect(best).toEqual(["best", "Beijing", "direct", "Beijing", "Beijing"]);
});

test("one that fails is told, and the next is made", async () => {
  const failure = toFailure(new AppError("dns-failed", { host: "example.org" }));
  const { text, begun } = await run(true, (count) =>
    count === 1 ? { ...measured(1), failure } : measured(count),
  );
  expect(begun).toHaveLength(4);
  expect(parseLine(text.split("\n")[0] ?? "")).toMatchObject({ made: 1, problem: { code: "dns-failed" } });
});

test("a signal ends it, with what was measured", async () => {
  const { begun, outcome } = await run(true, measured, 2);
  expect(begun).toHaveLength(2);
  expect(outcome).toEqual({ status: 130 });
});
