import { expect, test } from "vitest";
import type { PastComparison } from "../../../electron/common/views.ts";
import { historyOf } from "../../../renderer/state/history.ts";

const hour = 3600 * 1000;
const past = (at: number, direct: number | null, relay: number | null): PastComparison => ({
  id: String(at),
  host: "example.org",
  at: 1000 + at * hour,
  routes: [
    {
      route: "direct",
      kind: "direct",
      connections: 4,
      median: direct,
      low: null,
      high: null,
      firstByteMs: 1,
    },
    { route: "Beijing", kind: "sni", connections: 4, median: relay, low: null, high: null, firstByteMs: 1 },
  ],
  best: "Beijing",
  ratio: null,
  ratioLow: null,
  ratioHigh: null,
  verdict: "unsure",
});

test("each route has its strip on one scale, the fastest first, and how often it won", () => {
  expect(historyOf([past(0, 5, 90), past(1, 7, null), past(2, 9, 30), past(3, 40, 30)])).toEqual({
    routes: [
      {
        route: "Beijing",
        points: [
          [0, 90],
          [2 * hour, 30],
          [3 * hour, 30],
        ],
        median: 30,
        best: 2,
      },
      {
        route: "direct",
        points: [
          [0, 5],
          [hour, 7],
          [2 * hour, 9],
          [3 * hour, 40],
        ],
        median: 8,
        best: 2,
      },
    ],
    from: 1000,
    to: 1000 + 3 * hour,
    most: 90,
  });
});

test("without any there is none", () => {
  expect(historyOf([]).routes).toEqual([]);
});
