/** One request as the client made it, over one route: what the origin says to it is what the client hears. */
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { AppError } from "../../common/errors.ts";
import type { Agents } from "../http/agents.ts";
import { networkError } from "../http/network-error.ts";
import { checkCredentials } from "../routes/credentials.ts";
import type { Route } from "../routes/route.ts";

const answerMs = 60_000;

export interface PassOptions {
  readonly method: string;
  readonly source: URL;
  /** Whether the source's server is meant, and no file of it: see `asksWholeServer`. */
  readonly wholeServer?: boolean;
  /** As they go to the origin (see fields.ts). */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** The request itself, where it has a body. */
  readonly body?: IncomingMessage | undefined;
  readonly route: Route;
  readonly agents: Agents;
  readonly signal: AbortSignal;
}

/**
 * Sends the request. Resolves with the answer, whatever its status, its body unread. Rejects with AppError: what the
 * network said, `not-covered`, `credentials-withheld` and its kin; or the signal's reason. Where a kept connection turns
 * out to be closed, what may be asked twice is asked once more over another one (RFC 9112, 9.3.1).
 */
export async function pass(options: PassOptions): Promise<IncomingMessage> {
  for (;;) {
    const answer = await passOnce(options);
    if (answer) return answer;
  }
}

const repeatable = new Set(["GET", "HEAD", "OPTIONS"]);

/** Resolves with undefined where the connection was a kept one, and is gone: with each time there is one less of them. */
function passOnce(options: PassOptions): Promise<IncomingMessage | undefined> {
  const { method, source, wholeServer = false, headers, body, route, agents, signal } = options;
  const { url, headers: relayHeaders } = route.request(source);
  const known = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === "string" ? value : value.join(", "),
    ]),
  );
  const mine = usersOwn(known);
  checkCredentials({ route, source, headers: mine, at: source, wire: url });
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const secure = url.protocol === "https:";
    const asked = (secure ? https : http).request(url, {
      method,
      agent: secure ? agents.https : agents.http,
      headers: {
        ...known,
        // By itself Node frames no body of GET, DELETE and OPTIONS: its bytes would pass for further requests.
        ...(body && known["content-length"] === undefined && { "transfer-encoding": "chunked" }),
        ...relayHeaders,
        host: url.host,
      },
      // Path and query stay what they were.
      path: wholeServer ? "*" : url.href.slice(url.origin.length),
      signal,
    });
    // All are seen; their size is limited.
    asked.maxHeadersCount = 0;
    asked.setTimeout(answerMs, () =>
      asked.destroy(new AppError("timed-out", { host: url.host, detail: `${answerMs / 1000} s` })),
    );
    asked.once("response", (answer) => {
      asked.setTimeout(0);
      const coding = answer.headers["transfer-encoding"];
      if (coding === undefined || coding.toLowerCase() === "chunked") return resolve(answer);
      // Node undoes chunks alone: what else was coded would go on without saying so (RFC 9112, 6.1).
      answer.on("error", () => undefined);
      asked.destroy();
      reject(new AppError("bad-answer", { host: url.host, detail: "its coding is unknown" }));
    });
    asked.once("error", (error) => {
      if (signal.aborted) return reject(signal.reason);
      const failure = networkError(error, url.host);
      const stale = asked.reusedSocket && failure.code === "connection-lost";
      if (stale && !body && repeatable.has(method)) resolve(undefined);
      else reject(failure);
    });
    asked.once("upgrade", (_answer, socket) => {
      socket.destroy();
      reject(new AppError("bad-answer", { host: url.host, detail: "it changes the protocol unasked" }));
    });
    if (body) {
      body.pipe(asked);
      body.once("error", () => asked.destroy());
    } else asked.end();
  });
}

/** The headers that a person or his program chose: what HTTP itself needs, and what the gateway adds, signs nobody in. */
export function usersOwn(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !plainFields.has(name) && !name.startsWith("sec-")),
  );
}

const plainFields = new Set([
  "via",
  "accept-encoding",
  "range",
  "if-range",
  "if-match",
  "if-none-match",
  "if-modified-since",
  "if-unmodified-since",
  "connection",
  "content-length",
  "content-type",
  "transfer-encoding",
  "te",
  "dnt",
  "origin",
  "upgrade-insecure-requests",
  "priority",
  "icy-metadata",
]);

/** Whether a status is a relay's own: it does not mark it as the origin's words, and others may do better. */
export function isRelaysOwn({ kind }: Route, { statusCode = 0, headers }: IncomingMessage): boolean {
  if (kind !== "reverse" && kind !== "prefix" && kind !== "http" && kind !== "https") return false;
  const marked = String(headers["x-relay-up"] ?? "").trim() !== "";
  return !marked && [403, 407, 429, 502, 503, 504].includes(statusCode);
}
