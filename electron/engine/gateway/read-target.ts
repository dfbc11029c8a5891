/** What a request to the gateway asks for, or the status that refuses it (HTTP, section 4). Pure. */
import type { IncomingMessage } from "node:http";
import { sameText } from "../../net/same-text.ts";

export type Refusal = 400 | 403 | 404 | 405 | 407 | 421 | 501 | 505 | 508;

export interface Entrance {
  readonly port: number;
  /** How this gateway signs the Via field: a request that carries it has been here (RFC 9110, 7.6.3). */
  readonly pseudonym: string;
}

/**
 * A gateway URL: `/TOKEN/https/host/path`. Out: the source, its path byte for byte; or a refusal. Who does not name this
 * machine is refused before anything else is looked at (DNS rebinding), then who comes from a page on another site, then who
 * does not have the token: to him there is nothing here.
 */
export function readGatewayUrl(
  request: IncomingMessage,
  { port, token, pseudonym }: Entrance & { readonly token: string },
): URL | Refusal {
  const common = readCommon(request, pseudonym);
  if (common !== undefined) return common;
  if (!isOwnHost(request.headers.host ?? "", port)) return 421;
  const site = request.headers["sec-fetch-site"];
  if (
    request.headers.origin !== undefined ||
    (site !== undefined && site !== "none" && site !== "same-origin")
  )
    return 403;
  const [, first = "", rest = ""] = /^\/([^/?#]+)(\/.*)$/s.exec(request.url ?? "") ?? [];
  if (!sameText(first, token)) return 404;
  const [, scheme, authority, pathquery = "/"] =
    /^\/(https?)(?::\/{1,2}|\/)([^/?#]+)([/?].*)?$/s.exec(rest) ?? [];
  if (scheme === undefined) return 404;
  return readSource(`${scheme}://${authority}`, pathquery);
}

/** A forward proxy's request: absolute form for http (RFC 9112, 3.2.2), whatever its Host says. */
export function readProxyRequest(request: IncomingMessage, { pseudonym }: Entrance): URL | Refusal {
  const common = readCommon(request, pseudonym);
  if (common !== undefined) return common;
  const [, origin = "", pathquery = "/"] = /^(http:\/\/[^/?#]+)([/?].*)?$/is.exec(request.url ?? "") ?? [];
  // Somebody took the proxy for a web server, or wants a scheme that is not carried.
  if (origin === "") return 400;
  return readSource(origin, pathquery);
}

/**
 * Whether a proxy's client asks about a server as a whole: OPTIONS with nothing behind the authority. Whoever asks that
 * server itself asks for `*` (RFC 9112, 3.2.4).
 */
export function asksWholeServer({ method, url }: IncomingMessage): boolean {
  return method === "OPTIONS" && /^http:\/\/[^/?#]+$/i.test(url ?? "");
}

/** Out: host and port of CONNECT's authority form (RFC 9110, 9.3.6); undefined for anything else. */
export function readAuthority(target: string): { readonly host: string; readonly port: number } | undefined {
  const [, name = "", digits = ""] = /^(\[[\da-f:.]+\]|[a-z\d.-]+):(\d{1,5})$/i.exec(target) ?? [];
  const host = URL.parse(`http://${name}/`)?.hostname ?? "";
  const port = Number(digits);
  return host !== "" && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

/** Whether a request has one Host field, of the form that it must have (RFC 9112, 3.2): empty, or host and port. */
export function hasOneHost({ rawHeaders }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter(
    (_text, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === "host",
  );
  return hosts.length === 1 && hostField.test(hosts[0] ?? "");
}

/** RFC 3986, 3.2.2: an address in brackets, or a name. */
const hostField = /^(\[[\da-f:.]+\]|([\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(:\d{0,5})?$/i;

/** Whether a request asks for the last server that it may reach, which is this one (RFC 9110, 7.6.2). */
export function mayGoNoFurther({ method, headers }: IncomingMessage): boolean {
  return method === "OPTIONS" && /^0+$/.test(String(headers["max-forwards"] ?? ""));
}

function readCommon(request: IncomingMessage, pseudonym: string): Refusal | undefined {
  if (request.httpVersionMajor !== 1) return 505;
  const old = request.httpVersionMinor === 0;
  // HTTP/1.0 may leave it out only where the whole address is asked for.
  if (!hasOneHost(request) && !(old && request.headers.host === undefined)) return 400;
  const coding = request.headers["transfer-encoding"];
  // RFC 9112, 6.1: HTTP/1.0 knows none. What else was coded would go on without saying so.
  if (coding !== undefined && old) return 400;
  if (coding !== undefined && coding.toLowerCase() !== "chunked") return 501;
  if (request.headers.upgrade !== undefined) return 501;
  if (request.method === "TRACE") return 405;
  if (/[^\x21-\x7e]|#/.test(request.url ?? "")) return 400;
  return request.headers.via?.includes(pseudonym) ? 508 : undefined;
}

function readSource(origin: string, pathquery: string): URL | Refusal {
  // WHATWG's reading of the host is what is checked and what is connected to: 2130706433 and 0x7f.1 are 127.0.0.1.
  const source = URL.parse(origin);
  if (!source || source.username || source.password || source.pathname !== "/" || source.hostname === "")
    return 400;
  const whole = URL.parse(source.origin + (pathquery.startsWith("/") ? pathquery : `/${pathquery}`));
  return whole?.origin === source.origin ? whole : 400;
}

function isOwnHost(host: string, port: number): boolean {
  const [, name = "", digits] = /^(\[::1\]|127\.0\.0\.1|localhost\.?)(?::(\d{1,5}))?$/i.exec(host) ?? [];
  return name !== "" && Number(digits ?? 80) === port;
}
