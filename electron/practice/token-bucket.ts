/** A rate limit: bytes flow in at a rate and are taken out as they are sent. Unused ones are kept for a short while only. */
export class TokenBucket {
  readonly #rate: number;
  readonly #most: number;
  #bytes = 0;
  #at: number;

  /** `rate` in bytes per second, Infinity for no limit; `most` bytes are kept at most; `now` in milliseconds. */
  constructor(rate: number, most: number, now: number) {
    this.#rate = rate;
    this.#most = most;
    this.#at = now;
  }

  /** Whole bytes that may be sent at the time `now`. */
  available(now: number): number {
    if (this.#rate === Infinity) return Infinity;
    this.#bytes = Math.min(this.#most, this.#bytes + (this.#rate * (now - this.#at)) / 1000);
    this.#at = now;
    return Math.floor(this.#bytes);
  }

  take(bytes: number): void {
    this.#bytes -= bytes;
  }
}
