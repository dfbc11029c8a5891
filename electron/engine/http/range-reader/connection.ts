/** One connection to a server: a raw socket that reads into slabs, for one exchange after another. */
import type net from "node:net";
import { dial } from "../dial/dial.ts";
import { straight, type Way } from "../dial/way.ts";
import type { Traffic } from "../traffic.ts";
import { largeSlabBytes, Slab } from "./slabs.ts";

/** With less room than this a slab is full: reads into small rests cost more than they save. */
const leastRoom = 64 * 1024;
/** Where the first bytes of an answer land, and what comes unasked: an idle connection holds no slab. */
const landingBytes = 8 * 1024;

/** What a connection does after it handed bytes over. */
export type Next = "read" | "pause" | "free" | "destroy";

/** One request and its answer. */
export interface Exchange {
  /** Bytes came: `slab.bytes[from, to)`, contiguous with those before while the head is not whole. */
  receive(slab: Slab, from: number, to: number): Next;
  /** Where its answer ended, in the slab that it was handed last; to be read after `free`. */
  readonly end: number;
  /** Bytes of its answer that are still to come; Infinity while nobody knows. */
  readonly left: number;
  /** The connection is gone before the exchange was over; no error where the server closed it in good order. */
  lost(error: Error | undefined): void;
}

export interface Opening {
  readonly url: URL;
  /** What stands on the way; straight to the server unless given. */
  readonly way?: Way | undefined;
  readonly connectTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly traffic?: Traffic | undefined;
  /** A TLS session to resume. */
  readonly session: Buffer | undefined;
  readonly onSession: (session: Buffer) => void;
}

export class Connection {
  /** Undefined only while it is being opened. */
  #socket!: net.Socket;
  /** Bytes came before it was opened. */
  #spoke = false;
  #exchange: Exchange | undefined;
  /** Sent behind the present one (RFC 9112, 9.3.2: answers come in the order of their requests). */
  #queued: Exchange | undefined;
  #slab: Slab | undefined;
  #at = 0;
  /** Whether a read filled the present slab: more was there already. */
  #filled = false;
  #error: Error | undefined;
  #lost = false;
  /** Called whenever an answer is over and another request may be sent. */
  onFree: () => void = () => undefined;
  /** Called once when the connection is gone. */
  onGone: () => void = () => undefined;

  /** Reads into the present slab, or, while none is held, to where first bytes land. */
  #onread(): net.OnReadOpts {
    const landing = Buffer.allocUnsafeSlow(landingBytes);
    return {
      buffer: () => this.#slab?.bytes.subarray(this.#at) ?? landing,
      callback: (count, buffer) => this.#read(count, buffer === landing ? landing : undefined),
    };
  }

  /** Takes a socket over. */
  #hold(socket: net.Socket): void {
    this.#socket = socket;
    socket.on("error", (error) => {
      this.#error = error;
    });
    // A server that closes has said all it will say: the answer in hand is over, and none will follow.
    socket.on("end", () => socket.destroy());
    socket.on("close", () => this.#gone());
  }

  /**
   * Opens a connection. Rejects with what the socket or TLS said, AppError `timed-out` (each of name and TCP, and TLS,
   * has `connectTimeoutMs`), what `dial` says where a relay stands on the way, or the signal's reason.
   */
  static async open(opening: Opening): Promise<Connection> {
    const { url, way, signal, connectTimeoutMs, session, onSession, traffic } = opening;
    signal.throwIfAborted();
    const connection = new Connection();
    const { socket, raw } = await dial({
      way: way ?? straight(url),
      server: url.host,
      signal,
      timeoutMs: connectTimeoutMs,
      onread: connection.#onread(),
      traffic,
      session,
      onSession,
    });
    connection.#hold(socket);
    // Who speaks before it is asked is no server of ours.
    if (connection.#spoke) socket.destroy();
    // Where a relay was talked to in the clear before, the socket hands its bytes out as others do.
    if (!raw) socket.on("data", (bytes: Buffer) => connection.#copy(bytes));
    return connection;
  }

  /** Whether a request can be sent. */
  get usable(): boolean {
    return !this.#socket.destroyed && this.#socket.writable && this.#exchange === undefined;
  }

  /** Sends a request; its answer goes to `exchange`. */
  send(head: Buffer, exchange: Exchange): void {
    if (this.#lost) {
      process.nextTick(() => exchange.lost(this.#error));
      return;
    }
    this.#exchange = exchange;
    this.#socket.ref();
    this.#socket.write(head);
  }

  /** Whether a further request may be sent behind the one that is being answered. */
  get takesAhead(): boolean {
    return !this.#lost && this.#socket.writable && this.#exchange !== undefined && this.#queued === undefined;
  }

  /** Whether a request stands behind the present one. */
  get pipelined(): boolean {
    return this.#queued !== undefined;
  }

  /** Sends a request behind the present one, where `takesAhead`. */
  sendAhead(head: Buffer, exchange: Exchange): void {
    this.#queued = exchange;
    this.#socket.write(head);
  }

  /** Reads on after a pause. */
  resume(): void {
    if (this.#exchange) this.#socket.resume();
  }

  /** An idle connection does not keep the process alive. */
  rest(): void {
    this.#socket.unref();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Takes bytes that came in a buffer of the socket's own. */
  #copy(bytes: Buffer): void {
    let more = true;
    for (let from = 0; from < bytes.length && !this.#socket.destroyed;) {
      const slab = this.#slab ?? this.#begin();
      const count = bytes.copy(slab.bytes, this.#at, from);
      from += count;
      more = this.#read(count, undefined);
    }
    if (!more) this.#socket.pause();
  }

  #read(count: number, landing: Buffer | undefined): boolean {
    const exchange = this.#exchange;
    if (!this.#socket) {
      this.#spoke = true;
      return true;
    }
    if (!exchange) {
      // Nobody asked for these bytes: whatever they answer, it is nothing of ours.
      this.destroy();
      return false;
    }
    if (landing) {
      landing.copy(this.#begin().bytes, 0, 0, count);
    }
    const slab = this.#slab;
    if (!slab) throw new Error("bytes without a slab");
    const from = this.#at;
    this.#at += count;
    this.#filled ||= this.#at === slab.bytes.length;
    return this.#hand(exchange, slab, from);
  }

  /** Hands `slab.bytes[from, at)` to an exchange, and what is left of them to the one behind it. Out: whether to read on. */
  #hand(exchange: Exchange, slab: Slab, from: number): boolean {
    const next = exchange.receive(slab, from, this.#at);
    if (next === "free" && this.#queued) {
      const queued = this.#queued;
      this.#queued = undefined;
      this.#exchange = queued;
      // A body may have ended on a paused connection.
      this.#socket.resume();
      if (exchange.end < this.#at) return this.#hand(queued, slab, exchange.end);
      this.#turn(slab, queued.left);
      return true;
    }
    if (next === "free" || next === "destroy") {
      this.#exchange = undefined;
      this.#letGo();
      if (next === "destroy") this.destroy();
      else {
        // TLS hands over what it has decrypted though it was paused: such a body may end on a paused connection.
        this.#socket.resume();
        this.onFree();
      }
      return next === "free";
    }
    this.#turn(slab, exchange.left);
    return next === "read";
  }

  /** Goes over to a new slab where the present one is full: to a large one only if it will be full, too. */
  #turn(slab: Slab, left: number): void {
    if (slab.bytes.length - this.#at >= leastRoom) return;
    const fast = this.#filled;
    this.#letGo();
    this.#begin(fast && left >= largeSlabBytes ? "large" : "usual");
  }

  #begin(size?: "large" | "usual"): Slab {
    this.#filled = false;
    this.#at = 0;
    return (this.#slab = new Slab(size));
  }

  #letGo(): void {
    this.#slab?.drop();
    this.#slab = undefined;
    this.#at = 0;
  }

  #gone(): void {
    this.#lost = true;
    const both = [this.#exchange, this.#queued];
    this.#exchange = undefined;
    this.#queued = undefined;
    this.#letGo();
    this.onGone();
    for (const exchange of both) exchange?.lost(this.#error);
  }
}
