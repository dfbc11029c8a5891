/** What stays of comparisons: who was how fast, when, by the origin's host. */
import { describe } from "../../common/errors.ts";
import type { ComparisonView, PastComparison } from "../../common/views.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";

const kept = { ms: 90 * 24 * 3600 * 1000, rows: 2000 } as const;

/** Records a comparison in which something was measured. A store that cannot be written costs only this entry. */
export function keepResult(
  view: ComparisonView,
  host: string,
  { store, clock, log }: { readonly store: Store; readonly clock: Pick<Clock, "date">; readonly log: Log },
): void {
  if (view.routes.every(({ median }) => median === null)) return;
  try {
    store.comparisons.save(pastOf(view, host), clock.date() - kept.ms, kept.rows);
  } catch (error) {
    log.warn({ error: describe(error) }, "a comparison could not be recorded");
  }
}

function pastOf(view: ComparisonView, host: string): PastComparison {
  const { id, startedAt, best, ratio, ratioLow, ratioHigh, verdict } = view;
  return {
    id,
    host,
    at: startedAt,
    routes: view.routes.map(({ route, kind, connections, median, low, high, firstByteMs }) => ({
      route,
      kind,
      connections,
      median,
      low,
      high,
      firstByteMs,
    })),
    best,
    ratio,
    ratioLow,
    ratioHigh,
    verdict,
  };
}
