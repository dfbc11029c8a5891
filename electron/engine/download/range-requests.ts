/** One request for one range over a road that takes part: redirects that expire, servers that allow so much and no more. */
import { AppError } from "../../common/errors.ts";
import type { Clock } from "../clock.ts";
import { badAnswer, type Answer } from "../http/attempt.ts";
import { checkPartial } from "../http/check-range.ts";
import { parseUnsatisfied } from "../http/content-range.ts";
import { beginsAt } from "../routes/mirror.ts";
import { drain } from "../http/read-small.ts";
import { identityOf } from "../http/validators.ts";
import { accuse, meaninglessEtags, sampleBytes, verifyFlip, type Court } from "./admission.ts";
import type { Span } from "./ledger.ts";
import { modestRange, sendAheadOver, sendOver, statusError } from "./opening.ts";
import type { Road } from "./road.ts";
import { checkUnchanged } from "./same-file.ts";

/** A server that allows fewer connections, or less in one request: the road does not suffer. */
export class Refused extends Error {}

/** The ETag is another than before, and nothing of the answer can be compared with what is here. */
export class Flipped extends Error {}

export interface Checked {
  readonly answer: Answer;
  /** Where its bytes end. */
  readonly end: number;
  /** An ETag that is new: it stands for the same file once the overlap has been compared. */
  readonly flipped?: string | null;
}

/** Retry-After holds the whole road back; only briefly where its other connections show that it is just their number. */
const busyQuietMs = 2000;

/** So long a server may take a connection that was closed for one that is open. */
const closedMs = 1000;

/** A refusal of what was borne before counts where another one came so short a time ago. */
const doubtMs = 5000;

/** After these on an address that a redirect gave, the source is asked where it leads now. */
const expiredStatus = new Set([400, 401, 403, 404, 410]);

export interface RangeRequestsOptions {
  readonly source: URL;
  readonly clock: Clock;
  readonly court: Court;
  /** Connections of a road that are at work. */
  readonly lanesOf: (road: Road) => number;
  /** Connections of a road that bring bytes. */
  readonly readingOf: (road: Road) => number;
  /** Hears that a server bears so many connections over a road, and no more. */
  readonly learned: (road: Road, cap: number) => void;
  /** Hears of a refusal, after the road's cap was lowered. */
  readonly refused: (road: Road) => void;
}

export class RangeRequests {
  readonly #options: RangeRequestsOptions;

  constructor(options: RangeRequestsOptions) {
    this.#options = options;
  }

  /**
   * Asks a road for a range; new bytes begin at `position`, and what lies before it is compared by the caller. Out: the
   * checked answer, and where its bytes end (a shorter answer is legal). Rejects with Refused, Flipped (where the ETag is
   * another and nothing of the answer can be compared), AppError (`file-changed` among others), or the signal's reason;
   * `signal` ends this one request or its body.
   */
  async get(
    road: Road,
    range: Span,
    position: number,
    signal = this.#options.court.ask.signal,
  ): Promise<Checked> {
    const answer = await this.#send(road, range, signal);
    if (!answer.newConnection && road.ahead !== "off")
      road.ahead = road.ahead === "unproved" ? "once" : "proved";
    return this.#check(road, range, position, answer);
  }

  /**
   * Asks for a range behind the one whose answer is being read, on its connection. Out: the checked answer, once the
   * present one has ended; undefined where `get` is to ask again. Rejects with AppError `file-changed`, or the signal's
   * reason.
   */
  async ahead(road: Road, range: Span, behind: Answer, signal: AbortSignal): Promise<Checked | undefined> {
    const { source, court } = this.#options;
    const answer = await sendAheadOver(
      road,
      road.at ?? beginsAt(road.route, source),
      range,
      { ...court.ask, signal },
      behind,
    ).catch((error: unknown) => {
      if (signal.aborted) throw error;
      return undefined;
    });
    if (answer?.status !== 206) {
      answer?.close();
      return undefined;
    }
    return this.#check(road, range, range.start, answer);
  }

  async #check(road: Road, range: Span, position: number, answer: Answer): Promise<Checked> {
    try {
      const part = checkPartial(answer, range);
      const seen = identityOf(answer, part.total ?? this.#options.court.ledger.total);
      const flipped =
        checkUnchanged(road, seen, answer.host) === "flip" && road.etags.size < meaninglessEtags;
      // Another node may have another file: what it sends must begin with bytes that are here.
      if (flipped && position === 0) await verifyFlip(road, seen, this.#options.court);
      else if (flipped && range.start === position) {
        answer.close();
        await accuse(road, this.#options.court);
        throw new Flipped();
      }
      return { answer, end: part.end, ...(flipped && { flipped: seen.etag }) };
    } catch (error) {
      answer.close();
      throw error;
    }
  }

  async #send(road: Road, range: Span, signal: AbortSignal): Promise<Answer> {
    const { source, clock, court } = this.#options;
    const ask = { ...court.ask, signal };
    for (let again = false; ; again = true) {
      if (road.quietUntil > clock.now()) await clock.sleep(road.quietUntil - clock.now(), signal);
      signal.throwIfAborted();
      const begins = beginsAt(road.route, source);
      const from = road.at ?? begins;
      const { answer } = await sendOver(road, from, range, ask).catch((error: unknown) => {
        // A proxy refuses a further connection by the same words as a host that it does not carry to.
        const refused = error instanceof AppError && error.code === "relay-refused" && road.proved;
        if (refused && this.#refuses(road, 403)) throw new Refused("too many connections", { cause: error });
        throw error;
      });
      if (!answer.newConnection) road.firstByteMs = usual(road.firstByteMs, answer.firstByteMs);
      if (answer.status === 206) {
        if (road.suspectedCap !== undefined) this.#options.learned(road, road.suspectedCap);
        road.suspectedCap = undefined;
        road.borne = Math.max(road.borne, this.#options.readingOf(road) + 1);
        return answer;
      }
      answer.close();
      // A signed address that a redirect gave may have expired: ask the source again, once for all lanes.
      const expired = expiredStatus.has(answer.status) && from.href !== begins.href && !again;
      if (!expired) throw this.#refusal(road, range, answer);
      // Another lane may have asked meanwhile.
      if (road.at?.href !== from.href) continue;
      road.resolving ??= this.#resolve(road).finally(() => {
        road.resolving = undefined;
      });
      await road.resolving;
    }
  }

  /** What a status that is not 206 means. */
  #refusal(road: Road, range: Span, answer: Answer): Error {
    const { status, host } = answer;
    const error = this.#statusError(road, answer);
    if (this.#refuses(road, status)) return new Refused("too many connections", { cause: error });
    if (status === 403 && range.end - range.start > modestRange && road.mostBytes === Infinity) {
      road.mostBytes = modestRange;
      return new Refused("too much in one request", { cause: error });
    }
    if (status !== 416) return error;
    const total = parseUnsatisfied(answer.header("content-range"));
    return total !== undefined && total !== this.#options.court.ledger.total
      ? new AppError("file-changed", { host, detail: "its size is another" })
      : badAnswer(answer, "it has no such range, it says");
  }

  #statusError(road: Road, answer: Answer): AppError {
    return answer.status === 200
      ? badAnswer(answer, "the whole file came instead of a part")
      : statusError(road, answer, this.#options.clock);
  }

  /** Asks the source where it leads now, with the smallest request there is. */
  async #resolve(road: Road): Promise<void> {
    const { source, court } = this.#options;
    const { answer, at } = await sendOver(
      road,
      beginsAt(road.route, source),
      { start: 0, end: 1 },
      court.ask,
    );
    await drain(answer, sampleBytes, court.ask.signal);
    road.at = at;
  }

  /** Whether a status speaks against the number of connections; then the road may have one fewer from now on. */
  #refuses(road: Road, status: number): boolean {
    const { clock, lanesOf } = this.#options;
    const busy = status === 429 || status === 503 || ((status === 403 || status === 200) && road.proved);
    const lanes = lanesOf(road);
    if (!busy || lanes < 2) return false;
    // The server may not know yet that a connection was closed just now: this says nothing of how many it bears.
    if (clock.now() - road.closedAt < closedMs) return true;
    // So many were served before: one that ended just now may still be counted. It is the number if it happens again.
    if (lanes <= road.borne && clock.now() - road.doubtedAt > doubtMs) {
      road.doubtedAt = clock.now();
      return true;
    }
    road.cap = Math.max(1, Math.min(road.cap, lanes - 1));
    road.refusedAt = clock.now();
    road.quietUntil = road.refusedAt + Math.min(road.retryAfterMs ?? 0, busyQuietMs);
    road.retryAfterMs = undefined;
    // A link that expired refuses too: it was the number only if fewer connections are served.
    road.suspectedCap = road.cap;
    // Some count requests that wait on a connection, too.
    road.ahead = "off";
    this.#options.refused(road);
    return true;
  }
}

/** The usual time to a first byte: follows shorter ones soon and longer ones slowly, since a lost packet makes any of them long. */
function usual(known: number, seen: number): number {
  return seen < known ? (known + seen) / 2 : Math.min(seen, known * 1.1 + 1);
}
