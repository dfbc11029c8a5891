/** Which header fields go on through a server on the way: all but those that concern one hop only (RFC 9110, 7.6.1). */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";

/** Fields of one hop only. */
export const hopByHop: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
/** Ours to set, meant for the relay alone, or about a body that is not passed on. */
const ownInRequests = new Set(["host", "x-relay-token", "content-length", "expect"]);
const ownInAnswers = new Set(["x-relay-up"]);

/** The header fields of a request as they go on to the target, without Host. */
export function requestHeaders(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = namedInConnection(headers.connection);
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !hopByHop.has(name) && !ownInRequests.has(name) && !named.has(name),
    ),
  );
}

/** The header fields of an answer as they go on to the client: name and value in turn, values byte for byte. */
export function answerHeaders(rawHeaders: readonly string[], connection: string | undefined): string[] {
  const named = namedInConnection(connection);
  const passed: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const key = name.toLowerCase();
    if (hopByHop.has(key) || ownInAnswers.has(key) || named.has(key)) continue;
    passed.push(name, rawHeaders[index + 1] ?? "");
  }
  return passed;
}

/** The fields that a Connection field names: they are of one hop, too. Lower case. */
export function namedInConnection(connection: string | undefined): ReadonlySet<string> {
  return new Set((connection ?? "").split(",").map((name) => name.trim().toLowerCase()));
}
