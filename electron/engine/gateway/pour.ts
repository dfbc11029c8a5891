/** One stream into another, as fast as that takes it and a limit allows. */
import type { Readable, Writable } from "node:stream";
import type { Throttle } from "../download/throttle.ts";

/** Under a limit so much goes on at a time: a slow one brings little often, and others have their turn between. */
const pieceBytes = 16 * 1024;

export interface PourOptions {
  readonly throttle: Throttle;
  /** Hears of bytes that go on. */
  readonly passed: (bytes: number) => void;
  /** Hears when a full reader takes more again. */
  readonly drained?: () => void;
  /** Hears when all that came was written: with a limit that is later than the end of what comes. */
  readonly ended: () => void;
  /** Ends a wait for the limit: what waited is dropped, and what was reserved for it is others' again. */
  readonly signal: AbortSignal;
}

/**
 * Writes all that comes from `from` into `to`. Ends and destroys neither, and tells of no error: whoever has the two does.
 * Without a limit there is nothing between them.
 */
export function pour(from: Readable, to: Writable, options: PourOptions): void {
  const { throttle, passed, ended, signal, drained = () => undefined } = options;
  let waiting: Promise<void> | undefined;
  const goOnWhenDrained = () => {
    from.pause();
    to.once("drain", () => {
      drained();
      from.resume();
    });
  };
  const slowly = async (bytes: Buffer) => {
    from.pause();
    let room = true;
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const piece = bytes.subarray(at, at + pieceBytes);
      if (throttle.unlimited !== true) await throttle.take(piece.length, signal);
      if (signal.aborted) return;
      passed(piece.length);
      room = to.write(piece);
    }
    if (room) from.resume();
    else goOnWhenDrained();
  };
  from.on("data", (bytes: Buffer) => {
    if (throttle.unlimited !== true) {
      waiting = slowly(bytes);
      return;
    }
    passed(bytes.length);
    if (!to.write(bytes)) goOnWhenDrained();
  });
  // A stream may end though it is paused.
  from.once("end", () => {
    if (waiting) void waiting.then(ended);
    else ended();
  });
}
