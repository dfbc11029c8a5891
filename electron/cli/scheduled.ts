/** `detour compare --every`: roads change with the time of day. */
import type { ComparisonView } from "../common/views.ts";
import { systemClock, type Clock } from "../engine/clock.ts";
import { hourTable } from "./comparison-text.ts";
import type { Context } from "./context.ts";
import { exitStatus } from "./exit-status.ts";
import { scheduledLine } from "./json-lines.ts";
import { done, type Outcome } from "./outcome.ts";

export interface Plan {
  /** From the beginning of one comparison to that of the next, and from the first to the last that may begin; ms. */
  readonly everyMs: number;
  readonly forMs: number;
}

/**
 * Makes a comparison now and then until the time is over or a signal comes (status 130), and tells all of them by the hour at
 * the end. One that fails (the network is down at night) is told and does not end it.
 */
export async function compareOften(
  { everyMs, forMs }: Plan,
  once: () => Promise<ComparisonView>,
  { output, interrupts: { signal } }: Context,
  clock: Clock = systemClock,
): Promise<Outcome> {
  const begun = clock.now();
  const views: ComparisonView[] = [];
  for (let count = 1; !signal.aborted; count++) {
    const view = await once();
    views.push(view);
    // Where one took longer than the time between two, those that were missed are left out.
    const passed = Math.floor((clock.now() - begun) / everyMs) + 1;
    const inMs = begun + passed * everyMs - clock.now();
    const last = passed * everyMs > forMs || signal.aborted;
    const next = last ? null : new Date(clock.date() + inMs).toISOString();
    output.line(scheduledLine(count, next, view.failure));
    if (view.failure) output.say(view.failure.message);
    if (last) break;
    output.say(`The next comparison is at ${new Date(clock.date() + inMs).toLocaleTimeString()}.`);
    await clock.sleep(inMs, signal);
  }
  output.result(hourTable(views));
  return signal.aborted ? { status: exitStatus.interrupted } : done;
}
