/**
 * One direction of one simulated connection. Bytes wait until the rate lets them go, are then under way for the link's
 * delay, and arrive in order. Every stage is bounded: when it is full the sender is paused, as TCP would.
 */
import type { Socket } from "node:net";
import { reset } from "./loopback.ts";
import { TokenBucket } from "./token-bucket.ts";

/** What a rate limit lets go at least at once: the payload of one Ethernet packet. */
export const packetBytes = 1460;

export interface PipeOptions {
  readonly from: Socket;
  readonly to: Socket;
  readonly delayMs: number;
  /** Nothing sets out before this time: the connection's handshake is still under way. */
  readonly openAt: number;
  /** Bytes per second of this connection, Infinity for no limit. */
  readonly rate: number;
  /** Unused rate that is kept, in bytes. */
  readonly burstBytes: number;
  /** Bytes that may wait before the sender is paused. */
  readonly queueBytes: number;
  /** Bytes that may be under way or wait for a slow reader. */
  readonly windowBytes: number;
  readonly now: number;
  /** Called when there is something new to do. */
  readonly wake: () => void;
}

interface Parcel {
  readonly at: number;
  readonly content: Buffer | "end" | "reset";
}

export class Pipe {
  readonly #options: PipeOptions;
  readonly #bucket: TokenBucket;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #underWay: Parcel[] = [];
  #bytesUnderWay = 0;
  /** What comes after the last byte, as soon as it is known. */
  #last: "end" | "reset" | undefined;
  #discarded = false;
  #endArrived = false;

  constructor(options: PipeOptions) {
    this.#options = options;
    this.#bucket = new TokenBucket(options.rate, options.burstBytes, options.now);
    options.from.on("data", (chunk: Buffer) => this.#accept(chunk));
    options.from.on("end", () => this.#finish("end"));
    options.to.on("drain", options.wake);
  }

  /** Whether the sender ended in good order and the receiver has seen that. */
  get endArrived(): boolean {
    return this.#endArrived;
  }

  /** Bytes that could set out at the time `now`, as far as this connection goes. */
  demand(now: number): number {
    if (this.#room() <= 0 || this.#waitingBytes === 0) return 0;
    const bytes = Math.min(this.#waitingBytes, this.#bucket.available(now), this.#room());
    // Slow links send whole packets, not a trickle of bytes at each tick.
    return bytes >= Math.min(packetBytes, this.#waitingBytes) ? bytes : 0;
  }

  /** Whether bytes wait for nothing but the rate. */
  get hungry(): boolean {
    return this.#waitingBytes > 0 && this.#room() > 0;
  }

  /** Lets that many bytes set out; at most what `demand` said. */
  send(bytes: number, now: number): void {
    this.#bucket.take(bytes);
    this.#waitingBytes -= bytes;
    this.#bytesUnderWay += bytes;
    for (let left = bytes; left > 0;) {
      const head = this.#waiting[0];
      if (head === undefined) break;
      const piece = head.subarray(0, left);
      if (piece.length === head.length) this.#waiting.shift();
      else this.#waiting[0] = head.subarray(left);
      left -= piece.length;
      this.#setOut(piece, now);
    }
  }

  /** After every turn: an end sets out behind the last byte, and the sender goes on where there is room again. */
  settle(now: number): void {
    if (this.#waitingBytes < this.#options.queueBytes) this.#options.from.resume();
    if (this.#last === undefined || this.#waitingBytes > 0) return;
    this.#setOut(this.#last, now);
    this.#last = undefined;
  }

  /** Hands the receiver what has arrived by the time `now`. */
  deliver(now: number): void {
    const { to } = this.#options;
    for (;;) {
      const parcel = this.#underWay[0];
      if (parcel === undefined || parcel.at > now || to.writableNeedDrain) return;
      this.#underWay.shift();
      if (parcel.content === "end") {
        this.#endArrived = true;
        to.end();
      } else if (parcel.content === "reset") reset(to);
      else {
        this.#bytesUnderWay -= parcel.content.length;
        to.write(parcel.content);
      }
    }
  }

  /** When the next delivery is due; undefined where there is none, or the receiver has to read first. */
  get nextArrival(): number | undefined {
    return this.#options.to.writableNeedDrain ? undefined : this.#underWay[0]?.at;
  }

  /** The sender is gone: the receiver learns it after everything that was sent before. */
  reset(): void {
    this.#finish("reset");
  }

  /** The receiver is gone: what waits and what still comes is thrown away. */
  discard(): void {
    this.#discarded = true;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#underWay = [];
    this.#bytesUnderWay = 0;
    this.#options.from.resume();
  }

  #room(): number {
    return this.#options.windowBytes - this.#bytesUnderWay - this.#options.to.writableLength;
  }

  #accept(chunk: Buffer): void {
    if (this.#discarded) return;
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes >= this.#options.queueBytes) this.#options.from.pause();
    this.#options.wake();
  }

  #finish(how: "end" | "reset"): void {
    if (this.#discarded) return;
    this.#last = how;
    this.#options.wake();
  }

  #setOut(content: Parcel["content"], now: number): void {
    this.#underWay.push({ at: Math.max(now, this.#options.openAt) + this.#options.delayMs, content });
  }
}
