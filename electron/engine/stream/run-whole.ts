/** A server that sends the whole file only: its one stream goes straight through. */
import { AppError } from "../../common/errors.ts";
import type { Clock } from "../clock.ts";
import type { Opening } from "../download/opening.ts";
import { readBody } from "../download/read-body.ts";
import type { Throttle } from "../download/throttle.ts";
import type { WindowBuffer } from "./window-buffer.ts";

export interface WholeRun {
  readonly window: WindowBuffer;
  /** What the consumer gets, half-open; Infinity where nobody knows where it ends. */
  readonly start: number;
  readonly end: number;
  readonly clock: Clock;
  readonly throttle: Throttle;
  readonly signal: AbortSignal;
}

/**
 * Reads the body into the window, without what the consumer did not ask for. The window holds the server back where the
 * consumer is slow. Rejects with AppError (`truncated`, network), or the signal's reason.
 */
export async function runWhole(opening: Opening & { kind: "plain" }, run: WholeRun): Promise<void> {
  const { answer, road, identity } = opening;
  const { window, start, end, clock, signal } = run;
  let position = 0;
  road.state = "active";
  road.lanes = 1;
  const abort = () => answer.close();
  signal.addEventListener("abort", abort, { once: true });
  try {
    if (signal.aborted) abort();
    await readBody(answer, {
      ...run,
      part: {
        mergeBytes: window.mergeBytes,
        async write(buffers, at) {
          const skipped = Math.max(0, start - at);
          const size = buffers.reduce((sum, { length }) => sum + length, 0);
          if (size <= skipped) return;
          const wanted = skipped === 0 ? buffers : [Buffer.concat(buffers).subarray(skipped)];
          await window.write(wanted, at + skipped);
          window.commit(at + skipped, size - skipped);
        },
      },
      position: () => position,
      end: () => end,
      arrived: (count) => road.meter.add(count, clock.now()),
      written: (count) => {
        position += count;
        road.bytes += count;
      },
    });
  } finally {
    signal.removeEventListener("abort", abort);
    road.lanes = 0;
  }
  const due = Math.min(end, identity.total ?? 0);
  if (position < due) throw new AppError("truncated", { host: answer.host, got: position, total: due });
  window.endAt(position);
}
