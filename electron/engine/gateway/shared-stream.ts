/**
 * One stream, read by every client that wants the same file at about the same place: the bytes come once. What was read stays for
 * a while for who is a little behind; who falls further behind goes on by himself.
 */
import type { OpenStream } from "../stream/types.ts";

interface Range {
  readonly start: number;
  readonly end: number;
}

type Open = (range: Range) => Promise<OpenStream>;

export class SharedStream {
  readonly #stream: OpenStream;
  readonly #keep: number;
  readonly #open: Open;
  readonly #over: () => void;
  readonly #chunks: { readonly start: number; readonly bytes: Buffer }[] = [];
  #from: number;
  #head: number;
  #readers = 0;
  #reading: Promise<void> | undefined;
  #ended = false;

  /**
   * @param keep bytes that stay behind the fastest reader
   * @param open a stream of its own for a reader that fell behind
   * @param over hears that the last reader has left, and the stream is closed
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
    const body = this.#read(start, end);
    let left = false;
    const leave = async () => {
      if (left) return;
      left = true;
      await body.return(undefined);
      if (--this.#readers > 0) return;
      this.#ended = true;
      this.#over();
      await this.#stream.close();
    };
    return { ...this.#stream, start, body, close: leave };
  }

  async *#read(start: number, end: number): AsyncGenerator<Buffer, void> {
    let position = start;
    while (position < end) {
      if (position < this.#from) {
        const own = await this.#open({ start: position, end });
        try {
          return yield* own.body;
        } finally {
          await own.close();
        }
      }
      const held = this.#chunks.find((chunk) => chunk.start + chunk.bytes.length > position);
      if (held) {
        const bytes = held.bytes.subarray(position - held.start);
        position += bytes.length;
        yield bytes;
      } else {
        if (this.#ended) return;
        this.#reading ??= this.#next().finally(() => {
          this.#reading = undefined;
        });
        await this.#reading;
      }
    }
  }

  /** Reads one chunk more, and lets go of what lies too far behind. */
  async #next(): Promise<void> {
    const { done, value } = await this.#stream.body.next();
    if (done) {
      this.#ended = true;
      return;
    }
    this.#chunks.push({ start: this.#head, bytes: value });
    this.#head += value.length;
    for (let [first] = this.#chunks; first; [first] = this.#chunks) {
      const behind = first.start + first.bytes.length;
      // The newest stays: its reader is about to take it.
      if (behind > this.#head - this.#keep || this.#chunks.length === 1) break;
      this.#chunks.shift();
      this.#from = behind;
    }
  }
}
