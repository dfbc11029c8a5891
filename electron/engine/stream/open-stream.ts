/**
 * One file, or a part of it, as a stream in order: over the same roads as a download, under the same checks of identity and
 * with the same care for credentials, but to a consumer instead of a part file. What the local gateway stands on.
 */
import { AppError } from "../../common/errors.ts";
import type { Mode } from "../../common/views.ts";
import type { Clock } from "../clock.ts";
import type { Identity } from "../http/validators.ts";
import type { Log } from "../log.ts";
import type { Route } from "../routes/route.ts";
import type { Ask, Opening } from "../download/opening.ts";
import { failureOfAll } from "../download/reference.ts";
import { judge } from "../download/retry.ts";
import { createRoad, type Road } from "../download/road.ts";
import { unlimited, type Throttle } from "../download/throttle.ts";
import { ConsumerPace } from "./consumer-pace.ts";
import { runRanges } from "./run-ranges.ts";
import { runWhole } from "./run-whole.ts";
import { firstAnswer, startingRoads, type Starting } from "./starting-roads.ts";
import { WindowBuffer } from "./window-buffer.ts";

const KiB = 1024;
const MiB = 1024 * KiB;
/** The first request asks for so much: a small file comes whole in one answer, and a large one keeps its connection. */
const firstAsk = 2 * MiB;
const leastWindow = 4 * MiB;
/** Of what was consumed, so much is kept for comparisons: a part of the window, within these. */
const kept = { part: 1 / 4, least: 64 * KiB, most: 16 * MiB } as const;
/** The very last bytes are held back for so long where a road may still say that what came is wrong. */
const lastWordMs = 500;

export interface StreamRequest {
  readonly source: URL;
  /** In the order in which they are asked. */
  readonly routes: readonly Route[];
  readonly mode: Mode;
  /** Half-open, without an end to the file's end; or the last bytes. The whole file where there is none. */
  readonly range?:
    | { readonly start: number; readonly end?: number | undefined }
    | { readonly last: number }
    | undefined;
  /**
   * Sent to the source's origin; Authorization and Cookie only where credentials may travel. Without Range and without
   * conditions: those are for the caller to judge, by `identity`.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Connections on each route. */
  readonly connections: number;
  /** What may lie in memory ahead of the consumer; 64 MiB unless given, 4 MiB at least. */
  readonly windowBytes?: number | undefined;
  /** A web page is taken, whatever the address looks like. */
  readonly acceptPage?: boolean | undefined;
  readonly throttle?: Throttle | undefined;
  /** How many connections a server is known to bear over a route. */
  readonly remembered?: ((route: string) => number | undefined) | undefined;
  /** Hears that a server bears so many connections over a route, and no more. */
  readonly learned?: ((route: string, cap: number) => void) | undefined;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** What the first answer said, and the bytes. */
export interface OpenStream {
  /** Size of the whole file; null where the server does not say. */
  readonly total: number | null;
  /** What the body brings, half-open; `end` is null where nobody knows. */
  readonly start: number;
  readonly end: number | null;
  readonly identity: Identity;
  /** Whether the server sends parts: if not, a range was cut out of the whole file. */
  readonly ranges: boolean;
  readonly contentType: string | null;
  /** Where the source led, after redirects. */
  readonly at: URL;
  /** A header of the first answer, by lower-case name. */
  readonly header: (name: string) => string | undefined;
  /**
   * The bytes, in order; to be read once. Rejects with AppError where they cannot be had or turn out to be wrong: then
   * what came before must not pass for the whole. Who stops early (`return`) ends all connections, at once.
   */
  readonly body: AsyncIterableIterator<Buffer>;
  /** What the routes bring, for a view. */
  readonly roads: () => readonly Road[];
  /** Ends all connections; the body rejects with AppError `interrupted`. Resolves when everything has ended. */
  readonly close: () => Promise<void>;
}

/** Thrown where the range begins behind the file's end: what HTTP answers with 416 (RFC 9110, 15.5.17). */
export class RangeNotSatisfiable extends Error {
  readonly total: number;
  constructor(total: number) {
    super("the range begins behind the end of the file");
    this.total = total;
  }
}

/**
 * Opens a stream: resolves as soon as the first answer is here. Rejects with AppError (what `openRoad` says; `no-relay`,
 * `no-route`), RangeNotSatisfiable, or the signal's reason.
 */
export async function openStream(request: StreamRequest): Promise<OpenStream> {
  const { range } = request;
  if (!range || "start" in range) return openFrom({ ...request, range });
  // Where the last bytes begin is known once the size is: for that, one byte is asked for first.
  const { total, close } = await openFrom({ ...request, range: { start: 0, end: 1 } });
  await close();
  if (total === null) return openFrom({ ...request, range: undefined });
  if (range.last <= 0) throw new RangeNotSatisfiable(total);
  return openFrom({ ...request, range: { start: Math.max(0, total - range.last) } });
}

interface FromRequest extends StreamRequest {
  readonly range: { readonly start: number; readonly end?: number | undefined } | undefined;
}

async function openFrom(request: FromRequest): Promise<OpenStream> {
  const { clock, range, windowBytes = 64 * MiB } = request;
  const budget = Math.max(leastWindow, windowBytes);
  const stop = new AbortController();
  const signal = AbortSignal.any([request.signal, stop.signal]);
  const start = range?.start ?? 0;
  const { roads, starting, opening } = await answered(request, start, signal).catch((error: unknown) => {
    stop.abort(error);
    throw error;
  });
  const { total } = opening.identity;
  const end = Math.min(range?.end ?? Infinity, total ?? Infinity);
  const pace = new ConsumerPace(budget);
  const keep = Math.min(Math.max(budget * kept.part, kept.least), kept.most);
  const window = new WindowBuffer({ start, end, bytes: budget, keep });
  const live = { roads };
  const run = work();
  run.catch((error: unknown) => window.fail(error));

  async function work(): Promise<void> {
    try {
      const { throttle = unlimited, headers = {}, acceptPage = false } = request;
      const common = { ...request, throttle, headers, acceptPage, signal, window };
      if (total !== null && start >= end) {
        opening.answer.close();
        if (start > 0 || range?.end !== undefined) throw new RangeNotSatisfiable(total);
        return;
      }
      if (opening.kind === "plain") {
        for (const other of starting) if (other.road !== opening.road) closeSoon(other);
        return await runWhole(opening, { ...common, start, end });
      }
      await runRanges(opening, starting, { ...common, start, end, budget, pace, live });
    } finally {
      for (const road of live.roads) road.agents.close();
    }
  }

  async function close(): Promise<void> {
    const why = new AppError("interrupted", {});
    window.fail(why);
    stop.abort(why);
    await run.catch(() => undefined);
  }

  async function* bytes(): AsyncGenerator<Buffer> {
    try {
      for (let chunk = await window.take(); chunk; chunk = await window.take()) {
        // Whoever has the last byte believes that all is well.
        if (window.head >= end) await Promise.race([run, clock.sleep(lastWordMs, signal)]);
        signal.throwIfAborted();
        const handed = clock.now();
        yield chunk;
        pace.took(chunk.length, clock.now() - handed);
      }
      // Where nobody said how much would come, only a good end is an end.
      if (!Number.isFinite(end)) await run;
    } finally {
      await close();
    }
  }

  if (total !== null && start >= end && (start > 0 || range?.end !== undefined)) await run;
  return {
    total,
    start,
    end: Number.isFinite(end) ? end : null,
    identity: opening.identity,
    ranges: opening.kind === "ranges",
    contentType: opening.answer.header("content-type") ?? null,
    at: opening.at,
    header: (name) => opening.answer.header(name),
    body: endingAtOnce(bytes(), close),
    roads: () => live.roads,
    close,
  };
}

/** A generator hears of `return` only when it has its next value; here it ends, though none may come. */
function endingAtOnce(
  inner: AsyncGenerator<Buffer, void>,
  close: () => Promise<void>,
): AsyncIterableIterator<Buffer> {
  return {
    next: () => inner.next(),
    async return() {
      await close();
      return inner.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function closeSoon({ opening }: Starting): void {
  void opening.then(
    ({ answer }) => answer.close(),
    () => undefined,
  );
}

interface Answered {
  readonly roads: readonly Road[];
  readonly starting: readonly Starting[];
  readonly opening: Opening;
}

/** Asks until a road answers well. Roads whose trouble may pass are asked again. */
async function answered(request: FromRequest, start: number, signal: AbortSignal): Promise<Answered> {
  const { source, headers = {}, clock, range, windowBytes = Infinity, acceptPage = false } = request;
  const roads = makeRoads(request);
  const most = Math.min(firstAsk, Math.max(windowBytes, leastWindow) / 2);
  const asked = { start, end: Math.max(start + 1, Math.min(range?.end ?? Infinity, start + most)) };
  const ask: Ask = { source, roads, headers, acceptPage, signal, clock };
  try {
    for (let round = 1; ; round++) {
      const able = roads.filter(({ state }) => state !== "out");
      const starting = startingRoads(able, asked, ask);
      const choice = await firstAnswer(starting, clock, signal);
      if (choice.kind === "opening") return { roads, starting, opening: choice.opening };
      const waits = choice.failures.map(({ road, error }) => {
        const record = { failures: round, proved: false, others: false, retryAfterMs: road.retryAfterMs };
        const judgement = judge(error, record, request.random());
        if (judgement.kind !== "retry") road.state = "out";
        return judgement.kind === "retry" ? judgement.waitMs : Infinity;
      });
      const wait = Math.min(...waits);
      if (!Number.isFinite(wait)) throw failureOfAll(choice.failures);
      for (const { road } of choice.failures) road.counts.retries++;
      await clock.sleep(wait, signal);
      signal.throwIfAborted();
    }
  } catch (error) {
    for (const road of roads) road.agents.close();
    throw error;
  }
}

function makeRoads({ routes, mode, connections, remembered, clock, source }: StreamRequest): Road[] {
  const wanted = routes.filter(
    ({ kind }) => mode === "auto" || mode === "all" || (kind === "direct") === (mode === "direct"),
  );
  if (wanted.length === 0 && mode === "relay") throw new AppError("no-relay", {});
  if (wanted.length === 0) throw new AppError("no-route", { detail: `there is none to ${source.host}` });
  return wanted.map((route) => {
    const road = createRoad(route, connections, 0);
    const cap = remembered?.(route.name);
    if (cap === undefined) return road;
    road.cap = Math.min(road.cap, cap);
    road.refusedAt = clock.now();
    return road;
  });
}
