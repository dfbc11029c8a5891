/** `detour compare`: direct and relays over one source, side by side. */
import { parseSource } from "../common/source.ts";
import type { ComparisonView } from "../common/views.ts";
import type { Comparison } from "../engine/types.ts";
import { compareDisplay, comparisonSentence, comparisonTable } from "./comparison-text.ts";
import type { Context } from "./context.ts";
import { exitStatus } from "./exit-status.ts";
import { comparedLine } from "./json-lines.ts";
import { done, type Outcome } from "./outcome.ts";
import { chooseRelays, parseRelayChoice } from "./relays.ts";
import { withSession } from "./session.ts";
import { throttle } from "./throttle.ts";

export interface CompareOptions {
  readonly relay?: readonly string[];
  readonly rounds?: number;
  readonly seconds?: number;
  readonly connections?: number;
  readonly header?: Readonly<Record<string, string>>;
}

const liveEveryMs = 250;

/** Compares the routes. A signal ends it early with what was measured so far (status 130). */
export function compare(url: string, options: CompareOptions, context: Context): Promise<Outcome> {
  const source = parseSource(url);
  const choices = (options.relay ?? []).map((typed) => parseRelayChoice(typed));
  return withSession(context.log, async ({ store, engine }) => {
    const { output, interrupts } = context;
    const comparison = engine.compare({
      source,
      relays: chooseRelays(choices, store.relays.list()),
      direct: true,
      ...(options.rounds !== undefined && { rounds: options.rounds }),
      ...(options.seconds !== undefined && { seconds: options.seconds }),
      ...(options.connections !== undefined && { connections: options.connections }),
      ...(options.header && { headers: options.header }),
    });
    stopAtInterrupt(comparison, context);
    const show = throttle(liveEveryMs, (view: ComparisonView) =>
      output.show(compareDisplay(view, output.width)),
    );
    const unwatch = engine.on("comparison", (view) => {
      if (view.id === comparison.id) show(view);
    });
    const end = await comparison.finished;
    unwatch();
    if (end.failure) return { failure: end.failure, resumable: false };
    output.line(comparedLine(end));
    output.result(`${comparisonTable(end)}\n\n${comparisonSentence(end)}`);
    return interrupts.signal.aborted ? { status: exitStatus.interrupted } : done;
  });
}

function stopAtInterrupt(comparison: Comparison, { interrupts }: Context): void {
  if (interrupts.signal.aborted) comparison.stop();
  else interrupts.signal.addEventListener("abort", () => comparison.stop(), { once: true });
}
