/** A relay that takes the whole address in a URL template: `prefix:https://relay/token/{scheme}/{authority}{pathquery}`. */
import { AppError } from "../../common/errors.ts";
import type { RelaySpec } from "../../common/relay-spec.ts";
import { resolveLocation } from "./location.ts";
import { relayHeaders } from "./relay-headers.ts";
import type { Route } from "./route.ts";
import { fillTemplate, readTemplate } from "./template.ts";

/** A route from a `prefix:` spec, under the name that it has in this run. */
export function prefixRoute(name: string, spec: RelaySpec & { kind: "prefix" }): Route {
  const { template } = spec;
  const relayOrigin = /^https?:\/\/[^/?]*/i.exec(template)?.[0] ?? "";
  return {
    name,
    kind: "prefix",
    own: spec.options.own,
    endToEnd: false,
    // What the relay allows is its own business: it says so when it is asked.
    covers: () => true,
    request(source) {
      const bare = new URL(source);
      bare.username = "";
      bare.password = "";
      bare.hash = "";
      const url = URL.parse(fillTemplate(template, bare));
      if (!url) throw new AppError("not-covered", { relay: name, host: source.host });
      return { url, headers: relayHeaders(spec.options) };
    },
    unmap(location, source) {
      // A rewritten Location is a filled template again, with or without the relay's own scheme and host.
      const onRelay =
        location.startsWith("/") && !location.startsWith("//") ? relayOrigin + location : location;
      const read = readTemplate(template, onRelay, source.protocol.slice(0, -1));
      if (read) return resolveLocation(read.href, source);
      const next = resolveLocation(location, source);
      if (next.origin === new URL(relayOrigin).origin) {
        throw new AppError("bad-redirect", {
          host: next.host,
          detail: "it stays on the relay, outside of its template",
        });
      }
      return next;
    },
  };
}
