/**
 * One file, or a part of it, as a stream in order: over the same roads as a download, under the same checks of identity and
 * with the same care for credentials, but to a consumer instead of a part file. What the local gateway stands on.
 */
import { AppError } from "../../common/errors.ts";
import { growMs } from "../download/staffing.ts";
import { unlimited } from "../download/throttle.ts";
import { ConsumerPace } from "./consumer-pace.ts";
import { openRoads, type FromRequest } from "./open-roads.ts";
import { runRanges } from "./run-ranges.ts";
import { runWhole } from "./run-whole.ts";
import type { Starting } from "./starting-roads.ts";
import { RangeNotSatisfiable, type OpenStream, type StreamRequest } from "./types.ts";
import { WindowBuffer } from "./window-buffer.ts";

const KiB = 1024;
const MiB = 1024 * KiB;
const leastWindow = 4 * MiB;
/** Of what was consumed, so much is kept for comparisons: a part of the window, within these. */
const kept = { part: 1 / 4, least: 64 * KiB, most: 16 * MiB } as const;
/** The very last bytes are held back for so long where a road may still say that what came is wrong. */
const lastWordMs = 500;

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

async function openFrom(request: FromRequest): Promise<OpenStream> {
  const { clock, range, windowBytes = 64 * MiB } = request;
  const budget = Math.max(leastWindow, windowBytes);
  const stop = new AbortController();
  const signal = AbortSignal.any([request.signal, stop.signal]);
  const start = range?.start ?? 0;
  const { roads, starting, opening } = await openRoads(request, budget, signal).catch((error: unknown) => {
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
      window.passed();
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
    relieved: (route) => {
      for (const road of live.roads)
        if (road.route.name === route && road.refusedAt > 0) road.refusedAt = clock.now() - growMs;
    },
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
