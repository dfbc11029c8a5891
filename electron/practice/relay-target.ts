/**
 * What a relay fetches for a request target. The list of targets is closed: whatever a client sends, the relay reaches
 * what it was configured for and nothing else. Paths and queries travel byte for byte.
 */
import { sameText } from "../net/same-text.ts";

/** A path on the relay that stands for one base address (`reverse:RELAY/prefix/=http://origin/base/`). */
export interface ReverseMapping {
  /** Begins and ends in `/`. */
  readonly prefix: string;
  /** Where it is fetched from: an `http://` address that ends in `/`. */
  readonly target: string;
  /** The Host that the target is asked for; the target's own unless given. */
  readonly host?: string;
}

/** Whole sources in the path (`prefix:RELAY/TOKEN/{scheme}/{authority}{pathquery}`). */
export interface PrefixMapping {
  readonly token: string;
  /** The origins that may be asked for (`https://origin.example`), each with the `http://` one it is fetched from. */
  readonly origins: Readonly<Record<string, string>>;
}

export interface RelayMappings {
  readonly reverse?: readonly ReverseMapping[];
  readonly prefix?: PrefixMapping;
}

export interface Target {
  /** Scheme, host and port to connect to. */
  readonly url: URL;
  /** The request target to send, byte for byte. */
  readonly path: string;
  readonly host: string;
}

/** Finds what a request target stands for: the target, or the status that refuses it (403 or 404). */
export function findTarget(requestTarget: string, mappings: RelayMappings): Target | 403 | 404 {
  // No client sends a fragment; here it would hide a part of the path from the check below.
  if (requestTarget.includes("#")) return 404;
  const reverse = mappings.reverse?.find(({ prefix }) => requestTarget.startsWith(prefix));
  const byPrefix = mappings.prefix && findByPrefix(requestTarget, mappings.prefix);
  if (byPrefix !== undefined) return byPrefix;
  if (!reverse) return 404;
  const url = new URL(reverse.target);
  const path = url.pathname + requestTarget.slice(reverse.prefix.length);
  // Dot segments must not lead out of the base; a server may resolve them even though we send them as they are.
  const resolved = URL.parse(url.origin + path);
  if (!resolved?.pathname.startsWith(url.pathname)) return 403;
  return { url, path, host: reverse.host ?? url.host };
}

/** Undefined where the path does not carry the token: the request may then be meant for a reverse mapping. */
function findByPrefix(requestTarget: string, mapping: PrefixMapping): Target | 403 | undefined {
  const [, token = "", rest = ""] = /^\/([^/]+)\/(.*)$/s.exec(requestTarget) ?? [];
  if (!sameText(token, mapping.token)) return undefined;
  const [, scheme = "", authority = "", pathquery = ""] =
    /^(https?)\/([\w.:[\]-]+)([/?].*)?$/s.exec(rest) ?? [];
  const source = URL.parse(`${scheme}://${authority}`);
  if (!source || !Object.hasOwn(mapping.origins, source.origin)) return 403;
  const url = new URL(mapping.origins[source.origin] ?? "");
  return { url, path: pathquery.startsWith("/") ? pathquery : `/${pathquery}`, host: source.host };
}
