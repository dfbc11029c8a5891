/** One request on one connection: the head of its answer is read and judged, its body handed on. */
import { AppError } from "../../../common/errors.ts";
import { networkError } from "../network-error.ts";
import { Body } from "./body.ts";
import type { Connection, Exchange, Next } from "./connection.ts";
import { findHeadEnd, headBytes } from "./find-head-end.ts";
import { parseHead, type Head } from "./parse-head.ts";
import type { Slab } from "./slabs.ts";

/** How an exchange began. */
export type Received =
  | { readonly kind: "answer"; readonly head: Head; readonly body: Body }
  /** A full client is to repeat the request. */
  | { readonly kind: "odd"; readonly why: string }
  /** The connection ended before the first byte. */
  | { readonly kind: "silent"; readonly error: AppError };

export interface Asking {
  readonly connection: Connection;
  readonly request: Buffer;
  /** The host and port, for errors. */
  readonly host: string;
  readonly signal: AbortSignal;
  readonly responseTimeoutMs: number;
  /** Hears the head before its connection can be free again. */
  readonly onHead: (head: Head) => void;
  /** Sent behind the request that is being answered. */
  readonly ahead?: boolean;
}

/**
 * Sends a request, and resolves when the head of its answer is here. Rejects with AppError `bad-answer` (a head in which
 * two readers could see different bodies), `connection-lost`, `timed-out`, or the signal's reason. Whatever is not a
 * plain answer takes the connection with it.
 */
export function receiveAnswer(asking: Asking): Promise<Received> {
  return new Promise((resolve, reject) => {
    const { connection, signal } = asking;
    if (signal.aborted) {
      connection.destroy();
      return reject(signal.reason);
    }
    const receiver = new Receiver(asking, resolve, reject);
    if (asking.ahead) connection.sendAhead(asking.request, receiver);
    else connection.send(asking.request, receiver);
  });
}

class Receiver implements Exchange {
  readonly #asking: Asking;
  readonly #resolve: (received: Received) => void;
  readonly #reject: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  /** Where the answer began in its slab, its present head (after interim ones) begins, and how far that was searched. */
  #first: number | undefined;
  #start = 0;
  #searched = 0;
  end = 0;
  #head: Head | undefined;
  #body: Body | undefined;

  constructor(asking: Asking, resolve: (received: Received) => void, reject: (error: unknown) => void) {
    this.#asking = asking;
    this.#resolve = resolve;
    this.#reject = reject;
    const { host, responseTimeoutMs } = asking;
    this.#timer = setTimeout(() => {
      this.#giveUp(new AppError("timed-out", { host, detail: `no answer in ${responseTimeoutMs / 1000} s` }));
    }, responseTimeoutMs);
    asking.signal.addEventListener("abort", this.#abort, { once: true });
  }

  get left(): number {
    return this.#body?.left ?? Infinity;
  }

  receive(slab: Slab, from: number, to: number): Next {
    if (this.#head && this.#body) return this.#feed(this.#head, this.#body, slab, from, to);
    if (this.#first === undefined) {
      this.#first = from;
      this.#start = from;
      this.#searched = from;
    }
    for (;;) {
      const end = findHeadEnd(slab.bytes, this.#start, this.#searched, to);
      if (end === "odd" || (end < 0 ? to : end) - this.#first > headBytes) {
        return this.#settle(() => this.#resolve({ kind: "odd", why: "its head is unusual" }));
      }
      if (end < 0) {
        this.#searched = to;
        return "read";
      }
      const parsed = parseHead(slab.bytes.toString("latin1", this.#start, end));
      if (parsed.kind === "odd") return this.#settle(() => this.#resolve(parsed));
      if (parsed.kind === "bad") {
        const { host } = this.#asking;
        return this.#settle(() => this.#reject(new AppError("bad-answer", { host, detail: parsed.why })));
      }
      this.#start = end;
      this.#searched = end;
      if (parsed.kind === "head") return this.#answer(parsed, slab, end, to);
    }
  }

  lost(error: Error | undefined): void {
    const why = networkError(error ?? new Error("the server closed it"), this.#asking.host);
    if (this.#body) this.#body.fail(why);
    else if (this.#first === undefined) this.#settle(() => this.#resolve({ kind: "silent", error: why }));
    else this.#settle(() => this.#reject(why));
  }

  #answer(head: Head, slab: Slab, from: number, to: number): Next {
    const { connection, host, onHead, signal } = this.#asking;
    clearTimeout(this.#timer);
    onHead(head);
    this.#head = head;
    this.#body = new Body(head.length, host, {
      resume: () => connection.resume(),
      abandon: () => connection.destroy(),
      over: () => signal.removeEventListener("abort", this.#abort),
    });
    const next = this.#feed(head, this.#body, slab, from, to);
    this.#resolve({ kind: "answer", head, body: this.#body });
    return next;
  }

  /** Hands bytes of the body on. What follows the body answers nothing: the connection is not to be trusted. */
  #feed(head: Head, body: Body, slab: Slab, from: number, to: number): Next {
    const end = Math.min(to, from + body.left);
    const more = body.push(slab, from, end);
    if (body.left > 0) return more ? "read" : "pause";
    this.end = end;
    return head.keepAlive && (end === to || this.#asking.connection.pipelined) ? "free" : "destroy";
  }

  readonly #abort = (): void => this.#giveUp(this.#asking.signal.reason);

  #giveUp(error: unknown): void {
    if (this.#body) return this.#body.stop(error);
    this.#settle(() => this.#reject(error));
    this.#asking.connection.destroy();
  }

  /** Ends the exchange without an answer. */
  #settle(tell: () => void): "destroy" {
    clearTimeout(this.#timer);
    this.#asking.signal.removeEventListener("abort", this.#abort);
    tell();
    return "destroy";
  }
}
