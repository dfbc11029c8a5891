/** What a request to the relay asks for, or the status that refuses it. */
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { isAllowed, type AllowRule } from "./allow-list.ts";
import { isPublicAddress } from "../../net/public-address.ts";
import { sameText } from "../../net/same-text.ts";

export interface RelayRules {
  readonly token: string;
  readonly allow: readonly AllowRule[];
  /** Whether addresses that are not public may be connected to. */
  readonly allowPrivate: boolean;
  /** How this relay signs the Via field: a request that carries it already has been here (RFC 9110, 7.6.3). */
  readonly pseudonym: string;
}

export interface Wanted {
  readonly method: "GET" | "HEAD";
  /** Scheme, host and port to connect to. */
  readonly origin: URL;
  /** The request target, byte for byte as the client wrote it. */
  readonly path: string;
}

export type Refusal = 400 | 403 | 404 | 405 | 505 | 508;

/**
 * Reads one request. Out: what it wants, or its refusal. 404 answers all that does not carry the token, whatever else is
 * wrong with it: who does not have it learns nothing. Two forms: `/TOKEN/https/host/path`, and `/r/https/host/path` (or
 * `/https/host/path`) with the token in the header `X-Relay-Token`. `https://` and `https:/` (a merged `//`) are read too.
 */
export function readRequest(request: IncomingMessage, rules: RelayRules): Wanted | Refusal {
  const target = request.url ?? "";
  const [, first = "", after = ""] = /^\/([^/?#]+)(\/.*)$/s.exec(target) ?? [];
  const header = request.headers["x-relay-token"];
  const byPath = sameText(first, rules.token);
  const byHeader = sameText(typeof header === "string" ? header : "", rules.token);
  if (!byPath && !byHeader) return 404;
  if (request.httpVersion !== "1.1") return 505;
  const { method } = request;
  if (method !== "GET" && method !== "HEAD") return 405;
  if (count(request, "host") !== 1 || hasBody(request)) return 400;
  if (request.headers.via?.includes(rules.pseudonym)) return 508;
  // No client sends a fragment, and a control character or a space cannot be in a target.
  if (/[^\x21-\x7e]|#/.test(target)) return 400;
  const rest = byPath || first === "r" ? after : target;
  const [, scheme, authority, pathquery = ""] =
    /^\/(https?)(?::\/{1,2}|\/)([A-Za-z0-9.-]+(?::\d{1,5})?|\[[\da-fA-F:.]+\](?::\d{1,5})?)([/?].*)?$/s.exec(
      rest,
    ) ?? [];
  // WHATWG's reading of the host is what is checked and what is connected to: 2130706433 and 0x7f.1 are 127.0.0.1.
  const origin = URL.parse(`${scheme}://${authority}/`);
  if (scheme === undefined || !origin || !isAllowed(origin, rules.allow)) return 403;
  const address = origin.hostname.replace(/^\[|\]$/g, "");
  if (!rules.allowPrivate && isIP(address) && !isPublicAddress(address)) return 403;
  return { method, origin, path: pathquery.startsWith("/") ? pathquery : `/${pathquery}` };
}

function count(request: IncomingMessage, name: string): number {
  return request.rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === name).length;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}
