/**
 * The ledger of one download: which ranges are free, held by a lane, or done, and which route each done range came over.
 * Pure: no files, no time. Ranges are half-open. Done means: written to the part file.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Bytes that are written, and the name of the route that they came over. */
export type DoneRange = readonly [start: number, end: number, route: string];

/** A range that a lane holds. `position` moves as bytes are written; `end` may come nearer when its tail is given away. */
export interface Lease {
  readonly start: number;
  readonly route: string;
  readonly position: number;
  readonly end: number;
}

interface MutableLease {
  start: number;
  route: string;
  position: number;
  end: number;
}

export class Ledger {
  readonly total: number;
  #free: Span[];
  /** Sorted, and joined where neighbours came over the same route. */
  #done: DoneRange[] = [];
  readonly #leases = new Set<MutableLease>();
  #doneBytes = 0;

  /**
   * @param total size of the whole file in bytes
   * @param done what is on disk already; overlapping or outlying ranges throw, since they cannot be trusted
   */
  constructor(total: number, done: readonly DoneRange[] = []) {
    this.total = total;
    this.#free = total > 0 ? [{ start: 0, end: total }] : [];
    for (const [start, end, route] of done) {
      if (!this.#isFree(start, end))
        throw new RangeError(`range ${start}-${end} does not fit a file of ${total} bytes`);
      this.#free = cut(this.#free, start, end);
      this.#insertDone(start, end, route);
    }
  }

  get doneBytes(): number {
    return this.#doneBytes;
  }

  get complete(): boolean {
    return this.#doneBytes === this.total;
  }

  /** Ranges that nobody holds and that are not done, in order. */
  get free(): readonly Span[] {
    return this.#free;
  }

  /** What is wanted of the file: all of it, but for streams of a part. */
  get span(): Span {
    return { start: 0, end: this.total };
  }

  /** Where samples are taken to compare routes. */
  get compared(): Span {
    return this.span;
  }

  get freeBytes(): number {
    return this.#free.reduce((sum, { start, end }) => sum + end - start, 0);
  }

  /** Takes a free range for a route. Throws RangeError where it is not wholly free. */
  take(start: number, end: number, route: string): Lease {
    if (!this.#isFree(start, end)) throw new RangeError(`range ${start}-${end} is not free`);
    this.#free = cut(this.#free, start, end);
    const lease: MutableLease = { start, end, position: start, route };
    this.#leases.add(lease);
    return lease;
  }

  /** Records that the next `count` bytes of a lease are written; never beyond its end. */
  advance(lease: Lease, count: number): void {
    const held = this.#held(lease);
    if (count < 0 || held.position + count > held.end) throw new RangeError("a lease cannot pass its end");
    if (count === 0) return;
    this.#insertDone(held.position, held.position + count, held.route);
    held.position += count;
  }

  /** Gives the tail of a lease, from `end` on, back. */
  trim(lease: Lease, end: number): void {
    const held = this.#held(lease);
    if (end < held.position || end > held.end)
      throw new RangeError("a lease can only be trimmed to what it has left");
    if (end < held.end) this.#free = join(this.#free, { start: end, end: held.end });
    held.end = end;
  }

  /** Ends a lease; what was not written becomes free. Releasing twice does nothing. */
  release(lease: Lease): void {
    const held = lease as MutableLease;
    if (!this.#leases.delete(held)) return;
    if (held.position < held.end) this.#free = join(this.#free, { start: held.position, end: held.end });
  }

  /** The done range that a byte lies in; undefined where it is not written. */
  at(byte: number): DoneRange | undefined {
    const range = this.#done[lowerBound(this.#done, byte + 1) - 1];
    return range && byte < range[1] ? range : undefined;
  }

  /** What is written, in order: for the journal and the range map. */
  done(): readonly DoneRange[] {
    return this.#done;
  }

  /** Whether every byte of a range is written. */
  has(start: number, end: number): boolean {
    let at = start;
    for (const [from, to] of this.#done) {
      if (from > at) break;
      if (to > at) at = to;
      if (at >= end) return true;
    }
    return at >= end;
  }

  #held(lease: Lease): MutableLease {
    const held = lease as MutableLease;
    if (!this.#leases.has(held)) throw new RangeError("the lease was released");
    return held;
  }

  #isFree(start: number, end: number): boolean {
    return start < end && this.#free.some((span) => span.start <= start && end <= span.end);
  }

  #insertDone(start: number, end: number, route: string): void {
    this.#doneBytes += end - start;
    const at = lowerBound(this.#done, start);
    const before = this.#done[at - 1];
    const after = this.#done[at];
    const joinsBefore = before !== undefined && before[1] === start && before[2] === route;
    const joinsAfter = after !== undefined && after[0] === end && after[2] === route;
    const joined: DoneRange = [joinsBefore ? before[0] : start, joinsAfter ? after[1] : end, route];
    this.#done.splice(at - (joinsBefore ? 1 : 0), (joinsBefore ? 1 : 0) + (joinsAfter ? 1 : 0), joined);
  }
}

/** The ledger of what a journal claims; undefined where its ranges overlap or lie outside of the file. */
export function ledgerOf(total: number, done: readonly DoneRange[]): Ledger | undefined {
  try {
    return new Ledger(total, done);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Index of the first range that starts at or after `start`. */
function lowerBound(ranges: readonly DoneRange[], start: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.[0] ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function cut(spans: readonly Span[], start: number, end: number): Span[] {
  return spans.flatMap((span) => {
    if (end <= span.start || span.end <= start) return [span];
    const left = span.start < start ? [{ start: span.start, end: start }] : [];
    const right = end < span.end ? [{ start: end, end: span.end }] : [];
    return [...left, ...right];
  });
}

function join(spans: readonly Span[], added: Span): Span[] {
  const result: Span[] = [];
  let { start, end } = added;
  let placed = false;
  for (const span of spans) {
    if (span.end === start) start = span.start;
    else if (span.start === end) end = span.end;
    else {
      if (!placed && span.start > end) {
        result.push({ start, end });
        placed = true;
      }
      result.push(span);
    }
  }
  if (!placed) result.push({ start, end });
  return result.sort((a, b) => a.start - b.start);
}
