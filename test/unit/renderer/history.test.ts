import { expect, test } from "vitest";
import type { PastComparison } from "../../../electron/common/views.ts";
import { exportPast, pastColumns, pastName } from "../../../electron/common/comparison-export.ts";
import { pastComparison } from "../../../electron/common/views.ts";
import { report } from "../../../renderer/words/verdict.ts";
import { plain } from "../../../renderer/words/words.ts";
import { en } from "./voices.ts";
import { historyOf, pastAsView } from "../../../renderer/state/history.ts";

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
      samples: [],
    },
    {
      route: "Beijing",
      kind: "sni",
      connections: 4,
      median: relay,
      low: null,
      high: null,
      firstByteMs: 1,
      samples: [],
    },
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

const kept: PastComparison = {
  ...past(0, 10, 34),
  routes: past(0, 10, 34).routes.map((route) => ({ ...route, samples: [9, 11] })),
  ratio: 3.4,
  ratioLow: 3,
  ratioHigh: 4,
  verdict: "relay",
};

test("a past comparison says what it said then, and what was not kept is unknown", () => {
  const said = report(en, [], pastAsView(kept));
  expect(plain(said.headline)).toContain("3.4 times");
  expect(pastAsView(kept).routes[0]).toMatchObject({ samples: [9, 11], seconds: null, single: null });
});

test("it is saved as JSON, or as CSV with a row a sample; an earlier version's has no samples", () => {
  expect(JSON.parse(exportPast(kept, "json"))).toEqual(kept);
  const [head, ...rows] = exportPast(kept, "csv").trimEnd().split("\r\n");
  expect(head).toBe(pastColumns.join(","));
  expect(rows).toHaveLength(4);
  expect(rows[0]).toBe("1970-01-01T00:00:01.000Z,example.org,direct,direct,4,1,9,10,,,1,relay,3.4,3,4");
  expect(pastName(kept, "csv")).toBe("detour-comparison-1970-01-01T00-00-01-000Z.csv");
  const { samples: _, ...earlier } = kept.routes[0] ?? { samples: [] };
  const read = pastComparison.parse({ ...kept, routes: [earlier] });
  expect(read.routes[0]?.samples).toEqual([]);
  expect(exportPast(read, "csv").trimEnd().split("\r\n")).toHaveLength(2);
});
