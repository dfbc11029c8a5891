import type { RelayOptions } from "../../common/relay-spec.ts";
import { straight } from "../http/dial/way.ts";
import type { Route } from "./route.ts";

/** The way to a relay whose certificate is known by its fingerprint alone; nothing where none is pinned. */
export function pinnedWay(name: string, { pin }: RelayOptions): Pick<Route, "way"> {
  if (pin === undefined) return {};
  return {
    way(url) {
      const { serverTls, ...way } = straight(url, pin);
      // A redirect may lead to another server over the same route: only the relay's own certificate is pinned.
      return serverTls ? { ...way, relay: name, relayTls: serverTls } : way;
    },
  };
}
