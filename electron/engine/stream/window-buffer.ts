/**
 * What a stream has in memory: bytes that came and were not consumed yet, in order or ahead of it, and the last ones that
 * were, for comparisons. Stands where a download has its part file.
 */
import { AppError } from "../../common/errors.ts";

export interface WindowOptions {
  /** The bytes that the consumer gets, half-open; `end` is Infinity as long as nobody knows. */
  readonly start: number;
  readonly end: number;
  /** So much may lie ahead of the consumer. */
  readonly bytes: number;
  /** So much of what was consumed is kept, to be compared with what other routes bring. */
  readonly keep: number;
}

interface Piece {
  readonly start: number;
  readonly bytes: Buffer;
}

type Waiter = { readonly resolve: () => void; readonly reject: (error: unknown) => void };

export class WindowBuffer {
  /** What is written goes on at once: a consumer waits for it (see read-body.ts). */
  readonly mergeBytes = 1;
  readonly #options: WindowOptions;
  /** What lanes wrote, by its place, until the ledger has said how much of it counts. */
  readonly #staged = new Map<number, readonly Buffer[]>();
  /** What counts, by its place: each begins where the one before it ends. */
  readonly #ahead = new Map<number, Buffer>();
  #consumed: Piece[] = [];
  #consumedBytes = 0;
  #aheadBytes = 0;
  #head: number;
  #end: number;
  #over = false;
  #error: unknown;
  #reader: Waiter | undefined;
  #writers: Waiter[] = [];

  constructor(options: WindowOptions) {
    this.#options = options;
    this.#head = options.start;
    this.#end = options.end;
  }

  /** The next byte that the consumer gets. */
  get head(): number {
    return this.#head;
  }

  /** Bytes that lie ready, in order or ahead of it. */
  get aheadBytes(): number {
    return this.#aheadBytes;
  }

  /** The first byte that can still be read. */
  get from(): number {
    return this.#consumed[0]?.start ?? this.#head;
  }

  /**
   * Takes bytes that came for a place; they count once `commit` says so. Waits where they lie too far ahead (one stream
   * that nobody leases: its server is to be held back). Rejects with what `fail` was told.
   */
  async write(buffers: readonly Buffer[], position: number): Promise<void> {
    const size = buffers.reduce((sum, { length }) => sum + length, 0);
    while (!this.#over && position + size > this.#head + this.#options.bytes && position > this.#head)
      await new Promise<void>((resolve, reject) => this.#writers.push({ resolve, reject }));
    if (this.#over) throw this.#error;
    this.#staged.set(position, buffers);
  }

  /** The first `count` bytes that were written at a place are the file's: nobody writes there again. */
  commit(position: number, count: number): void {
    const staged = this.#staged.get(position);
    this.#staged.delete(position);
    if (count === 0 || this.#over) return;
    if (!staged) throw new RangeError(`nothing was written at ${position}`);
    // A copy of their own: whoever read them may use the memory again, and a small piece would pin a large buffer.
    const bytes = Buffer.allocUnsafeSlow(count);
    let filled = 0;
    for (const buffer of staged) filled += buffer.copy(bytes, filled, 0, count - filled);
    this.#ahead.set(position, bytes);
    this.#aheadBytes += count;
    if (position === this.#head) this.#wakeReader();
  }

  /** Bytes that were committed and not consumed turn out to be wrong: they will be written again. */
  drop(start: number, end: number): void {
    for (const [at, bytes] of this.#ahead) {
      const stop = at + bytes.length;
      if (stop <= start || at >= end) continue;
      this.#ahead.delete(at);
      this.#aheadBytes -= bytes.length;
      if (at < start) this.#put(at, bytes.subarray(0, start - at));
      if (stop > end) this.#put(end, bytes.subarray(end - at));
    }
  }

  #put(at: number, bytes: Buffer): void {
    this.#ahead.set(at, bytes);
    this.#aheadBytes += bytes.length;
  }

  /** Reads bytes that are here. Rejects with AppError `timed-out` where they are not any more: a comparison came too late. */
  read(position: number, length: number): Promise<Buffer> {
    const result = Buffer.allocUnsafe(length);
    let got = 0;
    const copy = ({ start, bytes }: Piece) => {
      const from = Math.max(position, start);
      const to = Math.min(position + length, start + bytes.length);
      if (from < to) got += bytes.copy(result, from - position, from - start, to - start);
    };
    for (const piece of this.#consumed) copy(piece);
    for (const [start, bytes] of this.#ahead) copy({ start, bytes });
    if (got === length) return Promise.resolve(result);
    const detail = "what its bytes were to be compared with is no longer at hand";
    return Promise.reject(new AppError("timed-out", { host: "the stream", detail }));
  }

  /** The next bytes in order, as soon as they are here; undefined at the end. Rejects with what `fail` was told. */
  async take(): Promise<Buffer | undefined> {
    for (;;) {
      if (this.#over) throw this.#error;
      if (this.#head >= this.#end) return undefined;
      const bytes = this.#ahead.get(this.#head);
      if (bytes) return this.#consume(bytes);
      await new Promise<void>((resolve, reject) => {
        this.#reader = { resolve, reject };
      });
    }
  }

  #consume(bytes: Buffer): Buffer {
    this.#ahead.delete(this.#head);
    this.#aheadBytes -= bytes.length;
    this.#consumed.push({ start: this.#head, bytes });
    this.#consumedBytes += bytes.length;
    this.#head += bytes.length;
    let first = this.#consumed[0];
    while (first && this.#consumedBytes - first.bytes.length >= this.#options.keep) {
      this.#consumed.shift();
      this.#consumedBytes -= first.bytes.length;
      first = this.#consumed[0];
    }
    for (const { resolve } of this.#writers.splice(0)) resolve();
    return bytes;
  }

  /** No more bytes will come: the size is known now. */
  endAt(end: number): void {
    this.#end = end;
    this.#wakeReader();
  }

  #wakeReader(): void {
    this.#reader?.resolve();
    this.#reader = undefined;
  }

  /** Ends it at once: whoever reads or writes hears of the error, and all memory is let go. */
  fail(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#error = error;
    this.#staged.clear();
    this.#ahead.clear();
    this.#consumed = [];
    this.#aheadBytes = this.#consumedBytes = 0;
    this.#reader?.reject(error);
    for (const { reject } of this.#writers.splice(0)) reject(error);
  }
}
