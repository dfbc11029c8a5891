/**
 * The contract over one WebSocket. Calls in flight when it breaks are rejected, never sent again: the host may have done
 * them. It then connects again by itself, ever more slowly, until it is closed.
 */
import type { Client } from "../../electron/common/contract.ts";
import { longestMessage } from "../../electron/common/defaults.ts";
import { AppError } from "../../electron/common/errors.ts";
import type { ConnectedClient, Connection } from "./client.ts";
import { Emitter } from "./emitter.ts";
import { unwrap } from "./reply.ts";

/** The part of a browser's WebSocket in use here; others (tests') fit too. */
export interface Socket {
  send(text: string): void;
  close(): void;
  addEventListener(type: "open" | "close", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
}

export interface WsOptions {
  /** Opens a new socket. */
  readonly open: () => Socket;
  /** Milliseconds before the nth try to connect again (0 first). */
  readonly backoff?: (attempt: number) => number;
  /** After so many milliseconds in silence the host is asked for a word, and after as many again it is taken to be gone. */
  readonly silenceMs?: number;
}

interface Waiting {
  resolve(reply: unknown): void;
  reject(error: AppError): void;
}

const lost = () => new AppError("connection-to-app-lost", {});

/** 250 ms, 500 ms, ... 10 s, each up to a quarter longer, so that windows do not come back all at once. */
const growing = (attempt: number) => Math.min(10_000, 250 * 2 ** attempt) * (1 + Math.random() / 4);

/** Connects. Resolves once the host answers; rejects with `connection-to-app-lost` where the first try fails. */
export async function createWsClient({
  open,
  backoff = growing,
  silenceMs = 15_000,
}: WsOptions): Promise<ConnectedClient> {
  const events = new Emitter();
  const watchers = new Set<(state: Connection) => void>();
  const waiting = new Map<number, Waiting>();
  let socket: Socket | undefined;
  let lastId = 0;
  let attempt = 0;
  let closed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let pulse: ReturnType<typeof setInterval> | undefined;
  let heard = false;
  let asked = false;

  const tell = (state: Connection) => {
    for (const watcher of watchers) watcher(state);
  };

  function received(text: unknown): void {
    heard = true;
    const message = parse(text);
    if (typeof message?.id === "number") {
      waiting.get(message.id)?.resolve(message.reply);
      waiting.delete(message.id);
    } else if (typeof message?.event === "string") events.emit(message.event, message.data);
  }

  /** One try; resolves with whether it came about. Whatever opens and later breaks is tried again from here. */
  function attach(): Promise<boolean> {
    return new Promise((resolve) => {
      const own = open();
      own.addEventListener("open", () => {
        socket = own;
        attempt = 0;
        feelPulse(own);
        resolve(true);
      });
      own.addEventListener("message", ({ data }) => received(data));
      // A close follows every error, so errors need no listener of their own.
      own.addEventListener("close", () => {
        resolve(false);
        left(own);
      });
    });
  }

  function left(own: Socket): void {
    if (socket !== own) return;
    socket = undefined;
    clearInterval(pulse);
    for (const call of waiting.values()) call.reject(lost());
    waiting.clear();
    if (closed) return;
    tell("lost");
    again();
  }

  /** A machine that slept, or another network, can leave a connection that neither end will ever hear of again. */
  function feelPulse(own: Socket): void {
    clearInterval(pulse);
    [heard, asked] = [false, false];
    pulse = setInterval(() => {
      if (heard) [heard, asked] = [false, false];
      else if (asked) {
        left(own);
        own.close();
      } else {
        asked = true;
        call("limits.now").catch(() => undefined);
      }
    }, silenceMs);
  }

  function again(): void {
    retry = setTimeout(() => void tryAgain(), backoff(attempt++));
  }

  async function tryAgain(): Promise<void> {
    const back = await attach();
    if (closed) socket?.close();
    else if (back) tell("connected");
    else again();
  }

  async function call(method: string, input?: unknown): Promise<unknown> {
    if (!socket) throw lost();
    const id = ++lastId;
    const text = JSON.stringify({ id, method, input });
    // The host would hang up, and all other calls with it.
    if (new Blob([text]).size > longestMessage)
      throw new AppError("invalid-request", { detail: "it is longer than 8 MB" });
    const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
    socket.send(text);
    return unwrap(await answer);
  }

  if (!(await attach())) throw lost();
  return {
    // The host checked the answer against the contract's schema for this very method.
    call: call as Client["call"],
    on: (event, listener) => events.on(event, listener),
    onConnection(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    close() {
      closed = true;
      clearTimeout(retry);
      socket?.close();
    },
  };
}

interface Message {
  readonly id?: unknown;
  readonly reply?: unknown;
  readonly event?: unknown;
  readonly data?: unknown;
}

function parse(text: unknown): Message | undefined {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
