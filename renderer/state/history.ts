/** Past comparisons as strips: one a route, on one scale of time and speed. Pure. */
import type { ComparisonView, PastComparison } from "../../electron/common/views.ts";

export interface RouteHistory {
  readonly route: string;
  /** Milliseconds since the first comparison, and bytes per second. */
  readonly points: readonly (readonly [number, number])[];
  readonly median: number;
  /** In how many comparisons it was the fastest. */
  readonly best: number;
}

/** In: the oldest first. Out: routes that were measured, the fastest first; `from`, `to`: ms since 1970. */
export function historyOf(past: readonly PastComparison[]): {
  readonly routes: readonly RouteHistory[];
  readonly from: number;
  readonly to: number;
  readonly most: number;
} {
  const from = past[0]?.at ?? 0;
  const points = new Map<string, [number, number][]>();
  const best = new Map<string, number>();
  for (const { at, routes } of past) {
    const measured = routes.flatMap(({ route, median }) => (median === null ? [] : [{ route, median }]));
    for (const { route, median } of measured)
      points.set(route, [...(points.get(route) ?? []), [at - from, median]]);
    const fastest = measured.toSorted((a, b) => b.median - a.median)[0];
    if (fastest) best.set(fastest.route, (best.get(fastest.route) ?? 0) + 1);
  }
  const routes = [...points].map(([route, list]): RouteHistory => ({
    route,
    points: list,
    median: middle(list.map(([, speed]) => speed)),
    best: best.get(route) ?? 0,
  }));
  const most = Math.max(1, ...routes.flatMap((one) => one.points.map(([, speed]) => speed)));
  return {
    routes: routes.toSorted((a, b) => b.median - a.median),
    from,
    to: past.at(-1)?.at ?? 0,
    most,
  };
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

/** What is kept of a comparison as one that has ended, as far as that goes: what was not kept is unknown. */
export function pastAsView(past: PastComparison): ComparisonView {
  const { id, host, at, routes, best, ratio, ratioLow, ratioHigh, verdict } = past;
  const unknown = { single: null, rampMs: null, bytes: 0, seconds: null, problem: null } as const;
  return {
    id,
    url: host,
    name: null,
    state: "done",
    total: null,
    round: 0,
    rounds: 0,
    routes: routes.map((route) => ({ ...route, ...unknown, points: [] })),
    best,
    ratio,
    ratioLow,
    ratioHigh,
    verdict,
    keptBytes: 0,
    turn: null,
    failure: null,
    startedAt: at,
  };
}
