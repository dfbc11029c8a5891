/** What stays of comparisons: who was how fast, when, by the origin's host. */
import { describe } from "../../common/errors.ts";
import type { ComparisonView, PastComparison } from "../../common/views.ts";
import type { Log } from "../log.ts";
import { learn } from "../pool/route-memory.ts";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";

const kept = { ms: 90 * 24 * 3600 * 1000, rows: 2000 } as const;

/** Records a comparison in which something was measured, also for the choice of later downloads. A store that cannot be written costs only this entry. */
export function keepResult(
  view: ComparisonView,
  host: string,
  {
    store,
    clock,
    log,
    network,
  }: {
    readonly store: Store;
    readonly clock: Pick<Clock, "date">;
    readonly log: Log;
    /** The network's name (see pool/network.ts). */
    readonly network: string;
  },
): void {
  if (view.routes.every(({ median }) => median === null)) return;
  try {
    const date = clock.date();
    store.comparisons.save(pastOf(view, host), date - kept.ms, kept.rows);
    // What was measured with care is worth as much to the next choice as what a download showed.
    const known = new Map(store.routeMemory.of(network, host).map((one) => [one.route, one]));
    for (const { route, median, firstByteMs } of view.routes) {
      const shown = { speed: median, firstByteMs, failure: null };
      const memory = learn(known.get(route), { network, host, route }, shown, date);
      if (memory) store.routeMemory.save(memory);
    }
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
    routes: view.routes.map(({ route, kind, connections, median, low, high, firstByteMs, samples }) => ({
      route,
      kind,
      connections,
      median,
      low,
      high,
      firstByteMs,
      // To the byte per second is more than they are good for, and they are kept for months.
      samples: samples.map(Math.round),
    })),
    best,
    ratio,
    ratioLow,
    ratioHigh,
    verdict,
  };
}
