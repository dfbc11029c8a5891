/** Reads an answer's body into the part file: merged writes, back-pressure, limits, idle watch. */
import { AppError } from "../../common/errors.ts";
import type { Clock } from "../clock.ts";
import type { Answer } from "../http/attempt.ts";
import { networkError } from "../http/network-error.ts";
import type { PartFile } from "./part-file.ts";
import type { Throttle } from "./throttle.ts";

/** Writes are merged up to this size or age, whichever comes first. */
const merge = { bytes: 256 * 1024, ms: 200 } as const;
/** A body that brings nothing for so long is given up. */
const idleMs = 15_000;

export interface BodyReader {
  readonly part: PartFile;
  readonly clock: Clock;
  readonly throttle: Throttle;
  readonly signal: AbortSignal;
  /** Where the next byte goes. */
  position(): number;
  /** Where to stop; may come nearer while the body is read. Infinity reads to the body's end. */
  end(): number;
  /** Bytes arrived (before they are written). */
  arrived(count: number): void;
  /** Bytes are written at `position()`; moves it. */
  written(count: number): void;
}

/**
 * Reads until `end()` or the body's own end. Resolves when everything read is written; the answer is closed where bytes
 * are left in it. Rejects with AppError (network or disk), or the signal's reason; what came before is written first.
 */
export async function readBody(answer: Answer, reader: BodyReader): Promise<void> {
  const { clock, signal } = reader;
  let buffers: Buffer[] = [];
  let buffered = 0;
  let flushedAt = clock.now();
  let lastByteAt = flushedAt;
  const flush = async () => {
    if (buffered === 0) return;
    // The end may have come nearer since these bytes arrived: what lies beyond is another lane's now.
    const size = Math.min(buffered, reader.end() - reader.position());
    const batch = size === buffered ? buffers : [Buffer.concat(buffers).subarray(0, size)];
    buffers = [];
    buffered = 0;
    if (size > 0) await reader.part.write(batch, reader.position());
    // It may have come nearer while these were written: what lies beyond is counted by the lane that has it now.
    reader.written(Math.max(0, Math.min(size, reader.end() - reader.position())));
    flushedAt = clock.now();
  };
  let stalled: AppError | undefined;
  // Only the server's silence counts: not the time that a limit or the disk takes.
  let waiting = true;
  const watch = setInterval(() => {
    if (!waiting || clock.now() - lastByteAt <= idleMs) return;
    stalled = new AppError("timed-out", { host: answer.host, detail: `nothing came for ${idleMs / 1000} s` });
    answer.close();
  }, 1000);
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      waiting = false;
      const room = reader.end() - reader.position() - buffered;
      const kept = chunk.length > room ? chunk.subarray(0, Math.max(room, 0)) : chunk;
      if (kept.length > 0) {
        buffers.push(kept);
        buffered += kept.length;
        reader.arrived(kept.length);
        await reader.throttle.take(kept.length, signal);
      }
      if (buffered >= merge.bytes || clock.now() - flushedAt > merge.ms) await flush();
      // At the very end the body is read on to its own end, so that the connection can serve the next range.
      if (chunk.length > room || reader.position() + buffered > reader.end()) break;
      lastByteAt = clock.now();
      waiting = true;
    }
  } catch (error) {
    await flush();
    if (signal.aborted) throw signal.reason;
    // The rest was given to another lane, which ended this answer.
    if (reader.position() >= reader.end()) return;
    throw stalled ?? networkError(error, answer.host);
  } finally {
    clearInterval(watch);
    answer.close();
  }
  await flush();
}
