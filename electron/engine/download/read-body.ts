/** Reads an answer's body into the part file: merged writes, back-pressure, limits, idle watch. */
import { AppError } from "../../common/errors.ts";
import type { Clock } from "../clock.ts";
import type { Answer } from "../http/attempt.ts";
import { networkError } from "../http/network-error.ts";
import { releaseChunk } from "../http/range-reader/slabs.ts";
import type { PartFile } from "./part-file.ts";
import type { Throttle } from "./throttle.ts";

/** Writes are merged up to this size or age, whichever comes first. */
const merge = { bytes: 256 * 1024, ms: 200 } as const;
/** A body that brings nothing for so long is given up. */
const idleMs = 15_000;

export interface BodyReader {
  /** Writes are merged up to `mergeBytes` where it says so. */
  readonly part: Pick<PartFile, "write"> & { readonly mergeBytes?: number };
  readonly clock: Clock;
  readonly throttle: Throttle;
  readonly signal: AbortSignal;
  /** Bytes that are here already and that the body must begin with: the overlap (HTTP, row 7). They are not written. */
  readonly overlap?: { readonly at: number; readonly bytes: Buffer } | undefined;
  /** Hears that the overlap came whole, and is the same. */
  readonly overlapped?: () => void;
  /** From now until the body must be here, milliseconds; none for a body whose size is not known. */
  readonly deadlineMs?: number | undefined;
  /** Where the next byte goes. */
  position(): number;
  /** Where to stop; may come nearer while the body is read. Infinity reads to the body's end. */
  end(): number;
  /** Bytes arrived (before they are written). */
  arrived(count: number): void;
  /** Bytes are written at `position()`; moves it. */
  written(count: number): void;
}

/** Thrown where a body does not begin with the bytes that are here already. What it means is for the caller to say. */
export class OverlapDiffers extends Error {
  /** Offset in the file of the first byte that differs. */
  readonly byte: number;
  constructor(byte: number) {
    super(`byte ${byte} differs`);
    this.byte = byte;
  }
}

/**
 * Reads until `end()` or the body's own end. Resolves when everything read is written; the answer is closed where bytes
 * are left in it. Rejects with AppError (network or disk), OverlapDiffers, or the signal's reason; what came before is
 * written first.
 */
export async function readBody(answer: Answer, reader: BodyReader): Promise<void> {
  const { clock, signal } = reader;
  const mergeBytes = reader.part.mergeBytes ?? merge.bytes;
  let buffers: Buffer[] = [];
  /** Chunks whose bytes stand in `buffers`: their memory is used again once they are written (slabs.ts). */
  let chunks: Buffer[] = [];
  let buffered = 0;
  let flushedAt = clock.now();
  let lastByteAt = flushedAt;
  const flush = async () => {
    if (buffered === 0) return;
    // The end may have come nearer since these bytes arrived: what lies beyond is another lane's now.
    const size = Math.min(buffered, reader.end() - reader.position());
    const batch = size === buffered ? buffers : [Buffer.concat(buffers).subarray(0, size)];
    const held = chunks;
    buffers = [];
    chunks = [];
    buffered = 0;
    if (size > 0) await reader.part.write(batch, reader.position());
    for (const chunk of held) releaseChunk(chunk);
    // It may have come nearer while these were written: what lies beyond is counted by the lane that has it now.
    reader.written(Math.max(0, Math.min(size, reader.end() - reader.position())));
    flushedAt = clock.now();
  };
  let stalled: AppError | undefined;
  // Only the server's silence counts: not the time that a limit or the disk takes.
  let waiting = true;
  const dueAt = lastByteAt + (reader.deadlineMs ?? Infinity);
  let paused = 0;
  let overlap = reader.overlap;
  const watch = new AbortController();
  const giveUp = (detail: string) => {
    stalled = new AppError("timed-out", { host: answer.host, detail });
    answer.close();
  };
  void (async () => {
    while (!watch.signal.aborted) {
      await clock.sleep(1000, watch.signal);
      const now = clock.now();
      if (watch.signal.aborted || !waiting) continue;
      if (now - lastByteAt > idleMs) giveUp(`nothing came for ${idleMs / 1000} s`);
      // Bytes that come one by one keep the idle watch content: they have a deadline too.
      else if (now - paused > dueAt) giveUp("it sends too slowly");
    }
  })();
  try {
    for await (const received of answer.body as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      waiting = false;
      const idleSince = clock.now();
      let chunk = received;
      if (overlap) {
        const length = Math.min(chunk.length, overlap.bytes.length);
        const differs = firstDifference(chunk.subarray(0, length), overlap.bytes.subarray(0, length));
        if (differs !== undefined) throw new OverlapDiffers(overlap.at + differs);
        chunk = chunk.subarray(length);
        overlap =
          length < overlap.bytes.length
            ? { at: overlap.at + length, bytes: overlap.bytes.subarray(length) }
            : undefined;
        if (!overlap) reader.overlapped?.();
      }
      const room = reader.end() - reader.position() - buffered;
      const kept = chunk.length > room ? chunk.subarray(0, Math.max(room, 0)) : chunk;
      if (kept.length > 0) {
        buffers.push(kept);
        chunks.push(received);
        buffered += kept.length;
        reader.arrived(kept.length);
        if (reader.throttle.unlimited !== true) await reader.throttle.take(kept.length, signal);
      }
      if (buffered >= mergeBytes || clock.now() - flushedAt > merge.ms) await flush();
      // At the very end the body is read on to its own end, so that the connection can serve the next range.
      if (chunk.length > room || reader.position() + buffered > reader.end()) break;
      lastByteAt = clock.now();
      // The time that a limit or the disk takes is not the server's.
      paused += lastByteAt - idleSince;
      waiting = true;
    }
  } catch (error) {
    await flush();
    if (signal.aborted) throw signal.reason;
    if (error instanceof OverlapDiffers) throw error;
    // The rest was given to another lane, which ended this answer.
    if (reader.position() >= reader.end()) return;
    throw stalled ?? networkError(error, answer.host);
  } finally {
    // With a reason: one of its own would cost an error and its stack trace.
    watch.abort(null);
    answer.close();
  }
  await flush();
}

/** The index of the first byte in which two equally long buffers differ; undefined where none does. */
export function firstDifference(a: Buffer, b: Buffer): number | undefined {
  if (a.equals(b)) return undefined;
  return a.findIndex((byte, index) => byte !== b[index]);
}
