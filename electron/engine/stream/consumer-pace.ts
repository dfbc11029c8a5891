/**
 * How far ahead of its consumer a stream may fetch: a few seconds of what the consumer can take, so that a player is not
 * sent a film that nobody watches (PERFORMANCE, recommended algorithm 9). Pure: time is an argument.
 */

const MiB = 1024 * 1024;
/** A window of so many seconds of the consumer's own rate. */
const seconds = 4;
/** Never less, however slow: several lanes need room to work side by side. */
const least = 8 * MiB;
/** As long as nothing is known of the consumer. */
const first = 16 * MiB;
/** What was measured loses its weight after about so many bytes or so long, whichever comes first. */
const memory = { bytes: 16 * MiB, ms: 4000 } as const;

export class ConsumerPace {
  readonly #most: number;
  #bytes = 0;
  #busyMs = 0;

  /** `most` is the byte budget. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The consumer was through with so many bytes after so long; the time that it waited for bytes does not count. */
  took(bytes: number, busyMs: number): void {
    this.#bytes += bytes;
    this.#busyMs += busyMs;
    if (this.#bytes < memory.bytes && this.#busyMs < memory.ms) return;
    this.#bytes /= 2;
    this.#busyMs /= 2;
  }

  /** Bytes per second that the consumer can take; Infinity where it was never waited for. */
  get rate(): number {
    return this.#busyMs > 0 ? (this.#bytes * 1000) / this.#busyMs : Infinity;
  }

  /** Bytes that may lie ahead of the consumer or be on their way to it. */
  get window(): number {
    const wanted = this.#bytes < MiB && this.#busyMs < 500 ? first : this.rate * seconds;
    return Math.floor(Math.min(this.#most, Math.max(least, wanted)));
  }
}
