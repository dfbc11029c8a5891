/** A route: direct, or one relay. Turns a source into a request, and what a server says back into a source. */
import type { WayTo } from "../http/dial/way.ts";
import type { Traffic } from "../http/traffic.ts";
import type { RelayKind } from "../../common/relay-spec.ts";

export type RouteKind = "direct" | RelayKind;

/** What goes on the wire for one source over one route, ranges and user headers apart. */
export interface WireRequest {
  readonly url: URL;
  /** The route's own headers, such as a relay's token: for the relay alone. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Route {
  /** `direct`, or the relay's name in this run. Carries no secret. */
  readonly name: string;
  readonly kind: RouteKind;
  /** What it was made from, where its name may stay while that changes: a relay's spec, secrets and all. Never shown. */
  readonly made?: string;
  /** The user's own machine (direct counts as such): credentials may travel; a relay of his own may have 64 lanes. */
  readonly own: boolean;
  /** Whether nobody between can read or change what travels, for sources that use TLS. */
  readonly endToEnd: boolean;
  /** Another copy of the file, which this route's requests begin at instead of the source (see mirror.ts). */
  readonly mirror?: URL;
  /** The name of the route that a mirror's goes over. */
  readonly base?: string;
  /** Whether nobody between can read what travels to a mirror, though its words about the file are not believed. */
  readonly unread?: boolean;
  /** How a connection to an address on the wire is made; straight to it unless given. */
  readonly way?: WayTo;
  /** Where what passes through its sockets is counted, for a relay's quota. */
  readonly traffic?: Traffic;
  /** Whether it needs a secret that cannot be read here: then it covers nothing. */
  readonly locked?: boolean;
  /** Whether this route can fetch the source at all. */
  covers(source: URL): boolean;
  /** Whether it leaves a source out only since its address would arrive changed. */
  alters?(source: URL): boolean;
  /** Throws AppError `not-covered` where `covers` says no. */
  request(source: URL): WireRequest;
  /**
   * Turns a redirect's Location, as it came for `source` over this route, into the next source (no fragment).
   * Throws AppError `bad-redirect`.
   */
  unmap(location: string, source: URL): URL;
}
