import { resolveLocation } from "./location.ts";
import type { Route } from "./route.ts";

/** The path without a relay. */
export const direct: Route = {
  name: "direct",
  kind: "direct",
  own: true,
  endToEnd: true,
  covers: () => true,
  request: (source) => ({ url: source, headers: {} }),
  unmap: resolveLocation,
};
