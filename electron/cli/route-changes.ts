/** Which routes were left out or came back since one last looked. */
import type { RouteProgress } from "../common/views.ts";
import type { Problem } from "./json-lines.ts";

export interface RouteChange {
  readonly route: string;
  /** `out`: it is left out, and why. `active`: it takes part again. */
  readonly state: "out" | "active";
  readonly problem: Problem | null;
}

/** Makes a watch over one download's routes. Each call says only what is new since the call before. */
export function watchRoutes(): (routes: readonly RouteProgress[]) => readonly RouteChange[] {
  const out = new Map<string, string>();
  return (routes) => {
    // Where no route is left, the failure itself says why.
    if (routes.every(({ state }) => state === "out")) return [];
    return routes.flatMap(({ route, state, problem }): readonly RouteChange[] => {
      if (state !== "out") return out.delete(route) ? [{ route, state: "active", problem: null }] : [];
      if (!problem || out.get(route) === problem.code) return [];
      out.set(route, problem.code);
      return [{ route, state, problem: { code: problem.code, message: problem.message } }];
    });
  };
}
