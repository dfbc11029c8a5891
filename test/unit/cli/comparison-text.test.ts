import { expect, test } from "vitest";
import {
  compareDisplay,
  comparisonSentence,
  comparisonTable,
} from "../../../electron/cli/comparison-text.ts";
import { AppError, toFailure } from "../../../electron/common/errors.ts";
import { comparedRoute, comparisonView } from "./views.ts";

test("the relay is faster", () => {
  expect(comparisonSentence(comparisonView())).toBe(
    "The relay is 41 times faster than direct (36 to 45 times).",
  );
});

test("one of several relays is named", () => {
  const view = comparisonView();
  const routes = [...view.routes, comparedRoute({ route: "Tokyo", kind: "reverse" })];
  expect(comparisonSentence({ ...view, routes })).toMatch(/^The relay Beijing is 41 times faster/);
});

test.each([
  [{ ratio: 1.32, ratioLow: 1.2, ratioHigh: 1.5 }, "The relay is 32 % faster than direct (20 to 50 %)."],
  [{ ratio: 2.5, ratioLow: 1.5, ratioHigh: 4 }, "The relay is 2.5 times faster than direct (50 to 300 %)."],
  [{ ratio: 3, ratioLow: null, ratioHigh: null }, "The relay is 3 times faster than direct."],
  [
    { verdict: "direct", ratio: 0.25, ratioLow: 0.2, ratioHigh: 0.4 },
    "Direct is 4 times faster than the relay (2.5 to 5 times).",
  ],
  [{ verdict: "same", ratio: 1.01 }, "The relay and direct are equally fast, as far as it matters."],
  [{ ratio: null }, "There is nothing to compare: not both sides could be measured."],
] as const)("%j", (more, sentence) => {
  expect(comparisonSentence(comparisonView(more))).toBe(sentence);
});

test("unsure names no winner", () => {
  expect(comparisonSentence(comparisonView({ verdict: "unsure" }))).toMatch(/^Not enough was measured/);
});

test("the table has a row a route, and the reason of one that failed", () => {
  const problem = toFailure(new AppError("dns-failed", { host: "relay.example" }));
  const failed = comparedRoute({ route: "Tokyo", median: null, samples: [], problem });
  const view = comparisonView();
  expect(comparisonTable({ ...view, routes: [...view.routes, failed] })).toBe(
    [
      "             Speed    between        and  one connection  first byte  whole file",
      "direct   1.05 MB/s  1.00 MB/s  1.10 MB/s        300 kB/s      204 ms  1 min 35 s",
      "Beijing  43.0 MB/s  40.0 MB/s  45.0 MB/s        300 kB/s      204 ms       2.3 s",
      "Tokyo       failed",
      `Tokyo: ${problem.message}`,
    ].join("\n"),
  );
});

test("under way", () => {
  const view = comparisonView({ round: 2, turn: "Beijing" });
  expect(compareDisplay(view, 100)).toEqual([
    "Round 2 of 4, Beijing at work",
    "direct 1.05 MB/s  |  Beijing 43.0 MB/s",
  ]);
});
