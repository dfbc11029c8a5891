/** A relay that takes the whole address in a URL template: `prefix:https://relay/token/{scheme}/{authority}{pathquery}`. */
import { AppError } from "../../common/errors.ts";
import type { RelaySpec } from "../../common/relay-spec.ts";
import { resolveLocation } from "./location.ts";
import { relayHeaders } from "./relay-headers.ts";
import type { Route } from "./route.ts";
import { canonicalTemplate, fillTemplate, readTemplate } from "./template.ts";

/** A route from a `prefix:` spec, under the name that it has in this run. */
export function prefixRoute(name: string, spec: RelaySpec & { kind: "prefix" }): Route {
  const template = canonicalTemplate(spec.template);
  const relayOrigin = new URL(fillTemplate(template, new URL("http://x/"))).origin;
  /** The address on the wire; undefined where this template cannot carry the source byte for byte. */
  const wire = (source: URL): URL | undefined => {
    const bare = new URL(source);
    bare.username = "";
    bare.password = "";
    bare.hash = "";
    const url = URL.parse(fillTemplate(template, bare));
    // Without {port}, say, another server would be asked: then a wrong file may come.
    const read = url ? readTemplate(template, url.href, bare.protocol.slice(0, -1)) : undefined;
    return url?.origin === relayOrigin && read?.href === bare.href ? url : undefined;
  };
  return {
    name,
    kind: "prefix",
    own: spec.options.own,
    endToEnd: false,
    // What the relay allows is its own business: it says so when it is asked.
    covers: (source) => wire(source) !== undefined,
    request(source) {
      const url = wire(source);
      if (!url) throw new AppError("not-covered", { relay: name, host: source.host });
      return { url, headers: relayHeaders(spec.options) };
    },
    unmap(location, source) {
      // A rewritten Location is a filled template again, with or without the relay's own scheme and host.
      const onRelay = /^\/(?![/\\])/.test(location) ? relayOrigin + location : location;
      const scheme = source.protocol.slice(0, -1);
      // As it was written first: to parse it may change what is in it.
      const read =
        readTemplate(template, onRelay, scheme) ??
        readTemplate(template, URL.parse(onRelay)?.href ?? "", scheme);
      if (read) return resolveLocation(read.href, source);
      const next = resolveLocation(location, source);
      if (next.origin === relayOrigin) {
        throw new AppError("bad-redirect", {
          host: next.host,
          detail: "it stays on the relay, outside of its template",
        });
      }
      return next;
    },
  };
}
