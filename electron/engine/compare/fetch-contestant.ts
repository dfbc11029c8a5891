/** A contestant over real connections: each turn fetches bytes that no turn fetched before, and keeps them. */
import { AppError } from "../../common/errors.ts";
import type { Clock } from "../clock.ts";
import { openRoad, type Asked } from "../download/opening.ts";
import type { Ledger, Lease } from "../download/ledger.ts";
import type { PartFile } from "../download/part-file.ts";
import { readBody } from "../download/read-body.ts";
import type { Road } from "../download/road.ts";
import { checkUnchanged } from "../download/same-file.ts";
import { unlimited } from "../download/throttle.ts";
import { networkError } from "../http/network-error.ts";
import type { Contestant } from "./contest.ts";

const KiB = 1024;
/**
 * A request is sized to outlast the turn at the connection's own speed: servers that limit a rate give each request a burst
 * of its own (nginx's limit_rate: a second's worth), and many short ones would measure the bursts.
 */
const chunk = { first: 512 * KiB, least: 256 * KiB, most: 65_536 * KiB, seconds: 4 } as const;

export interface Keep {
  readonly ledger: Ledger;
  readonly part: PartFile;
  /** Where the next range begins once every byte was fetched, for all connections of all routes. */
  again: number;
  /** Set where an answer spoke of another file: then nothing that was kept may be used. */
  spoiled: boolean;
}

export interface Field {
  readonly source: URL;
  /** All roads of the comparison, for redirects. */
  readonly roads: readonly Road[];
  readonly headers: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Where fetched bytes are kept; none where the server has no ranges. */
  readonly keep: Keep | undefined;
}

type Turn = Parameters<Contestant["fetch"]>[0];

/** Makes `Contestant.fetch` for a road that was opened already. */
export function fetchOver(road: Road, field: Field): Contestant["fetch"] {
  const pace: Pace = { speed: undefined };
  return async (turn) => {
    // One connection's failure ends the turn for all: half a turn's speed would be a lie.
    const failed = new AbortController();
    const signal = AbortSignal.any([turn.signal, failed.signal]);
    const connections = Array.from({ length: turn.connections }, async () => {
      try {
        await (field.keep
          ? keepFetching(road, field, field.keep, turn, pace, signal)
          : stream(road, field, turn, signal));
      } catch (error) {
        if (turn.signal.aborted) return;
        failed.abort(error);
        throw error;
      }
    });
    await Promise.allSettled(connections);
    if (failed.signal.aborted && !turn.signal.aborted)
      throw networkError(failed.signal.reason, field.source.host);
  };
}

/** What one connection of a road brought lately, bytes per second; undefined before the first. */
interface Pace {
  speed: number | undefined;
}

/**
 * How much to ask for: no more than leaves something for the other connections, unless that is too short to measure by.
 * Then the others go through the file again.
 */
function sizeFor({ speed }: Pace, { freeBytes, total }: Ledger, connections: number): number {
  const wanted = Math.min(speed === undefined ? chunk.first : speed * chunk.seconds, chunk.most);
  const share = freeBytes / (2 * connections);
  const size = share >= wanted / 2 ? Math.min(wanted, share) : wanted;
  return Math.round(Math.min(Math.max(size, chunk.least), total));
}

/** One connection: range after range, until the turn is over. */
async function keepFetching(
  road: Road,
  field: Field,
  keep: Keep,
  turn: Turn,
  pace: Pace,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = field;
  const { ledger } = keep;
  while (!signal.aborted) {
    const size = sizeFor(pace, ledger, turn.connections);
    // What is left between two others' ranges may be too short, too: the download fetches it.
    const free = ledger.free.find(({ start, end }) => end - start >= size / 2);
    const started = clock.now();
    let count = 0;
    const onBytes = (bytes: number) => {
      count += bytes;
      turn.onBytes(bytes);
    };
    if (free) {
      const lease = ledger.take(free.start, Math.min(free.end, free.start + size), road.route.name);
      try {
        await fetchLease(road, field, lease, keep, onBytes, signal);
      } finally {
        ledger.release(lease);
        // A request that the turn's end cut short says it, too.
        note(pace, count, clock.now() - started);
      }
    } else {
      // The file has too few new bytes left: go through it again, keeping nothing. Caches on the way may now help.
      const start = keep.again % ledger.total;
      keep.again = start + size;
      await fetchAgain(road, field, { start, end: Math.min(start + size, ledger.total) }, onBytes, signal);
      note(pace, count, clock.now() - started);
    }
  }
}

function note(pace: Pace, bytes: number, ms: number): void {
  if (bytes > 0) pace.speed = (bytes * 1000) / Math.max(ms, 1);
}

async function fetchLease(
  road: Road,
  field: Field,
  lease: Lease,
  keep: Keep,
  onBytes: (count: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const { ledger, part } = keep;
  const range = { start: lease.position, end: lease.end };
  const { answer, kind, identity } = await openRoad(road, range, { ...field, signal });
  try {
    if (kind === "plain") {
      throw new AppError("bad-answer", {
        host: answer.host,
        detail: "the whole file came instead of a part",
      });
    }
    if (checkUnchanged(road, identity, answer.host) === "flip") keep.spoiled = true;
  } catch (error) {
    keep.spoiled ||= error instanceof AppError && error.code === "file-changed";
    answer.close();
    throw error;
  }
  await readBody(answer, {
    part,
    clock: field.clock,
    throttle: unlimited,
    signal,
    position: () => lease.position,
    end: () => lease.end,
    arrived: onBytes,
    written: (count) => {
      ledger.advance(lease, count);
      road.bytes += count;
    },
  });
}

async function fetchAgain(
  road: Road,
  field: Field,
  range: Asked,
  onBytes: (count: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const { answer } = await openRoad(road, range, { ...field, signal });
  await discard(answer.body as AsyncIterable<Buffer>, onBytes, signal);
}

/** Servers without ranges: the whole file, from the start, and nothing kept. */
async function stream(road: Road, field: Field, turn: Turn, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { answer } = await openRoad(road, undefined, { ...field, signal });
    await discard(answer.body as AsyncIterable<Buffer>, turn.onBytes, signal);
  }
}

async function discard(
  body: AsyncIterable<Buffer>,
  onBytes: (count: number) => void,
  signal: AbortSignal,
): Promise<void> {
  for await (const part of body) {
    signal.throwIfAborted();
    onBytes(part.length);
  }
}
