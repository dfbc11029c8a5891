/** Gets an answer that is not a redirect: redirects are followed here, one hop at a time, each turned back into a source. */
import { AppError } from "../../common/errors.ts";
import { checkCredentials, headersForHop } from "../routes/credentials.ts";
import type { Route } from "../routes/route.ts";
import type { Agents } from "./agents.ts";
import { attempt, type Answer } from "./attempt.ts";
import { rangeHeader } from "./content-range.ts";

const maxHops = 10;
const redirects = new Set([301, 302, 303, 307, 308]);

export interface Errand {
  /** What the user asked for: his headers are bound to its origin. */
  readonly source: URL;
  /** Where to begin: the source, or where it led before. */
  readonly from: URL;
  readonly route: Route;
  readonly headers: Readonly<Record<string, string>>;
  /** Half-open; none asks for the whole file. */
  readonly range?: { readonly start: number; readonly end: number };
  readonly agents: Agents;
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
 * Sends the request over its route, and follows redirects over the same route.
 * Rejects with AppError: what `attempt` says, `credentials-withheld`, `not-covered`, `redirect-not-covered` (the route
 * cannot reach where the source leads), `too-many-redirects`, `bad-redirect`.
 */
export async function follow(errand: Errand): Promise<Followed> {
  const { route, source } = errand;
  let at = errand.from;
  for (let hop = 0; hop <= maxHops; hop++) {
    const answer = await send(errand, at);
    if (!redirects.has(answer.status)) return { answer, at };
    const location = answer.header("location");
    answer.close();
    if (location === undefined || location === "") {
      throw new AppError("bad-redirect", { host: answer.host, detail: "it does not say where to" });
    }
    const next = route.unmap(location, at);
    if (!route.covers(next))
      throw new AppError("redirect-not-covered", { relay: route.name, host: next.host });
    at = next;
  }
  throw new AppError("too-many-redirects", { host: source.host });
}

/** One hop. What the user gave is judged by the source that he gave; a signature in a redirect is the origin's own. */
async function send(errand: Errand, at: URL): Promise<Answer> {
  const { route, source, range } = errand;
  const sameOrigin = at.origin === source.origin;
  if (sameOrigin) checkCredentials(route, source, errand.headers);
  const { url, headers } = route.request(at);
  const target = new URL(url);
  target.username = "";
  target.password = "";
  return attempt({
    ...errand,
    url: target,
    headers: {
      ...headersForHop(errand.headers, source, at),
      ...(range === undefined ? {} : { range: rangeHeader(range.start, range.end) }),
      ...headers,
    },
  });
}
