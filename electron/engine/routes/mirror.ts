import type { Route } from "./route.ts";

/**
 * The way to another copy of the file: a route, with an address of its own that its requests begin at. What comes over it
 * is believed as little as what a relay brings: a mirror's words about the file (ETag, date) are another server's.
 *
 * @param base the route that it goes over
 * @param mirror the copy's address, without a user name
 */
export function mirrorRoute(base: Route, mirror: URL): Route {
  // By the mirror's own TLS, whatever the source's address is.
  const reads = base.kind === "reverse" || base.kind === "prefix";
  const unread = base.kind === "direct" || (mirror.protocol === "https:" && !reads);
  return {
    ...base,
    name: `${base.name} (${mirror.host})`,
    base: base.name,
    endToEnd: false,
    unread,
    mirror,
  };
}

/** Routes to all copies: each of `routes` that covers a mirror, in the order of the mirrors; a name that is taken ends in ` #2`. */
export function mirrorRoutes(routes: readonly Route[], mirrors: readonly URL[]): readonly Route[] {
  const seen = new Map<string, number>();
  return mirrors.flatMap((mirror) => {
    const able = routes.filter((route) => route.covers(mirror));
    // One that nobody covers is not left out in silence: its route says so.
    return (able.length > 0 ? able : routes.slice(0, 1)).map((base) => {
      const route = mirrorRoute(base, mirror);
      const count = (seen.get(route.name) ?? 0) + 1;
      seen.set(route.name, count);
      return count === 1 ? route : { ...route, name: `${route.name} #${count}` };
    });
  });
}

/** Where a route's requests begin: at its mirror, or at the source. */
export function beginsAt(route: Route, source: URL): URL {
  return route.mirror ?? source;
}
