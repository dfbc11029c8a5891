/** Small bodies, read whole: samples, and answers that only keep a connection warm. */
import { AppError } from "../../common/errors.ts";
import type { Answer } from "./attempt.ts";
import { networkError } from "./network-error.ts";

/** A body that brings nothing for so long is given up. */
const idleMs = 10_000;
/** A small body that is not here by then is given up, however steadily it drips. */
const wholeMs = 30_000;

/**
 * Reads a body to its end; closes the answer where it is longer than `limit` bytes, idle, or where the signal aborts.
 * Out: at most `limit` bytes. Rejects with AppError (`timed-out`, `connection-lost`, ...) or the signal's reason.
 */
export async function readSmall(answer: Answer, limit: number, signal: AbortSignal): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  let ended: unknown;
  const end = (why: unknown) => {
    ended = why;
    answer.close();
  };
  const abort = () => end(signal.reason);
  const idle = setTimeout(() => {
    end(new AppError("timed-out", { host: answer.host, detail: `nothing came for ${idleMs / 1000} s` }));
  }, idleMs);
  const late = setTimeout(() => {
    end(new AppError("timed-out", { host: answer.host, detail: "it sends too slowly" }));
  }, wholeMs);
  signal.addEventListener("abort", abort);
  try {
    signal.throwIfAborted();
    for await (const part of answer.body as AsyncIterable<Buffer>) {
      parts.push(part);
      size += part.length;
      idle.refresh();
      if (size > limit) break;
    }
  } catch (error) {
    if (ended === undefined) throw signal.aborted ? signal.reason : networkError(error, answer.host);
  } finally {
    clearTimeout(idle);
    clearTimeout(late);
    signal.removeEventListener("abort", abort);
    answer.close();
  }
  if (ended !== undefined) throw ended;
  return Buffer.concat(parts).subarray(0, limit);
}

/** Reads a small body without keeping it, so that its connection serves on; whatever goes wrong is no matter. */
export async function drain(answer: Answer, limit: number, signal: AbortSignal): Promise<void> {
  await readSmall(answer, limit, signal).catch(() => undefined);
}
