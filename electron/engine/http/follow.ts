/** Gets an answer that is not a redirect: redirects are followed here, one hop at a time, each turned back into a source. */
import { AppError } from "../../common/errors.ts";
import { checkCredentials, headersForHop } from "../routes/credentials.ts";
import type { Route } from "../routes/route.ts";
import type { Agents } from "./agents.ts";
import { attempt, type Answer, type Attempt } from "./attempt.ts";
import { rangeHeader } from "./content-range.ts";
import { sendAhead, sendRange } from "./range-reader/send.ts";

const maxHops = 10;
const redirects = new Set([301, 302, 303, 307, 308]);

/** A route with the connections that its requests use. */
export interface Carrier {
  readonly route: Route;
  readonly agents: Agents;
}

export interface Errand extends Carrier {
  /** What the user asked for: his headers are bound to its origin. */
  readonly source: URL;
  /** Where to begin: the source, or where it led before. */
  readonly from: URL;
  /** Other routes that may be used, for redirects on hosts that this one does not cover; the file itself never. */
  readonly others: readonly Carrier[];
  readonly headers: Readonly<Record<string, string>>;
  /** Half-open; none asks for the whole file. */
  readonly range?: { readonly start: number; readonly end: number };
  /** Whether answers come as plain parts, as far as is known: then the range reader asks. */
  readonly plain?: boolean;
  /** Whether its connection serves this request only: what follows goes over others, and an idle one is one too many. */
  readonly once?: boolean;
  readonly signal: AbortSignal;
  readonly connectTimeoutMs: number;
  readonly responseTimeoutMs: number;
}

export interface Followed {
  readonly answer: Answer;
  /** The source that answered: after the last redirect. */
  readonly at: URL;
}

/**
 * Sends the request, and follows redirects. For each hop a route is chosen again: the errand's own where it covers the
 * hop's host, else another one that may be used; but the answer that is no redirect must come over the errand's own.
 * Rejects with AppError: what `attempt` says, what `checkCredentials` says, `not-covered` or `redirect-not-covered` (the
 * route cannot reach where the file is), `too-many-redirects`, `bad-redirect`.
 */
export async function follow(errand: Errand): Promise<Followed> {
  const { route, source } = errand;
  let at = errand.from;
  for (let hop = 0; hop <= maxHops; hop++) {
    const carrier = [errand, ...errand.others].find((one) => one.route.covers(at));
    if (!carrier) throw notCovered(errand, at);
    const answer = await send(errand, carrier, at);
    if (!redirects.has(answer.status)) {
      if (carrier.route === route) return { answer, at };
      answer.close();
      throw notCovered(errand, at);
    }
    const location = answer.header("location");
    answer.close();
    if (location === undefined || location === "") {
      throw new AppError("bad-redirect", { host: answer.host, detail: "it does not say where to" });
    }
    at = carrier.route.unmap(asText(location), at);
  }
  throw new AppError("too-many-redirects", { host: source.host });
}

/** A header's bytes, which Node gives as latin1, as the UTF-8 that servers put there unescaped. */
function asText(latin1: string): string {
  const bytes = Buffer.from(latin1, "latin1");
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? text : latin1;
}

function notCovered({ route, source }: Errand, at: URL): AppError {
  if (route.locked) return new AppError("secret-locked", { relay: route.name });
  const where = { relay: route.name, host: at.host };
  return at.origin === source.origin
    ? new AppError(
        route.kind === "system" ? "system-direct" : route.alters?.(at) ? "path-altered" : "not-covered",
        where,
      )
    : new AppError("redirect-not-covered", where);
}

/**
 * Sends the errand's request behind another one whose answer is being read, from the same address: see `sendAhead` in
 * range-reader/send.ts for what comes out. A redirect is not followed: its answer comes out as it is.
 */
export async function followAhead(errand: Errand, behind: Answer): Promise<Answer | undefined> {
  if (!errand.route.covers(errand.from)) return undefined;
  return sendAhead({ ...requestOf(errand, errand, errand.from), pool: errand.agents.pool }, behind);
}

/** One hop, where the policy of credentials.ts lets it be made. */
async function send(errand: Errand, carrier: Carrier, at: URL): Promise<Answer> {
  const { agents } = carrier;
  const request = requestOf(errand, carrier, at);
  // A first answer may be framed in any way, and some links can be used but once: the range reader cannot pass it on.
  if (errand.plain && "range" in request.headers && !agents.odd.has(request.url.origin)) {
    const sent = await sendRange({ ...request, pool: agents.pool });
    if (sent.kind === "answer") return sent.answer;
    agents.odd.add(request.url.origin);
  }
  const headers = errand.once ? { ...request.headers, connection: "close" } : request.headers;
  const answer = await attempt({ ...request, headers, agents });
  // The first answer shows it, so that no lane has to find out at the cost of what it was sent.
  if (answer.status === 206 && !answer.plain) agents.odd.add(request.url.origin);
  return answer;
}

function requestOf(errand: Errand, carrier: Carrier, at: URL): Omit<Attempt, "agents"> {
  const { source } = errand;
  const { route } = carrier;
  // Another route's answer is only worth its Location.
  const range = route === errand.route ? errand.range : { start: 0, end: 1 };
  const { url, headers } = route.request(at);
  const hop = { route, source, headers: errand.headers, at, wire: url };
  checkCredentials(hop);
  const target = new URL(url);
  target.username = "";
  target.password = "";
  const { signal, connectTimeoutMs, responseTimeoutMs } = errand;
  return {
    signal,
    connectTimeoutMs,
    responseTimeoutMs,
    url: target,
    headers: {
      ...headersForHop(hop),
      ...(range === undefined ? {} : { range: rangeHeader(range.start, range.end) }),
      ...headers,
    },
  };
}
