/** Bytes per second of all answers together. */
import { Transform } from "node:stream";

/** Makes streams that share one rate. Out: a function that makes one for each answer. */
export function createRateLimit(bytesPerSecond: number, now: () => number): () => Transform {
  // The time at which everything that was let through is paid for; up to a quarter of a second may be had in advance.
  let paidUntil = 0;
  return () =>
    new Transform({
      transform(chunk: Buffer, _encoding, callback) {
        const at = now();
        paidUntil = Math.max(paidUntil, at - 250) + (chunk.length / bytesPerSecond) * 1000;
        const wait = paidUntil - at;
        if (wait <= 1) callback(null, chunk);
        else setTimeout(() => callback(null, chunk), wait);
      },
    });
}
