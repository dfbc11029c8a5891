/** The body of one answer: fed by a connection, read by one consumer, at the consumer's pace. */
import { AppError } from "../../../common/errors.ts";
import type { Slab } from "./slabs.ts";

/** So much may wait for the consumer; then the connection is paused. What waits is lost where a lane is cut short. */
const mostWaiting = 64 * 1024;

interface Run {
  readonly slab: Slab;
  readonly from: number;
  to: number;
}

export interface BodyHooks {
  /** The consumer took what waited: a paused connection may read on. */
  resume(): void;
  /** The consumer has left before all bytes came. */
  abandon(): void;
  /** All bytes are here, or none will come any more. Called once. */
  over(): void;
}

type Waiter = {
  readonly resolve: (result: IteratorResult<Buffer, undefined>) => void;
  readonly reject: (error: unknown) => void;
};

const done = { done: true, value: undefined } as const;

/**
 * Neighbouring bytes are handed out as one chunk, once per turn of the event loop: TLS brings them 16 KiB at a time.
 * Each chunk is the consumer's own (see slabs.ts). `next` rejects with what `fail` was told, after the bytes that came
 * before; or with AppError `connection-lost` where it was closed with bytes outstanding.
 */
export class Body implements AsyncIterableIterator<Buffer, undefined> {
  readonly #hooks: BodyHooks;
  readonly #host: string;
  #runs: Run[] = [];
  #waiting = 0;
  #left: number;
  #over = false;
  #failed = false;
  #error: unknown;
  #waiter: Waiter | undefined;
  #flushing = false;

  /** `length` bytes will come. */
  constructor(length: number, host: string, hooks: BodyHooks) {
    this.#left = length;
    this.#host = host;
    this.#hooks = hooks;
    if (length === 0) this.#finish();
  }

  /** Bytes that have not come yet. */
  get left(): number {
    return this.#left;
  }

  /** Takes bytes that came, no more than `left`. Out: whether more may come at once. */
  push(slab: Slab, from: number, to: number): boolean {
    if (this.#over || from === to) return true;
    const last = this.#runs.at(-1);
    if (last?.slab === slab && last.to === from) last.to = to;
    else {
      slab.hold();
      this.#runs.push({ slab, from, to });
    }
    this.#waiting += to - from;
    this.#left -= to - from;
    if (this.#left === 0) this.#finish();
    if (this.#waiter) this.#flushSoon();
    return this.#waiting < mostWaiting;
  }

  /** No more bytes will come, because of an error. What came before is still handed out. */
  fail(error: unknown): void {
    if (this.#over) return;
    this.#failed = true;
    this.#error = error;
    this.#finish();
  }

  /** Ends the body at once: `error` instead of whatever has not been handed out. */
  stop(error: unknown): void {
    const unread = this.#waiting > 0 || this.#left > 0;
    this.#drop();
    if (unread && !this.#failed) {
      this.#failed = true;
      this.#error = error;
    }
    if (!this.#over) {
      this.#finish();
      this.#hooks.abandon();
    }
    this.#flush();
  }

  /** The consumer wants no more. */
  close(): void {
    // Read to its end, as most are: an error that nobody hears of would cost its stack trace.
    if (this.#over && this.#waiting === 0) return;
    this.stop(new AppError("connection-lost", { host: this.#host, detail: "it was closed" }));
  }

  next(): Promise<IteratorResult<Buffer, undefined>> {
    if (this.#waiter) return Promise.reject(new Error("one reader, one chunk at a time"));
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
      this.#flush();
    });
  }

  return(): Promise<IteratorResult<Buffer, undefined>> {
    this.close();
    return Promise.resolve(done);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #finish(): void {
    this.#over = true;
    this.#hooks.over();
    if (this.#waiter) this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    setImmediate(() => {
      this.#flushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    const waiter = this.#waiter;
    if (!waiter) return;
    const run = this.#runs.shift();
    if (run) {
      this.#waiter = undefined;
      this.#waiting -= run.to - run.from;
      waiter.resolve({ done: false, value: run.slab.chunk(run.from, run.to) });
      run.slab.drop();
      if (!this.#over && this.#waiting < mostWaiting) this.#hooks.resume();
    } else if (this.#over) {
      this.#waiter = undefined;
      if (this.#failed) waiter.reject(this.#error);
      else waiter.resolve(done);
    }
  }

  #drop(): void {
    for (const { slab } of this.#runs) slab.drop();
    this.#runs = [];
    this.#waiting = 0;
  }
}
