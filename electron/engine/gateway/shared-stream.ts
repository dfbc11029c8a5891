/**
 * One stream, read by every client that wants the same file at about the same place: the bytes come once. What was read stays for
 * a while for who is a little behind; who falls further behind goes on by himself.
 */
import { AppError } from "../../common/errors.ts";
import { holdChunk } from "../http/range-reader/slabs.ts";
import type { OpenStream } from "../stream/types.ts";

interface Range {
  readonly start: number;
  readonly end: number;
}

interface Chunk extends Pick<Range, "start"> {
  readonly bytes: Buffer;
  /** Lets its memory go. */
  readonly release: (() => void) | undefined;
}

type Open = (range: Range, left: AbortSignal) => Promise<OpenStream>;

/** One client of a shared stream. */
class Reader {
  readonly left = new AbortController();
  /** Whether it still needs the shared stream. */
  shares = true;
  /** Its own, where it fell behind. */
  own: OpenStream | undefined;
  /** Ends its waiting. */
  wake: () => void = () => undefined;
}

export class SharedStream {
  readonly #stream: OpenStream;
  readonly #keep: number;
  readonly #open: Open;
  readonly #over: () => void;
  readonly #chunks: Chunk[] = [];
  #from: number;
  #head: number;
  #readers = 0;
  #reading: Promise<void> | undefined;
  #ended = false;

  /**
   * @param keep bytes that stay behind the fastest reader
   * @param open a stream of its own for a reader that fell behind
   * @param over hears that nobody can join any more: the last reader has left, or the stream has ended or failed
   */
  constructor(stream: OpenStream, keep: number, open: Open, over: () => void) {
    this.#stream = stream;
    this.#keep = keep;
    this.#open = open;
    this.#over = over;
    this.#from = this.#head = stream.start;
  }

  /** A reader for a range; undefined where it ends elsewhere, or begins where nothing is kept. */
  join({ start, end }: Range): OpenStream | undefined {
    if (this.#ended || this.#stream.end !== end || start < this.#from || start > this.#head) return undefined;
    this.#readers++;
    const reader = new Reader();
    const body = this.#read(start, end, reader);
    const close = async () => {
      if (reader.left.signal.aborted) return;
      reader.left.abort(new AppError("interrupted", {}));
      reader.wake();
      await Promise.all([this.#leave(reader), reader.own?.close()]);
      await body.return(undefined);
    };
    return { ...this.#stream, start, body, close };
  }

  /** The last one closes the stream. */
  async #leave(reader: Reader): Promise<void> {
    if (!reader.shares) return;
    reader.shares = false;
    if (--this.#readers > 0) return;
    this.#end();
    for (const { release } of this.#chunks.splice(0)) release?.();
    await this.#stream.close();
    // Its last chunk was asked for, and no further one.
    await this.#stream.body.return?.();
  }

  async *#read(start: number, end: number, reader: Reader): AsyncGenerator<Buffer, void> {
    const { signal } = reader.left;
    let position = start;
    while (position < end) {
      if (signal.aborted) return;
      if (position < this.#from) {
        // The others are not to wait for it, nor the stream for its end.
        void this.#leave(reader);
        reader.own = await this.#open({ start: position, end }, signal);
        try {
          if (!signal.aborted) yield* reader.own.body;
          return;
        } finally {
          await reader.own.close();
        }
      }
      const held = this.#chunkAt(position);
      if (held) {
        const bytes = held.bytes.subarray(position - held.start);
        position += bytes.length;
        // Others may be further on when this one is through with it.
        const release = holdChunk(bytes);
        try {
          yield bytes;
        } finally {
          release?.();
        }
      } else {
        if (this.#ended) return;
        const reading = (this.#reading ??= this.#next().finally(() => {
          this.#reading = undefined;
        }));
        await new Promise<void>((resolve, reject) => {
          reader.wake = resolve;
          reading.then(resolve, reject);
        });
      }
    }
  }

  /** The one that holds a byte; most readers want the newest. */
  #chunkAt(position: number): Chunk | undefined {
    const newest = this.#chunks.at(-1);
    if (!newest || position >= newest.start + newest.bytes.length) return undefined;
    return this.#chunks.findLast(({ start }) => start <= position);
  }

  /** Nobody joins it any more. */
  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#over();
  }

  /** Reads one chunk more, and lets go of what lies too far behind. */
  async #next(): Promise<void> {
    const { done, value } = await this.#stream.body.next().catch((error: unknown) => {
      this.#end();
      throw error;
    });
    if (done) return this.#end();
    this.#chunks.push({ start: this.#head, bytes: value, release: holdChunk(value) });
    this.#head += value.length;
    for (let [first] = this.#chunks; first; [first] = this.#chunks) {
      const behind = first.start + first.bytes.length;
      // The newest stays: its reader is about to take it.
      if (behind > this.#head - this.#keep || this.#chunks.length === 1) break;
      this.#chunks.shift();
      first.release?.();
      this.#from = behind;
    }
  }
}
