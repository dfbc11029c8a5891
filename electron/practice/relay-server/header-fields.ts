/** Which header fields pass the relay: not those of one hop (RFC 9110, 7.6.1), nor what tells who asks. */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import { hopByHop, namedInConnection } from "../../net/hop-by-hop.ts";
import { keptFromOneSite } from "../../net/one-site.ts";

/**
 * Cookies stay behind: to a browser all origins behind the relay are one site, and it would give each the others' cookies.
 * What names the client or the relay's own address is no business of the origin.
 */
const keptFromOrigin = new Set([
  ...hopByHop,
  "host",
  "accept-encoding",
  "content-length",
  "expect",
  "cookie",
  "origin",
  "forwarded",
  "via",
  "x-relay-token",
  "x-real-ip",
  "true-client-ip",
  "cf-connecting-ip",
  "x-client-ip",
  "x-cluster-client-ip",
]);
/** Fields that would speak for the relay's own address: they are about the origin's. */
const keptFromClient = new Set([...hopByHop, ...keptFromOneSite, "x-relay-up"]);

/** The fields of a request as they go on to the origin. `identity`: a coding would change the file's bytes and its ranges. */
export function fieldsForOrigin(
  headers: IncomingHttpHeaders,
  more: { readonly host: string; readonly via: string; readonly token: string },
): OutgoingHttpHeaders {
  const named = namedInConnection(headers.connection);
  const kept = Object.entries(headers).filter(
    ([name, value]) =>
      !keptFromOrigin.has(name) &&
      !named.has(name) &&
      !/^(x-forwarded|sec-|proxy-)/.test(name) &&
      // A page's address carries the token where it was fetched through the relay.
      !String(value).includes(more.token),
  );
  const via = headers.via === undefined ? more.via : `${headers.via}, ${more.via}`;
  return { ...Object.fromEntries(kept), "accept-encoding": "identity", via, host: more.host };
}

/**
 * The fields of an answer as they go on to the client: name and value in turn, byte for byte. What a browser would make of
 * a page is shut in, since the page's address carries the token.
 */
export function fieldsForClient(rawHeaders: readonly string[], connection: string | undefined): string[] {
  const named = namedInConnection(connection);
  const passed: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    const key = name.toLowerCase();
    if (!keptFromClient.has(key) && !named.has(key)) passed.push(name, rawHeaders[at + 1] ?? "");
  }
  return [...passed, "Referrer-Policy", "no-referrer", "Content-Security-Policy", "sandbox"];
}
