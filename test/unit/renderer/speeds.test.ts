import { expect, test } from "vitest";
import { speedPlot } from "../../../renderer/words/speeds.ts";

test("a plot has a line a route, its mean over its own time, and its peak", () => {
  const plot = speedPlot({
    step: 0.5,
    at: [10, 10.5, 11],
    routes: [
      { route: "direct", speeds: [100, 200, 300] },
      { route: "relay", speeds: [null, 40, 60] },
    ],
  });
  expect(plot?.points).toEqual([
    [10.25, 100, null],
    [10.75, 200, 40],
    [11.25, 300, 60],
  ]);
  expect(plot?.routes).toEqual([
    { route: "direct", mean: 200, peak: 300 },
    { route: "relay", mean: 50, peak: 60 },
  ]);
  expect(plot).toMatchObject({ from: 10, to: 11.5, peak: 300 });
});

test("one point is drawn as a line over its step; none is no plot", () => {
  const one = speedPlot({ step: 0.25, at: [2], routes: [{ route: "direct", speeds: [7] }] });
  expect(one?.points).toEqual([
    [2, 7],
    [2.25, 7],
  ]);
  expect(speedPlot({ step: 0.25, at: [], routes: [] })).toBeUndefined();
  expect(speedPlot({ step: 0.25, at: [1], routes: [] })).toBeUndefined();
});
