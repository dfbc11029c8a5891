/** One turn: a route has the line for itself for a fixed time. A round is one turn of every route. */
import { toFailure, type Failure } from "../../common/errors.ts";
import type { Clock } from "../clock.ts";
import type { Contestant } from "./contest.ts";
import { findSteady, sliceMs } from "./steady.ts";

export interface TurnOptions {
  readonly contestant: Pick<Contestant, "fetch">;
  readonly connections: number;
  /** How long the turn lasts; a multiple of `sliceMs`. */
  readonly ms: number;
  readonly clock: Clock;
  /** Breaks the turn off. */
  readonly signal: AbortSignal;
  /** Ends the turn as the end of the file does: as many bytes came as may come. */
  readonly enough?: AbortSignal | undefined;
  /** Hears of every arrival. */
  readonly onBytes: (count: number) => void;
  /** Hears of the speed (bytes/s) of each whole slice as it ends. */
  readonly onSlice: (speed: number) => void;
}

export interface Turn {
  /** `time`: it went its full length. `file`: no bytes were left, in the file or of what may come. `failed`: see `problem`. `stopped`: by the signal. */
  readonly ended: "time" | "file" | "failed" | "stopped";
  /**
   * Steady speed, bytes/s; null where the turn gave none (failed, stopped, or the file ended too soon). It is 0 where the
   * route stood still, from the beginning (then `firstByteMs` is null) or after its ramp.
   */
  readonly speed: number | null;
  /** Since the turn began; null where nothing came in time. */
  readonly firstByteMs: number | null;
  /** From the first byte until the speed was steady; null where there is no steady speed. */
  readonly rampMs: number | null;
  readonly problem: Failure | null;
}

/** Runs one turn. Resolves when the route has let go of the line; never rejects. */
export async function takeTurn(options: TurnOptions): Promise<Turn> {
  const { contestant, connections, ms, clock, signal, enough, onBytes, onSlice } = options;
  const start = clock.now();
  const planned = Math.round(ms / sliceMs);
  const slices: number[] = Array.from({ length: planned }, () => 0);
  let firstByteMs: number | null = null;
  const timeUp = new AbortController();
  const settled = new AbortController();

  const count = (bytes: number) => {
    const elapsed = clock.now() - start;
    if (bytes > 0) firstByteMs ??= elapsed;
    const slice = Math.floor(elapsed / sliceMs);
    // What comes while the route lets go of the line is kept, but not measured.
    if (slice < planned) slices[slice] = (slices[slice] ?? 0) + bytes;
    onBytes(bytes);
  };
  const fetchAll = async (): Promise<Pick<Turn, "ended" | "problem">> => {
    try {
      const either = AbortSignal.any([signal, timeUp.signal, ...(enough ? [enough] : [])]);
      await contestant.fetch({ connections, signal: either, onBytes: count });
      return { ended: timeUp.signal.aborted ? "time" : "file", problem: null };
    } catch (error) {
      // What breaks off because the turn is over is no fault of the route.
      if (timeUp.signal.aborted) return { ended: "time", problem: null };
      if (enough?.aborted) return { ended: "file", problem: null };
      return { ended: "failed", problem: toFailure(error) };
    } finally {
      settled.abort();
    }
  };

  const fetching = fetchAll();
  const whole = await watch();
  timeUp.abort();
  const { ended, problem } = await fetching;
  if (signal.aborted) return { ended: "stopped", speed: null, firstByteMs, rampMs: null, problem: null };
  if (ended === "failed") return { ended, speed: null, firstByteMs, rampMs: null, problem };
  return { ended, ...measure(slices.slice(0, whole), firstByteMs, ended === "time"), problem };

  /** Reports slice after slice until the turn is over; returns how many became whole. */
  async function watch(): Promise<number> {
    const over = AbortSignal.any([signal, settled.signal]);
    let done = 0;
    while (done < planned && !over.aborted) {
      const wait = start + (done + 1) * sliceMs - clock.now();
      if (wait > 0) await clock.sleep(wait, over);
      else onSlice(((slices[done++] ?? 0) * 1000) / sliceMs);
    }
    return done;
  }
}

/** What the whole slices of a turn say; `fullLength` if it was not cut short by the end of the file. */
function measure(
  slices: readonly number[],
  firstByteMs: number | null,
  fullLength: boolean,
): Pick<Turn, "speed" | "firstByteMs" | "rampMs"> {
  const length = slices.length * sliceMs;
  if (firstByteMs === null || firstByteMs >= length) {
    return { speed: fullLength ? 0 : null, firstByteMs: null, rampMs: null };
  }
  const { speed, rampMs } = findSteady(slices, firstByteMs);
  if (speed !== null) return { speed, firstByteMs, rampMs };
  // The first byte took nearly the whole turn: what the route brought in its time is all there is to say for it.
  const bytes = slices.reduce((total, slice) => total + slice, 0);
  return { speed: fullLength ? (bytes * 1000) / length : null, firstByteMs, rampMs: null };
}
