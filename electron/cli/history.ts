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

/** Tells what is kept, or drops it. In: a host, of which all ports are meant unless one is named; all where there is none. */
export function history(host: string | undefined, options: HistoryOptions, { output }: Context): Outcome {
  const store = openUserStore();
  try {
    if (options.clear) store.comparisons.clear();
    const all = store.comparisons.list();
    const past = host === undefined ? all : all.filter((one) => isOf(one.host, host));
    output.line({ event: "history", comparisons: past });
    if (past.length > 0) output.result(table(past.map(row)));
    else if (!output.json) output.say(`${none(host)} Make one: detour compare URL`);
    return done;
  } finally {
    store.close();
  }
}

/** Whether what is kept for `kept` (as in an address, with its port where that is not the usual one) is of the host that was typed. */
export function isOf(kept: string, typed: string): boolean {
  const wanted = typed.toLowerCase();
  const host = kept.replace(/:\d+$/, "");
  return [kept, host, ...(host.startsWith("[") ? [host.slice(1, -1)] : [])].includes(wanted);
}

function none(host: string | undefined): string {
  return host === undefined ? "No comparisons are kept." : `No comparisons of ${printable(host)} are kept.`;
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
