/**
 * A simulated link: a TCP proxy on loopback that adds delay and limits the rate, for each connection and for all of them
 * together. The handshake on loopback itself takes no time, so the round trip that it would cost is added to the first
 * bytes of a connection.
 */
import { connect, createServer, type Socket } from "node:net";
import { fairShares } from "./fair-share.ts";
import { listen, loopback } from "./loopback.ts";
import { packetBytes, Pipe } from "./pipe.ts";
import { TokenBucket } from "./token-bucket.ts";

export interface LinkShape {
  /** Round-trip time in milliseconds; half of it each way. */
  readonly rttMs: number;
  /** Bytes per second of one connection, each way; no limit unless given. */
  readonly connectionRate?: number;
  /** Bytes per second of all connections together, each way; no limit unless given. */
  readonly sharedRate?: number;
}

export interface LinkOptions extends LinkShape {
  /** Where connections lead: a port on 127.0.0.1. */
  readonly targetPort: number;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

export interface Link {
  readonly port: number;
  /** Ends all connections at once. */
  close(): Promise<void>;
}

/** Between two turns of the rate limits. Shorter is smoother and costs more. */
const tickMs = 5;
/** Unused rate that is kept, so that a late timer does not cost speed. */
const burstMs = 50;
const leastBuffer = 64 * 1024;
/** The rate that buffers are laid out for where there is no limit. */
const fastest = 125_000_000;

/** Starts a link on loopback; resolves when it accepts connections. */
export async function startLink(options: LinkOptions): Promise<Link> {
  const now = options.now ?? (() => performance.now());
  const sockets = new Set<Socket>();
  const pump = new Pump(now, options.sharedRate ?? Infinity);
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const target = connect({ port: options.targetPort, host: loopback, allowHalfOpen: true, noDelay: true });
    join(client, target);
  });

  function join(client: Socket, target: Socket): void {
    const accepted = now();
    const shape = pipeShape(options);
    const common = { ...shape, now: accepted, wake: () => pump.wake() };
    // The target hears of the connection after half a round trip, the client may send after a whole one.
    const up = new Pipe({ ...common, from: client, to: target, openAt: accepted + options.rttMs });
    const down = new Pipe({ ...common, from: target, to: client, openAt: accepted + options.rttMs / 2 });
    pump.up.pipes.add(up);
    pump.down.pipes.add(down);
    watch(client, { sends: up, receives: down });
    watch(target, { sends: down, receives: up });
    const forget = () => {
      if (!client.closed || !target.closed) return;
      pump.up.pipes.delete(up);
      pump.down.pipes.delete(down);
    };
    client.on("close", forget);
    target.on("close", forget);
  }

  function watch(socket: Socket, { sends, receives }: { sends: Pipe; receives: Pipe }): void {
    sockets.add(socket);
    // A "close" follows, and is where it is dealt with.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      sockets.delete(socket);
      receives.discard();
      if (!socket.readableEnded || !receives.endArrived) sends.reset();
    });
  }

  const port = await listen(server);
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        pump.stop();
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** How large a connection's buffers have to be for its rate: what is under way, and what arrives between two turns. */
function pipeShape({ rttMs, connectionRate = Infinity, sharedRate = Infinity }: LinkShape) {
  const delayMs = rttMs / 2;
  const rate = Math.min(connectionRate, sharedRate, fastest);
  return {
    delayMs,
    rate: connectionRate,
    burstBytes: burst(connectionRate),
    queueBytes: Math.max(leastBuffer, (rate * 4 * tickMs) / 1000),
    windowBytes: leastBuffer + (rate * (delayMs + burstMs)) / 1000,
  };
}

function burst(rate: number): number {
  return Math.max(2 * packetBytes, (rate * burstMs) / 1000);
}

/** All pipes of one direction: they share one rate. */
class Direction {
  readonly pipes = new Set<Pipe>();
  readonly #bucket: TokenBucket;
  /** Who is served first moves on, so that a rate of less than a packet each does not always serve the same. */
  #first = 0;

  constructor(rate: number, now: number) {
    this.#bucket = new TokenBucket(rate, burst(rate), now);
  }

  turn(now: number): void {
    for (const pipe of this.pipes) pipe.deliver(now);
    const askers = [...this.pipes]
      .map((pipe) => ({ pipe, demand: pipe.demand(now) }))
      .filter(({ demand }) => demand > 0);
    if (askers.length > 0) this.#share(askers, now);
    for (const pipe of this.pipes) pipe.settle(now);
  }

  #share(askers: readonly { readonly pipe: Pipe; readonly demand: number }[], now: number): void {
    const first = this.#first % askers.length;
    const inTurn = [...askers.slice(first), ...askers.slice(0, first)];
    const budget = this.#bucket.available(now);
    if (budget < Math.min(packetBytes, inTurn[0]?.demand ?? 0)) return;
    const served = inTurn.slice(0, Math.max(1, Math.floor(budget / packetBytes)));
    const shares = fairShares(
      budget,
      served.map(({ demand }) => demand),
    );
    for (const [index, { pipe }] of served.entries()) {
      const bytes = shares[index] ?? 0;
      this.#bucket.take(bytes);
      pipe.send(bytes, now);
    }
    this.#first = first + served.length;
  }

  /** When this direction has something to do; Infinity where it waits for others. */
  nextTurn(now: number): number {
    let next = Infinity;
    for (const pipe of this.pipes) {
      if (pipe.hungry) next = Math.min(next, now + tickMs);
      next = Math.min(next, pipe.nextArrival ?? Infinity);
    }
    return next;
  }
}

/** Turns both directions when there is something to do, and sleeps otherwise. */
class Pump {
  readonly up: Direction;
  readonly down: Direction;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #due = Infinity;
  #lastTurn = -Infinity;
  #stopped = false;

  constructor(now: () => number, sharedRate: number) {
    this.#now = now;
    this.up = new Direction(sharedRate, now());
    this.down = new Direction(sharedRate, now());
  }

  /** Something new came: take a turn soon, but not more often than every tick. */
  wake(): void {
    this.#turnAt(this.#lastTurn + tickMs);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #turnAt(time: number): void {
    if (this.#stopped || time >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = time;
    this.#timer = setTimeout(() => this.#turn(), Math.max(0, time - this.#now()));
  }

  #turn(): void {
    const now = this.#now();
    this.#due = Infinity;
    this.#lastTurn = now;
    this.up.turn(now);
    this.down.turn(now);
    this.#turnAt(Math.min(this.up.nextTurn(now), this.down.nextTurn(now)));
  }
}
