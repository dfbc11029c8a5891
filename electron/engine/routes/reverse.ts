/** A reverse proxy in front of one origin: `reverse:RELAY=ORIGIN`, where RELAY replaces ORIGIN at the URL's start. */
import { AppError } from "../../common/errors.ts";
import type { RelaySpec } from "../../common/relay-spec.ts";
import { resolveLocation } from "./location.ts";
import { relayHeaders } from "./relay-headers.ts";
import type { Route } from "./route.ts";

/**
 * What does not come out as it was where a path is parsed and written anew, by nginx (ngx_escape_uri): empty parts, what
 * is escaped without need or in small letters, and what some versions escape. Not in the query.
 */
const fragile = /^\/|^[^?]*(\/\/|%(?!20|23|25|3F|[89A-F][0-9A-F])|["^`{|}])/;

/** Whether the rest of an address after its base survives being parsed and written anew by a server. */
export function survivesRewriting(rest: string): boolean {
  return !fragile.test(rest);
}

/** A route from a `reverse:` spec, under the name that it has in this run. */
export function reverseRoute(name: string, spec: RelaySpec & { kind: "reverse" }): Route {
  const relay = new URL(spec.relay);
  const origin = new URL(spec.origin);
  const mapped = (source: URL) => bare(source).startsWith(origin.href);
  // A server that cuts a path of its own off mostly writes the rest anew (nginx: proxy_pass with a URI).
  const alters = (source: URL) =>
    relay.pathname !== "/" && mapped(source) && !survivesRewriting(bare(source).slice(origin.href.length));
  const covers = (source: URL) => mapped(source) && !alters(source);
  const toSource = (rest: string) => new URL(origin.href + rest);
  return {
    name,
    kind: "reverse",
    own: spec.options.own,
    endToEnd: false,
    covers,
    alters,
    request(source) {
      if (!mapped(source)) throw new AppError("not-covered", { relay: name, host: source.host });
      // Text is cut and joined, never parsed apart: signed URLs must arrive byte for byte.
      return {
        url: new URL(relay.href + bare(source).slice(origin.href.length)),
        headers: relayHeaders(spec.options),
      };
    },
    unmap(location, source) {
      if (/^(https?:)?\/\//i.test(location)) {
        // `//host/...` keeps the scheme of the request that was made, which was the relay's.
        const next = URL.parse(location, relay.href);
        if (next?.host !== relay.host) return resolveLocation(location, source);
        next.hash = "";
        // On the relay itself: the relay rewrote it, or the origin took the relay's name for its own.
        if (next.href.startsWith(relay.href)) return toSource(next.href.slice(relay.href.length));
        throw new AppError("bad-redirect", {
          host: relay.host,
          detail: "it stays on the relay, outside of its prefix",
        });
      }
      // Rooted at the relay's prefix: the relay rewrote it. Else the origin's own words, which resolve against the source.
      if (relay.pathname !== "/" && location.startsWith(relay.pathname)) {
        return resolveLocation(toSource(location.slice(relay.pathname.length)).href, source);
      }
      // A relay at the root of its host, for an origin that is not: what lies outside of the origin's base was rewritten.
      const rooted =
        relay.pathname === "/" && location.startsWith("/") && !location.startsWith(origin.pathname);
      return resolveLocation(rooted ? toSource(location.slice(1)).href : location, source);
    },
  };
}

/** The source as its requests see it: no credentials, no fragment. */
function bare(source: URL): string {
  if (!source.username && !source.password && !source.hash) return source.href;
  const copy = new URL(source);
  copy.username = "";
  copy.password = "";
  copy.hash = "";
  return copy.href;
}
