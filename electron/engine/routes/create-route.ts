import type { NamedRelay } from "../types.ts";
import { prefixRoute } from "./prefix.ts";
import { reverseRoute } from "./reverse.ts";
import type { Route } from "./route.ts";

/** The route that a relay's spec describes: one case a kind. */
export function relayRoute({ name, spec }: NamedRelay): Route {
  switch (spec.kind) {
    case "reverse":
      return reverseRoute(name, spec);
    case "prefix":
      return prefixRoute(name, spec);
  }
}
