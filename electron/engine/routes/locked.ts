import { AppError } from "../../common/errors.ts";
import type { RelaySpec } from "../../common/relay-spec.ts";
import type { Route } from "./route.ts";

/** The route of a relay whose secret cannot be read here: it is never asked, since it would be asked with a wrong one. */
export function lockedRoute(name: string, { kind, options }: RelaySpec): Route {
  return {
    name,
    kind,
    own: options.own,
    endToEnd: false,
    locked: true,
    covers: () => false,
    request: () => {
      throw new AppError("secret-locked", { relay: name });
    },
    unmap: (location, source) => new URL(location, source),
  };
}
