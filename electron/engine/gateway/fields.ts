/** Which header fields pass the gateway, in both directions. Pure. */
import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { hopByHop, namedInConnection } from "../../net/hop-by-hop.ts";
import { keptFromOneSite } from "../../net/one-site.ts";

/** Where the request came in. */
export type Side = "url" | "proxy";

/** Ours to set, or of this hop alone. */
const own = new Set([...hopByHop, "host", "expect", "via", "forwarded", "x-real-ip"]);
/** To a browser all origins behind gateway URLs are one site: it would give each the others' cookies, and its address. */
const ofOneSite = new Set(["cookie", "origin", "referer"]);
/** No script runs in these; in a sandbox, a player could not seek. */
const inert = /^(audio|video|font)\/|^image\/(?!svg)|^application\/(octet-stream|zip|gzip|x-[\w.+-]+)\b/i;

/** The fields of a client's request for the origin, in lower case; without Host, and signed in Via. */
export function fieldsForOrigin(
  { method, headers, httpVersion }: IncomingMessage,
  side: Side,
  pseudonym: string,
): Readonly<Record<string, string | readonly string[]>> {
  const named = namedInConnection(headers.connection);
  const kept: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || own.has(name) || named.has(name)) continue;
    if (/^(x-forwarded-|proxy-)/.test(name)) continue;
    if (side === "url" && (ofOneSite.has(name) || name.startsWith("sec-"))) continue;
    kept[name] = value;
  }
  const hops = String(kept["max-forwards"] ?? "");
  // RFC 9110, 7.6.2: one server less.
  if (method === "OPTIONS" && /^\d{1,9}$/.test(hops)) kept["max-forwards"] = String(Number(hops) - 1);
  const passed = headers.via === undefined ? "" : `${headers.via}, `;
  return { ...kept, via: `${passed}${httpVersion} ${pseudonym}` };
}

/**
 * The fields of an origin's answer for the client: name and value in turn, byte for byte. What a browser would make of a
 * page at a gateway URL is shut in, since the page's address carries the token.
 */
export function fieldsForClient(
  { rawHeaders, headers, httpVersion }: IncomingMessage,
  side: Side,
  pseudonym: string,
  location: string | undefined,
): string[] {
  const named = namedInConnection(headers.connection);
  const passed: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    const key = name.toLowerCase();
    // What trailers announces is of the whole way: RFC 9110, 6.6.2.
    const hop = hopByHop.has(key) && key !== "trailer";
    if (hop || named.has(key) || key === "via" || key === "x-relay-up") continue;
    if (side === "url" && keptFromOneSite.has(key)) continue;
    if (key === "location" && location !== undefined) passed.push(name, location);
    else passed.push(name, rawHeaders[at + 1] ?? "");
  }
  const before = headers.via === undefined ? "" : `${headers.via}, `;
  passed.push("Via", `${before}${httpVersion} ${pseudonym}`);
  if (side === "url") passed.push("Referrer-Policy", "no-referrer");
  if (side === "url" && !inert.test(headers["content-type"] ?? "text/html"))
    passed.push("Content-Security-Policy", "sandbox");
  return passed;
}

/** One value for each field, as `fetch` and streams take them. */
export function flat(headers: Readonly<Record<string, string | readonly string[]>>): OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]),
  );
}
