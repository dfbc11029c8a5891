import { expect, test } from "vitest";
import { csvColumns, exportComparison, exportName } from "../../../electron/common/comparison-export.ts";
import { AppError, toFailure } from "../../../electron/common/errors.ts";
import { comparedRoute, comparisonView } from "../cli/views.ts";

const view = comparisonView({
  url: "https://example.org/file",
  startedAt: Date.UTC(2026, 10, 25, 14, 5),
  routes: [
    comparedRoute({ route: "direct", samples: [1000.4, 2000], median: 1500 }),
    comparedRoute({
      route: '=cmd|"x",y',
      samples: [],
      median: null,
      problem: toFailure(new AppError("no-relay", {})),
    }),
  ],
});

test("JSON says all that the view says", () => {
  expect(JSON.parse(exportComparison(view, "json"))).toEqual(view);
});

test("CSV has one row a sample, and one for a route without any", () => {
  const [head, ...rows] = exportComparison(view, "csv").split("\r\n");
  expect(head).toBe(csvColumns.join(","));
  expect(rows).toHaveLength(4);
  expect(rows[0]).toMatch(
    /^2026-11-25T14:05:00.000Z,https:\/\/example.org\/file,direct,direct,\d+,1,1000,1500,/,
  );
  expect(rows[1]).toContain(",2,2000,1500,");
  // A sheet must not take a name for a formula.
  expect(rows[2]).toContain(`"'=cmd|""x"",y"`);
  expect(rows[2]).toMatch(/,no-relay$/);
  expect(rows[3]).toBe("");
});

test("the file's name says when it was", () => {
  expect(exportName(view, "csv")).toBe("detour-comparison-2026-11-25T14-05-00-000Z.csv");
});
