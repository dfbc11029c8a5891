import type { ComparisonView } from "./views.ts";

/** Whether a comparison is still being made. Pure. */
export function isComparing({ state }: Pick<ComparisonView, "state">): boolean {
  return state === "opening" || state === "running";
}
