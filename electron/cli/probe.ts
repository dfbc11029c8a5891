/** `detour probe`: what each route says about a source. */
import { formatBytes } from "../common/units.ts";
import { parseSource } from "../common/source.ts";
import type { ProbeView } from "../common/views.ts";
import type { Context } from "./context.ts";
import { exitStatus } from "./exit-status.ts";
import { probedLine } from "./json-lines.ts";
import { done, interrupted, type Outcome } from "./outcome.ts";
import { chooseRelays, parseRelayChoice } from "./relays.ts";
import { withSession } from "./session.ts";
import { printable, table } from "./text.ts";

export interface ProbeOptions {
  readonly relay?: readonly string[];
  readonly header?: Readonly<Record<string, string>>;
}

/** Asks every route once. Failed only where none of them can fetch the file. */
export function probe(url: string, options: ProbeOptions, context: Context): Promise<Outcome> {
  const source = parseSource(url);
  const choices = (options.relay ?? []).map((typed) => parseRelayChoice(typed));
  return withSession(context.log, async ({ store, engine }) => {
    const { output, interrupts } = context;
    const answer = engine.probe({
      source,
      relays: chooseRelays(choices, store.relays.list()),
      direct: true,
      ...(options.header && { headers: options.header }),
    });
    const views = await Promise.race([answer, interrupts.first]);
    if (!views) {
      // Closing the session ends the requests; what they say then is of no use.
      answer.catch(() => undefined);
      return interrupted;
    }
    output.line(probedLine(views));
    output.result(probeTable(views));
    return views.some((view) => view.problem === null) ? done : { status: exitStatus.failed };
  });
}

/** The answers as a table, the reasons of routes that failed under it. */
export function probeTable(views: readonly ProbeView[]): string {
  const head = ["", "status", "size", "parts", "first byte"];
  const rows = views.map((view) => [
    printable(view.route),
    view.status === null ? "none" : String(view.status),
    view.bytes === null ? "unknown" : formatBytes(view.bytes),
    view.ranges ? "yes" : "no",
    view.firstByteMs === null ? "" : `${Math.round(view.firstByteMs)} ms`,
  ]);
  const problems = views.flatMap((view) =>
    view.problem ? [`${printable(view.route)}: ${printable(view.problem.message)}`] : [],
  );
  return [table([head, ...rows]), ...problems].join("\n");
}
