/** CONNECT: a connection to the server over the best route that nobody can read, passed through and never looked into. */
import type { Duplex } from "node:stream";
import type { Socket } from "node:net";
import { AppError } from "../../common/errors.ts";
import type { Clock } from "../clock.ts";
import { dial } from "../http/dial/dial.ts";
import { networkError } from "../http/network-error.ts";
import { straight } from "../http/dial/way.ts";
import { unlimited, type Throttle } from "../download/throttle.ts";
import type { Route } from "../routes/route.ts";
import { pour } from "./pour.ts";

/** The next route is tried so long after the one before (RFC 8305's delay between attempts). */
const staggerMs = 250;
const connectMs = 15_000;

export interface Tunnel {
  readonly socket: Socket;
  readonly route: string;
}

/**
 * Connects to a server. In: routes in the order of preference; those that end TLS, or do not cover the server, are passed
 * over. Rejects with the AppError of the first route, where none connects.
 */
export async function openTunnel(
  server: URL,
  routes: readonly Route[],
  clock: Clock,
  signal: AbortSignal,
): Promise<Tunnel> {
  const able = routes.filter((route) => route.endToEnd && route.covers(server));
  if (able.length === 0) throw new AppError("no-route", { detail: "no route reaches it unread" });
  const won = new AbortController();
  const over = AbortSignal.any([signal, won.signal]);
  const failures: AppError[] = [];
  const attempts = able.map(async (route, at): Promise<Tunnel> => {
    // One that fails lets the next begin at once.
    for (const until = clock.now() + at * staggerMs; clock.now() < until && failures.length < at;)
      await clock.sleep(20, over);
    over.throwIfAborted();
    try {
      const { serverTls: _inner, ...way } = route.way?.(server) ?? straight(server);
      const { socket } = await dial({
        way,
        server: server.host,
        signal: over,
        timeoutMs: connectMs,
        halfOpen: true,
        traffic: route.traffic,
      });
      if (over.aborted) socket.destroy();
      over.throwIfAborted();
      return { socket, route: route.name };
    } catch (error) {
      const failure = networkError(error, server.host);
      if (!over.aborted) failures.push(failure);
      throw failure;
    }
  });
  try {
    return await Promise.any(attempts);
  } catch {
    signal.throwIfAborted();
    throw failures[0] ?? new AppError("no-route", { detail: "none connects" });
  } finally {
    won.abort(new Error("another route was faster"));
  }
}

/**
 * Joins a client with a server until both have ended, each in its own time: who has said all may still listen. An error or
 * a long silence of both ends it for both. Out: resolves
 * when all is over. `count` hears of every byte, in both directions; the signal ends it. What comes from the server keeps to
 * `throttle`, and to wait for that is no silence.
 */
export function join(
  client: Duplex,
  { socket }: Tunnel,
  head: Buffer,
  idleMs: number,
  count: (bytes: number) => void,
  signal: AbortSignal,
  throttle: Throttle = unlimited,
): Promise<void> {
  return new Promise((resolve) => {
    const both = [client, socket] as const;
    const over = new AbortController();
    let held = false;
    const limited: Throttle = {
      get unlimited() {
        return throttle.unlimited === true;
      },
      async take(bytes, gone) {
        held = true;
        await throttle.take(bytes, gone);
        held = false;
      },
    };
    const end = () => {
      over.abort(null);
      clearTimeout(idle);
      signal.removeEventListener("abort", end);
      for (const one of both) one.destroy();
      resolve();
    };
    const idle = setTimeout(() => (held ? idle.refresh() : end()), idleMs);
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted || client.destroyed || socket.destroyed) return end();
    for (const [from, to] of [both, [socket, client]] as const) {
      pour(from, to, {
        throttle: from === socket ? limited : unlimited,
        passed: (bytes) => {
          idle.refresh();
          count(bytes);
        },
        drained: () => idle.refresh(),
        // One side may have said all it has to say while the other still speaks.
        ended: () => void to.end(),
        signal: over.signal,
      });
      from.on("error", end);
      from.on("close", () => {
        // What the other side has not taken yet is still on its way to it.
        if (!from.readableEnded || !from.writableFinished || both.every((one) => one.closed)) end();
      });
    }
    if (head.length > 0) {
      count(head.length);
      socket.write(head);
    }
    client.resume();
  });
}
