/** One connection to a server: a raw socket that reads into slabs, for one exchange after another. */
import net from "node:net";
import tls from "node:tls";
import { AppError } from "../../../common/errors.ts";
import { Slab } from "./slabs.ts";

/** With less room than this a slab is full: reads into small rests cost more than they save. */
const leastRoom = 64 * 1024;
/** Where the first bytes of an answer land, and what comes unasked: an idle connection holds no slab. */
const landingBytes = 8 * 1024;
const keepAliveProbesMs = 15_000;

/** What a connection does after it handed bytes over. */
export type Next = "read" | "pause" | "free" | "destroy";

/** One request and its answer. */
export interface Exchange {
  /** Bytes came: `slab.bytes[from, to)`, contiguous with those before while the head is not whole. */
  receive(slab: Slab, from: number, to: number): Next;
  /** Where its answer ended, in the slab that it was handed last; to be read after `free`. */
  readonly end: number;
  /** The connection is gone before the exchange was over; no error where the server closed it in good order. */
  lost(error: Error | undefined): void;
}

export interface Opening {
  readonly url: URL;
  readonly connectTimeoutMs: number;
  readonly signal: AbortSignal;
  /** A TLS session to resume. */
  readonly session: Buffer | undefined;
  readonly onSession: (session: Buffer) => void;
}

export class Connection {
  readonly #socket: net.Socket;
  #exchange: Exchange | undefined;
  /** Sent behind the present one (RFC 9112, 9.3.2: answers come in the order of their requests). */
  #queued: Exchange | undefined;
  #slab: Slab | undefined;
  #at = 0;
  #error: Error | undefined;
  #lost = false;
  /** Called whenever an answer is over and another request may be sent. */
  onFree: () => void = () => undefined;
  /** Called once when the connection is gone. */
  onGone: () => void = () => undefined;

  private constructor(opening: Opening) {
    const landing = Buffer.allocUnsafeSlow(landingBytes);
    const options = {
      ...address(opening.url),
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveProbesMs,
      onread: {
        buffer: () => this.#slab?.bytes.subarray(this.#at) ?? landing,
        callback: (count: number, buffer: Uint8Array) =>
          this.#read(count, buffer === landing ? landing : undefined),
      },
    };
    this.#socket =
      opening.url.protocol === "https:"
        ? tls.connect({
            ...options,
            ...(net.isIP(options.host) === 0 ? { servername: options.host } : {}),
            ALPNProtocols: ["http/1.1"],
            ...(opening.session ? { session: opening.session } : {}),
          })
        : net.connect(options);
    this.#socket.on("session", opening.onSession);
    this.#socket.on("error", (error) => {
      this.#error = error;
    });
    // A server that closes has said all it will say: the answer in hand is over, and none will follow.
    this.#socket.on("end", () => this.#socket.destroy());
    this.#socket.on("close", () => this.#gone());
  }

  /**
   * Opens a connection. Rejects with what the socket or TLS said, AppError `timed-out` (each of name and TCP, and TLS,
   * has `connectTimeoutMs`), or the signal's reason.
   */
  static open(opening: Opening): Promise<Connection> {
    const { url, signal, connectTimeoutMs } = opening;
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const connection = new Connection(opening);
      const socket = connection.#socket;
      const give = (error: unknown) => {
        settle();
        socket.destroy();
        reject(error);
      };
      const late = () =>
        give(
          new AppError("timed-out", {
            host: url.host,
            detail: `no connection in ${connectTimeoutMs / 1000} s`,
          }),
        );
      let timer = setTimeout(late, connectTimeoutMs);
      const abort = () => give(signal.reason);
      const settle = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
        socket.off("close", closed);
      };
      const closed = () => give(connection.#error ?? new Error("closed before it was used"));
      signal.addEventListener("abort", abort, { once: true });
      socket.once("close", closed);
      const ready = () => {
        settle();
        resolve(connection);
      };
      if (url.protocol === "https:") {
        socket.once("connect", () => {
          clearTimeout(timer);
          timer = setTimeout(late, connectTimeoutMs);
        });
        socket.once("secureConnect", ready);
      } else socket.once("connect", ready);
    });
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

  #read(count: number, landing: Buffer | undefined): boolean {
    const exchange = this.#exchange;
    if (!exchange) {
      // Nobody asked for these bytes: whatever they answer, it is nothing of ours.
      this.destroy();
      return false;
    }
    if (landing) {
      this.#slab = new Slab();
      this.#at = 0;
      landing.copy(this.#slab.bytes, 0, 0, count);
    }
    const slab = this.#slab;
    if (!slab) throw new Error("bytes without a slab");
    const from = this.#at;
    this.#at += count;
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
      this.#turn(slab);
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
    this.#turn(slab);
    return next === "read";
  }

  /** Goes over to a new slab where the present one is full. */
  #turn(slab: Slab): void {
    if (slab.bytes.length - this.#at >= leastRoom) return;
    this.#letGo();
    this.#slab = new Slab();
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

function address(url: URL): { host: string; port: number } {
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (url.protocol === "https:" ? 443 : 80),
  };
}
