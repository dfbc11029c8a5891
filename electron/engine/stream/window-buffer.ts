/**
 * What a stream has in memory: bytes that came and were not consumed yet, in order or ahead of it, and the last ones that
 * were, for comparisons. Stands where a download has its part file.
 */
import { AppError } from "../../common/errors.ts";
import { holdChunk } from "../http/range-reader/slabs.ts";

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
  /** Lets the memory go; none where it is the window's own. */
  readonly release: (() => void) | undefined;
}

/** Smaller pieces are copied: one alone would keep a whole slab from being used again. */
const leastHeld = 16 * 1024;

type Waiter = { readonly resolve: () => void; readonly reject: (error: unknown) => void };

export class WindowBuffer {
  /** What is written goes on at once: a consumer waits for it (see read-body.ts). */
  readonly mergeBytes = 1;
  readonly #options: WindowOptions;
  /** What lanes wrote, by its place, until the ledger has said how much of it counts. */
  readonly #staged = new Map<number, Piece[]>();
  /** What counts, by its place: each begins where the one before it ends. */
  readonly #ahead = new Map<number, Piece>();
  #consumed: Piece[] = [];
  /** Lets go of what the consumer looks at. */
  #passed: (() => void) | undefined;
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
    let at = position;
    const pieces = buffers.map((bytes): Piece => {
      const start = at;
      at += bytes.length;
      return pieceOf(start, bytes);
    });
    this.#staged.set(position, pieces);
  }

  /** The first `count` bytes that were written at a place are the file's: nobody writes there again. */
  commit(position: number, count: number): void {
    const staged = this.#staged.get(position);
    this.#staged.delete(position);
    if (!staged && count > 0 && !this.#over) throw new RangeError(`nothing was written at ${position}`);
    const end = this.#over ? position : position + count;
    for (const piece of staged ?? []) this.#put(piece, piece.start, end);
    if (position === this.#head && count > 0) this.#wakeReader();
  }

  /** Bytes that were committed and not consumed turn out to be wrong: they will be written again. */
  drop(start: number, end: number): void {
    for (const [at, piece] of this.#ahead) {
      const stop = at + piece.bytes.length;
      if (stop <= start || at >= end) continue;
      this.#ahead.delete(at);
      this.#aheadBytes -= piece.bytes.length;
      if (stop > end) this.#put({ ...piece, release: holdChunk(piece.bytes) }, end, stop);
      this.#put(piece, at, start);
    }
  }

  /** Counts what of a piece lies in a range, half-open; its memory is let go where nothing does. */
  #put({ start, bytes, release }: Piece, from: number, to: number): void {
    const stop = Math.min(to, start + bytes.length);
    if (from >= stop) return release?.();
    const whole = from === start && stop === start + bytes.length;
    const kept = whole ? bytes : bytes.subarray(from - start, stop - start);
    this.#ahead.set(from, { start: from, bytes: kept, release });
    this.#aheadBytes += kept.length;
  }

  /** Reads bytes that are here. Rejects with AppError `timed-out` where they are not any more: a comparison came too late. */
  read(position: number, length: number): Promise<Buffer> {
    const result = Buffer.allocUnsafe(length);
    let got = 0;
    const copy = ({ start, bytes }: Pick<Piece, "start" | "bytes">) => {
      const from = Math.max(position, start);
      const to = Math.min(position + length, start + bytes.length);
      if (from < to) got += bytes.copy(result, from - position, from - start, to - start);
    };
    for (const piece of this.#consumed) copy(piece);
    for (const piece of this.#ahead.values()) copy(piece);
    if (got === length) return Promise.resolve(result);
    const detail = "what its bytes were to be compared with is no longer at hand";
    return Promise.reject(new AppError("timed-out", { host: "the stream", detail }));
  }

  /**
   * The next bytes in order, as soon as they are here; undefined at the end. They stay what they are until `passed` or the
   * next call, though the window may fail meanwhile, and for whoever holds them (slabs.ts). Rejects with what `fail` was
   * told.
   */
  async take(): Promise<Buffer | undefined> {
    this.passed();
    for (;;) {
      if (this.#over) throw this.#error;
      if (this.#head >= this.#end) return undefined;
      const piece = this.#ahead.get(this.#head);
      if (piece) return this.#consume(piece);
      await new Promise<void>((resolve, reject) => {
        this.#reader = { resolve, reject };
      });
    }
  }

  /** The consumer is through with what it took. */
  passed(): void {
    this.#passed?.();
    this.#passed = undefined;
  }

  #consume(piece: Piece): Buffer {
    const { bytes } = piece;
    this.#passed = holdChunk(bytes);
    this.#ahead.delete(this.#head);
    this.#aheadBytes -= bytes.length;
    this.#consumed.push(piece);
    this.#consumedBytes += bytes.length;
    this.#head += bytes.length;
    let first = this.#consumed[0];
    while (first && this.#consumedBytes - first.bytes.length >= this.#options.keep) {
      this.#consumed.shift();
      this.#consumedBytes -= first.bytes.length;
      first.release?.();
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

  /** Ends it at once: whoever reads or writes hears of the error, and all memory is let go but what the consumer looks at. */
  fail(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#error = error;
    for (const piece of [...[...this.#staged.values()].flat(), ...this.#ahead.values(), ...this.#consumed])
      piece.release?.();
    this.#staged.clear();
    this.#ahead.clear();
    this.#consumed = [];
    this.#aheadBytes = this.#consumedBytes = 0;
    this.#reader?.reject(error);
    for (const { reject } of this.#writers.splice(0)) reject(error);
  }
}

/** The memory is the reader's, held, or else the window's own: whoever read the bytes may use theirs again. */
function pieceOf(start: number, bytes: Buffer): Piece {
  const release = bytes.length < leastHeld ? undefined : holdChunk(bytes);
  if (release) return { start, bytes, release };
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return { start, bytes: own, release: undefined };
}
