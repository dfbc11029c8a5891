/** `detour history`: the comparisons of the last months, by the server's host. */
import { formatSpeed, significant } from "../common/units.ts";
import type { PastComparison } from "../common/views.ts";
import type { Context } from "./context.ts";
import { done, type Outcome } from "./outcome.ts";
import { openUserStore } from "./session.ts";
import { printable, table } from "./text.ts";

export interface HistoryOptions {
  readonly clear?: true;
}

/** Tells what is kept, or drops it. In: a host, with its port where that is not the usual one; all where there is none. */
export function history(host: string | undefined, options: HistoryOptions, { output }: Context): Outcome {
  const store = openUserStore();
  try {
    if (options.clear) store.comparisons.clear();
    const past = store.comparisons.list(host?.toLowerCase());
    output.line({ event: "history", comparisons: past });
    if (past.length > 0) output.result(table(past.map(row)));
    else if (!output.json) output.say("No comparisons are kept. Make one: detour compare URL");
    return done;
  } finally {
    store.close();
  }
}

function row({ at, host, routes, verdict, ratio }: PastComparison): readonly string[] {
  const speeds = routes.flatMap(({ route, median }) =>
    median === null ? [] : [`${printable(route)} ${formatSpeed(median)}`],
  );
  const when = new Date(at).toLocaleString(undefined, { dateStyle: "short", timeStyle: "short" });
  return [
    when,
    printable(host),
    verdict,
    ratio === null ? "" : `x ${significant(ratio)}`,
    speeds.join(" | "),
  ];
}
