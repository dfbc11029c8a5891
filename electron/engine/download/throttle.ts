/** Rate limits in bytes per second: one for all downloads, one for each; both may change at any moment. */
import type { Clock } from "../clock.ts";

export interface Throttle {
  /**
   * Resolves when so many bytes may have been read, or when the signal aborts; it never rejects. `place` is where in the file
   * they lie, for a limit that goes by it.
   */
  take(bytes: number, signal: AbortSignal, place?: number): Promise<void>;
  /** Whether nothing holds bytes back just now. */
  readonly unlimited?: boolean;
}

export const unlimited: Throttle = { take: () => Promise.resolve(), unlimited: true };

/** A limit that may change while bytes flow: who waits is told a new time at once. */
export interface Limit extends Throttle {
  readonly unlimited: boolean;
  /** Sets bytes per second; null lifts the limit. */
  set(rate: number | null): void;
}

export interface SharedLimit extends Limit {
  /**
   * A limit within this one: bytes taken there count here too. Children that want more than there is get equal shares. One in
   * order lets go first what lies first in the file: where many connections bring it to one reader, he waits for that.
   */
  child(rate: number | null, inOrder?: boolean): Limit;
}

/** So much of a second's bytes is kept for who comes late: a second never brings more than this beyond the rate. */
const keptMs = 40;
/** Sums of fractions are not exact: less than this of a byte is nothing. */
const epsilon = 1e-3;

interface Taker {
  readonly bytes: number;
  readonly place: number;
  readonly grant: () => void;
}

/** Those who share a bucket stand in one line each. */
interface Line {
  readonly takers: Taker[];
  /** Where its turn stands, in bytes: the line that is furthest behind is served first. */
  turn: number;
}

/**
 * A token bucket with a line for each child. A taker is let go once the bucket holds all of its bytes, so that what was let
 * go in a time t never exceeds rate * t and what is kept. Lines take turns by bytes (start-time fair queueing, Goyal 1996).
 */
class Bucket {
  readonly #clock: Clock;
  readonly #lines = new Set<Line>();
  #rate: number | null;
  #tokens = 0;
  #filled: number;
  #turn = 0;
  #timer: { readonly at: number; readonly stop: AbortController } | undefined;

  constructor(rate: number | null, clock: Clock) {
    this.#rate = rate;
    this.#clock = clock;
    this.#filled = clock.now();
  }

  get unlimited(): boolean {
    return this.#rate === null;
  }

  set(rate: number | null): void {
    if (rate === this.#rate) return;
    // What came in at the old rate is kept; what was let go without a limit is not counted.
    if (this.#rate === null) {
      this.#tokens = 0;
      this.#filled = this.#clock.now();
    } else this.#fill();
    this.#rate = rate;
    this.#stopTimer();
    this.#serve();
  }

  /** One line's bytes, by place, and where that is the same in the order in which it asks. */
  take(line: Line, bytes: number, signal: AbortSignal, place = 0): Promise<void> {
    if (this.#rate === null || bytes <= 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const leave = () => {
        line.takers.splice(line.takers.indexOf(taker), 1);
        if (line.takers.length === 0) this.#lines.delete(line);
        resolve();
        this.#serve();
      };
      const taker: Taker = {
        bytes,
        place,
        grant: () => {
          signal.removeEventListener("abort", leave);
          resolve();
        },
      };
      signal.addEventListener("abort", leave, { once: true });
      if (line.takers.length === 0) line.turn = Math.max(line.turn, this.#turn);
      // The bucket may hold what the next one needs, however large: before that is known, it is filled as it was.
      this.#fill();
      const before = line.takers.findLastIndex((other) => other.place <= place);
      line.takers.splice(before + 1, 0, taker);
      this.#lines.add(line);
      this.#serve();
    });
  }

  #next(): { line: Line; taker: Taker } | undefined {
    let next: Line | undefined;
    for (const line of this.#lines) if (!next || line.turn < next.turn) next = line;
    const taker = next?.takers[0];
    return next && taker && { line: next, taker };
  }

  #fill(): void {
    const now = this.#clock.now();
    const rate = this.#rate ?? 0;
    // One that is larger than the next may have waited longer: what came in for it is still its own.
    let largest = 0;
    for (const { takers } of this.#lines) for (const { bytes } of takers) largest = Math.max(largest, bytes);
    const most = (rate * keptMs) / 1000 + largest;
    this.#tokens = Math.min(most, this.#tokens + ((now - this.#filled) * rate) / 1000);
    this.#filled = now;
  }

  /** Lets go whom the bucket can pay for, and comes back when it can pay for the next. */
  #serve(): void {
    this.#fill();
    for (let next = this.#next(); next; next = this.#next()) {
      const { line, taker } = next;
      if (this.#rate !== null && this.#tokens + epsilon < taker.bytes) break;
      if (this.#rate !== null) this.#tokens -= taker.bytes;
      this.#turn = line.turn;
      line.turn += taker.bytes;
      line.takers.shift();
      if (line.takers.length === 0) this.#lines.delete(line);
      taker.grant();
    }
    const first = this.#next();
    if (!first || this.#rate === null) return this.#stopTimer();
    // A timer that is a little late does no harm: what came in meanwhile is kept.
    const ms = Math.max(1, Math.ceil(((first.taker.bytes - this.#tokens) * 1000) / this.#rate));
    this.#wake(this.#filled + ms, ms);
  }

  #wake(at: number, ms: number): void {
    if (this.#timer && this.#timer.at <= at) return;
    this.#stopTimer();
    const stop = new AbortController();
    this.#timer = { at, stop };
    void this.#serveAfter(ms, stop.signal);
  }

  async #serveAfter(ms: number, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(ms, signal);
    if (signal.aborted) return;
    this.#timer = undefined;
    this.#serve();
  }

  #stopTimer(): void {
    this.#timer?.stop.abort();
    this.#timer = undefined;
  }
}

const newLine = (): Line => ({ takers: [], turn: 0 });

/** Makes a limit that others may share. `rate` in bytes per second; null is no limit. */
export function createLimit(rate: number | null, clock: Clock): SharedLimit {
  const whole = new Bucket(rate, clock);
  const own = newLine();
  return {
    get unlimited() {
      return whole.unlimited;
    },
    set: (next) => whole.set(next),
    take: (bytes, signal) => whole.take(own, bytes, signal),
    child(childRate, inOrder = false) {
      const part = new Bucket(childRate, clock);
      const [mine, among] = [newLine(), newLine()];
      return {
        get unlimited() {
          return part.unlimited && whole.unlimited;
        },
        set: (next) => part.set(next),
        // Both at once: one after the other would add up the waits.
        async take(bytes, signal, place) {
          if (part.unlimited && whole.unlimited) return;
          const at = inOrder ? place : 0;
          await Promise.all([part.take(mine, bytes, signal, at), whole.take(among, bytes, signal, at)]);
        },
      };
    },
  };
}
