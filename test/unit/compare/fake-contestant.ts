import { AppError } from "../../../electron/common/errors.ts";
import type { Clock } from "../../../electron/engine/clock.ts";
import type { Contestant } from "../../../electron/engine/compare/contest.ts";

/** One call of `fetch`, as the fake saw it. */
export interface SeenTurn {
  readonly route: string;
  readonly connections: number;
  readonly start: number;
  readonly ms: number;
  readonly bytes: number;
}

export interface FakeOptions {
  readonly route: string;
  readonly kind?: Contestant["kind"];
  readonly clock: Clock;
  /** Bytes per second `ms` after the first byte of a turn; turns count from 0. */
  readonly speed: (ms: number, turn: number) => number;
  readonly firstByteMs?: number;
  /** Turns that break off 300 ms after their beginning. */
  readonly failsIn?: readonly number[];
  readonly problem?: Contestant["problem"];
  /** What the file still has, shared by all routes. */
  readonly file?: { left: number };
  /** Every turn is noted here. */
  readonly seen?: SeenTurn[];
}

const everyMs = 20;

export const reset = () => new AppError("connection-lost", { host: "example.org", detail: "ECONNRESET" });

/** A route that keeps an exact timetable. */
export function fakeContestant(options: FakeOptions): Contestant {
  const { route, kind = "reverse", clock, speed, firstByteMs = 60, failsIn = [], problem = null } = options;
  const file = options.file ?? { left: Infinity };
  let turns = 0;
  return {
    route,
    kind,
    firstByteMs,
    problem,
    async fetch({ connections, signal, onBytes }) {
      const turn = turns++;
      const start = clock.now();
      let bytes = 0;
      try {
        if (failsIn.includes(turn)) {
          await clock.sleep(300, signal);
          if (!signal.aborted) throw reset();
        }
        await clock.sleep(firstByteMs, signal);
        for (let ms = 0; !signal.aborted && file.left > 0; ms += everyMs) {
          const count = Math.min(file.left, Math.round((speed(ms, turn) * everyMs) / 1000));
          file.left -= count;
          bytes += count;
          if (count > 0) onBytes(count);
          if (file.left > 0) await clock.sleep(everyMs, signal);
        }
      } finally {
        options.seen?.push({ route, connections, start, ms: clock.now() - start, bytes });
      }
    },
  };
}
