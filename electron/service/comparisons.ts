import type { Emit, NewComparison } from "../common/contract.ts";
import { AppError } from "../common/errors.ts";
import { isComparing } from "../common/is-comparing.ts";
import { parseSource } from "../common/source.ts";
import type { ComparisonView } from "../common/views.ts";
import { withoutUndefined } from "../common/without-undefined.ts";
import type { Comparison, Engine } from "../engine/types.ts";
import type { Compared } from "./rules.ts";

export interface Comparisons {
  /** Throws AppError where the request cannot be used. */
  start(input: NewComparison): Promise<ComparisonView>;
  stop(id: string): void;
  /** Those of this session, the newest last. */
  list(): ComparisonView[];
  /** Whether one is being made. */
  running(): boolean;
}

/** How many comparisons stay to look at. */
const most = 20;

/**
 * Comparisons of this session. Starting one stops the one before: two at once would measure each other. `ask` says whom a
 * request asks for a source; it throws AppError where nobody may be.
 */
export function createComparisons(
  engine: Engine,
  ask: (input: NewComparison, source: URL) => Compared,
  emit: Emit,
): Comparisons {
  const held: Comparison[] = [];
  engine.on("comparison", (view) => emit("comparisons.changed", view));
  return {
    async start(input) {
      const source = parseSource(input.url);
      const { rounds, seconds, bytes, connections } = input;
      const { relays, direct } = ask(input, source);
      const named = await engine.resolve(relays, source);
      for (const earlier of held) earlier.stop();
      const comparison = engine.compare({
        source,
        relays: named,
        direct,
        ...withoutUndefined({ rounds, seconds, bytes, connections }),
        ...(input.headers && { headers: input.headers }),
      });
      held.push(comparison);
      held.splice(0, Math.max(0, held.length - most));
      return comparison.view();
    },
    stop(id) {
      const comparison = held.find((one) => one.id === id);
      if (!comparison) throw new AppError("not-found", { what: "comparison", id });
      comparison.stop();
    },
    list: () => held.map((comparison) => comparison.view()),
    running: () => held.some((comparison) => isComparing(comparison.view())),
  };
}
