/** The first request on a road: it already asks for payload, and its answer is the probe. */
import { AppError } from "../../common/errors.ts";
import type { Answer } from "../http/attempt.ts";
import { badAnswer } from "../http/attempt.ts";
import { checkCoding, checkPartial, contentLength, type Part } from "../http/check-range.ts";
import { looksLikeFile, sendsPage } from "../http/web-page.ts";
import { chooseFileName } from "../http/file-name.ts";
import { parseContentRange, parseUnsatisfied } from "../http/content-range.ts";
import { follow, followAhead, type Errand, type Followed } from "../http/follow.ts";
import { parseRetryAfter } from "../http/retry-after.ts";
import { identityOf, type Identity } from "../http/validators.ts";
import { headersForMirror } from "../routes/credentials.ts";
import { beginsAt } from "../routes/mirror.ts";
import type { Clock } from "../clock.ts";
import type { Road } from "./road.ts";

export interface Asked {
  readonly start: number;
  readonly end: number;
}

/** What the first answer on a road was; its body is still to be read (or closed). */
export type Opening =
  /** The server has ranges. */
  | {
      readonly kind: "ranges";
      readonly road: Road;
      readonly at: URL;
      readonly answer: Answer;
      readonly part: Part;
      readonly identity: Identity;
    }
  /** The server sends the whole file only. */
  | {
      readonly kind: "plain";
      readonly road: Road;
      readonly at: URL;
      readonly answer: Answer;
      readonly identity: Identity;
    };

export interface Ask {
  readonly source: URL;
  /** All roads that may be used. */
  readonly roads: readonly Road[];
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** The size, where it is known already: then an answer need not say it. */
  readonly total?: number | undefined;
  /** A web page is taken, whatever the address looks like. */
  readonly acceptPage?: boolean;
}

/** After 403 for a larger range, so much is asked for: some servers limit what one request may take (HTTP, row 11). */
export const modestRange = 256 * 1024;

const timeouts = { connectTimeoutMs: 15_000, responseTimeoutMs: 30_000 } as const;

/**
 * Asks one road for a range (or, without one, for the whole file). Rejects with AppError: what `follow` says, plus
 * `http-status`, `relay-answered`, `bad-answer`, `content-coded`, `web-page`.
 * A server whose parts cannot be used (no, two or nonsensical Content-Range, another range than asked, several parts for
 * one range, no size) is asked once more, without a range: it may still send the whole file.
 */
export async function openRoad(road: Road, asked: Asked | undefined, ask: Ask): Promise<Opening> {
  const { answer, at } = await sendOver(road, road.at ?? beginsAt(road.route, ask.source), asked, ask);
  road.firstByteMs = answer.firstByteMs;
  try {
    return read(road, asked, at, answer, ask);
  } catch (error) {
    answer.close();
    if (!asked || !(error instanceof AppError)) throw error;
    const misfit = answer.status === 206 && error.code === "bad-answer";
    // 416 without the file's size, or though the range begins within it, says nothing.
    if (misfit || (answer.status === 416 && error.code === "http-status"))
      return openWhole(road, answer, error, ask);
    if (answer.status === 403 && asked.end - asked.start > modestRange && road.mostBytes === Infinity) {
      const modest = { start: asked.start, end: asked.start + modestRange };
      const opening = await openRoad(road, modest, ask);
      road.mostBytes = modestRange;
      return opening;
    }
    throw error;
  }
}

/** The whole file from a server whose part could not be used; not where its size contradicts what that part said. */
async function openWhole(road: Road, refused: Answer, error: AppError, ask: Ask): Promise<Opening> {
  const opening = await openRoad(road, undefined, ask);
  const said = parseContentRange(refused.header("content-range"))?.total ?? null;
  const { total } = opening.identity;
  if (said === null || total === null || said === total) return opening;
  opening.answer.close();
  throw error;
}

/**
 * Sends one request over a road, from a source on, and counts it. Other roads may carry its redirects, but for those that
 * are out: one that was refused may not decide where the file is. Rejects as `follow` does.
 */
export async function sendOver(road: Road, from: URL, range: Asked | undefined, ask: Ask): Promise<Followed> {
  road.counts.requests++;
  const followed = await follow(errand(road, from, range, ask));
  if (followed.answer.newConnection) road.counts.connections++;
  else road.tripMs = Math.min(road.tripMs, followed.answer.firstByteMs);
  return followed;
}

/** Sends a request behind the one whose answer is being read (see `followAhead`), and counts it. */
export async function sendAheadOver(
  road: Road,
  from: URL,
  range: Asked,
  ask: Ask,
  behind: Answer,
): Promise<Answer | undefined> {
  const answer = await followAhead(errand(road, from, range, ask), behind);
  if (answer) road.counts.requests++;
  return answer;
}

/**
 * Opens further connections of a road while its first request is on its way, so that they are warm when the answer comes
 * (PERFORMANCE, recommended algorithm 2). What cannot be had is left out.
 */
export function dialAhead(road: Road, count: number, { source: primary, signal }: Ask): void {
  const source = beginsAt(road.route, primary);
  if (!road.route.covers(source) || road.at !== undefined) return;
  const url = new URL(road.route.request(source).url);
  road.agents.pool.warm(url, Math.min(count, road.cap - 1), timeouts.connectTimeoutMs, signal);
}

function errand(road: Road, from: URL, range: Asked | undefined, ask: Ask): Errand {
  const { mirror } = road.route;
  return {
    ...ask,
    ...timeouts,
    from,
    // What the user gave for the source is nothing that a mirror may hear.
    ...(mirror && { source: mirror, headers: headersForMirror(ask.headers) }),
    route: road.route,
    agents: road.agents,
    plain: proven(road),
    once: range !== undefined && !proven(road),
    others: mirror
      ? []
      : ask.roads.filter((other) => other !== road && other.state !== "out" && !other.route.mirror),
    ...(range === undefined ? {} : { range }),
  };
}

/** Whether a road's answers are known to be parts: it answered before in this run, or refused connections in another. */
function proven({ at, refusedAt }: Road): boolean {
  return at !== undefined || refusedAt > 0;
}

function read(road: Road, asked: Asked | undefined, at: URL, answer: Answer, ask: Ask): Opening {
  if ((answer.status === 206 || answer.status === 200) && !ask.acceptPage)
    refusePage(answer, beginsAt(road.route, ask.source));
  if (answer.status === 206 && asked) {
    const part = checkPartial(answer, asked);
    const total = part.total ?? ask.total ?? null;
    if (total === null) throw badAnswer(answer, "it does not say the file's size");
    return {
      kind: "ranges",
      road,
      at,
      answer,
      part: { ...part, total },
      identity: identityOf(answer, total),
    };
  }
  if (answer.status === 206) throw badAnswer(answer, "a part came though the whole file was asked for");
  if (answer.status === 200) {
    checkCoding(answer);
    return { kind: "plain", road, at, answer, identity: identityOf(answer, contentLength(answer)) };
  }
  if (answer.status === 416) {
    const total = parseUnsatisfied(answer.header("content-range"));
    if (total !== undefined && ask.total !== undefined && total !== ask.total)
      throw new AppError("file-changed", { host: answer.host, detail: "its size is another" });
    if (total === 0) {
      answer.close();
      return { kind: "plain", road, at, answer, identity: identityOf(answer, 0) };
    }
  }
  throw statusError(road, answer, ask.clock);
}

/** Throws AppError `web-page` where a page came and the address is a file's: a sign-in page must not pass for it. */
function refusePage(answer: Answer, source: URL): void {
  if (!sendsPage(answer) || !looksLikeFile(source)) return;
  throw new AppError("web-page", { host: answer.host, file: chooseFileName(undefined, source) });
}

/**
 * The error for a status that is not a file. Where a relay marks the origin's words with X-Relay-Up, the origin is
 * blamed; a status without that mark may be the relay's own.
 */
export function statusError(road: Road, answer: Answer, clock: Clock): AppError {
  road.retryAfterMs = parseRetryAfter(answer.header("retry-after"), clock.date());
  const fromOrigin = road.route.kind === "direct" || Boolean(answer.header("x-relay-up")?.trim());
  return fromOrigin
    ? new AppError("http-status", { host: answer.host, status: answer.status })
    : new AppError("relay-answered", { relay: road.route.name, status: answer.status });
}
