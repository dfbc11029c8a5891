/** Speed over a sliding window: what came in the last three seconds. Time is an argument. */
export class SpeedMeter {
  readonly #windowMs: number;
  #points: { at: number; bytes: number }[] = [];
  #sum = 0;
  #since: number | undefined;

  constructor(windowMs = 3000) {
    this.#windowMs = windowMs;
  }

  /** Counts bytes that came at a time (milliseconds of a monotonic clock). */
  add(bytes: number, at: number): void {
    this.#since ??= at;
    const last = this.#points.at(-1);
    // Arrivals within 50 ms are one point: memory stays bounded whatever the speed.
    if (last && at - last.at < 50) last.bytes += bytes;
    else this.#points.push({ at, bytes });
    this.#sum += bytes;
  }

  /** Bytes per second at a time; 0 before the first bytes and after a silent window. */
  at(now: number): number {
    const from = now - this.#windowMs;
    while (this.#points[0] && this.#points[0].at < from) this.#sum -= this.#points.shift()?.bytes ?? 0;
    if (this.#since === undefined || this.#points.length === 0) return 0;
    const span = Math.min(this.#windowMs, Math.max(now - this.#since, 250));
    return (this.#sum * 1000) / span;
  }
}
