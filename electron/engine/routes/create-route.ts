import { isLocked } from "../../common/relay-secrets.ts";
import type { Traffic } from "../http/traffic.ts";
import type { NamedRelay } from "../types.ts";
import { lockedRoute } from "./locked.ts";
import { prefixRoute } from "./prefix.ts";
import { proxyRoute } from "./proxy.ts";
import { reverseRoute } from "./reverse.ts";
import type { Route } from "./route.ts";
import { sniRoute } from "./sni.ts";
import { socksRoute } from "./socks.ts";
import { noProxyRoute } from "./system.ts";
import { pinnedWay } from "./pinned.ts";

/**
 * The route that a relay's spec describes, for one source (see `relayRoute`). What travels in the clear is anybody's to change on the way:
 * only sources that use TLS have end-to-end routes over relays. `traffic`: see Route.
 */
export function routeFor(relay: NamedRelay, source: URL, traffic?: Traffic): Route {
  const route = { ...relayRoute(relay), ...(traffic && { traffic }) };
  return source.protocol === "https:" ? route : { ...route, endToEnd: false };
}

/** The route that a relay's spec describes: one case a kind. */
export function relayRoute({ name, spec }: NamedRelay): Route {
  if (isLocked(spec)) return lockedRoute(name, spec);
  switch (spec.kind) {
    case "sni":
      return sniRoute(name, spec, spec.options);
    case "http":
    case "https":
      return proxyRoute(name, { ...spec, kind: spec.kind }, spec.options);
    case "socks5":
    case "socks5h":
      return socksRoute(name, { ...spec, kind: spec.kind }, spec.options);
    case "reverse":
      return { ...reverseRoute(name, spec), ...pinnedWay(name, spec.options) };
    case "system":
      return noProxyRoute(name, spec.options.own);
    case "prefix":
      return { ...prefixRoute(name, spec), ...pinnedWay(name, spec.options) };
  }
}
