/** A route at work in one run: its connections, what it has shown of the file, how it fares. */
import type { AppError, Failure } from "../../common/errors.ts";
import { createAgents, type Agents } from "../http/agents.ts";
import type { Identity } from "../http/validators.ts";
import type { Route } from "../routes/route.ts";
import { SpeedMeter } from "./speed.ts";

export interface Road {
  readonly route: Route;
  readonly agents: Agents;
  readonly meter: SpeedMeter;
  state: "opening" | "active" | "out";
  problem: Failure | null;
  /** Where the source led over this route, after redirects; undefined until it answered. */
  at: URL | undefined;
  /** What this route's answers say of the file. */
  identity: Identity | undefined;
  /** Further ETags under which the same bytes came: the nodes of a CDN have one each. */
  readonly etags: Set<string | null>;
  /** A look-up under way of where the source leads now. */
  resolving: Promise<void> | undefined;
  firstByteMs: number;
  /** The shortest time to the first byte over a kept connection, milliseconds; Infinity before the first. */
  tripMs: number;
  /** Whether a request may be sent behind another one: two answers over kept connections prove it, any disorder ends it. */
  ahead: "unproved" | "once" | "proved" | "off";
  /** Requests that were sent ahead and got no answer. */
  aheadLost: number;
  /** When it first brought a byte in this run, and when it last did (of the clock's `now`). */
  firstAt: number;
  heardAt: number;
  /** It stands in for a road that goes out; until then it is not asked. */
  reserve: boolean;
  /** Bytes of this download that came over this road and were written, all sessions. */
  bytes: number;
  /** Most lanes it may have; learned from refusals. */
  cap: number;
  /** What the settings allow, whatever was learned. */
  readonly ceiling: number;
  lanes: number;
  /** Connections that take samples now, beside its lanes. */
  sampling: number;
  failures: number;
  failedAt: number;
  /** Leases taken whole from its lanes since it last brought bytes. */
  robbed: number;
  /** How often in a row it was silent while others moved, or lost all that a lane held to another road; and until when it
   * takes nothing new for that. */
  outrun: number;
  restUntil: number;
  proved: boolean;
  /** The most bytes that one request may ask for: Infinity until a server refused a larger range. */
  mostBytes: number;
  /** It sends the whole file only, now: good for one stream, where nothing better is left. */
  rangeless: boolean;
  /** Answers in a row that were no part where one was asked for. */
  misfits: number;
  /** A cap that was just guessed from a refusal, until a request within it is answered. */
  suspectedCap: number | undefined;
  /** Most connections that were served at the same time in this run. */
  borne: number;
  /** When a refusal was last put down to chance (of the clock's `now`). */
  doubtedAt: number;
  /** When a connection was last closed with its answer unread (of the clock's `now`). */
  closedAt: number;
  /** When it last refused a connection (of the clock's `now`). */
  refusedAt: number;
  /** Whether it was out in this run and was asked again. */
  revived: boolean;
  /** Before this time (of the clock's `now`) no request is sent over it: Retry-After. */
  quietUntil: number;
  /** Whether bytes that it sent were compared with bytes that were here before. */
  overlapped: boolean;
  retryAfterMs: number | undefined;
  readonly counts: { connections: number; requests: number; retries: number };
}

/** Most connections to one host over a route, for all downloads together: a server that others run is spared. */
export function mostLanes(route: Route): number {
  return ownRelay(route) ? 64 : 16;
}

/** Starts a road. `counts` and `bytes` go on from earlier sessions. */
export function createRoad(
  route: Route,
  connections: number,
  bytes: number,
  counts = { connections: 0, requests: 0, retries: 0 },
): Road {
  const ceiling = Math.min(connections, mostLanes(route));
  return {
    route,
    agents: createAgents(route.way, route.traffic),
    meter: new SpeedMeter(),
    state: "opening",
    problem: null,
    at: undefined,
    identity: undefined,
    etags: new Set(),
    resolving: undefined,
    firstByteMs: 0,
    tripMs: Infinity,
    ahead: "unproved",
    aheadLost: 0,
    firstAt: Infinity,
    heardAt: -Infinity,
    reserve: false,
    bytes,
    cap: ceiling,
    ceiling,
    lanes: 0,
    sampling: 0,
    failures: 0,
    failedAt: 0,
    robbed: 0,
    outrun: 0,
    restUntil: 0,
    proved: false,
    mostBytes: Infinity,
    rangeless: false,
    misfits: 0,
    suspectedCap: undefined,
    borne: 0,
    doubtedAt: -Infinity,
    closedAt: -Infinity,
    refusedAt: 0,
    revived: false,
    quietUntil: 0,
    overlapped: false,
    retryAfterMs: undefined,
    counts,
  };
}

/** Whether a route leads to a machine of the user's own: others are spared many connections, the source's server too. */
export function ownRelay({ kind, own }: Route): boolean {
  return kind !== "direct" && own;
}

/** The failure that tells most, where every road has failed: the only one, or what direct says, or the first; mirrors last. */
export function mostTelling(
  failures: readonly { readonly road: Road; readonly error: AppError }[],
): AppError | undefined {
  const own = failures.filter(({ road }) => !road.route.mirror);
  return (own.find(({ road }) => road.route.kind === "direct") ?? own[0] ?? failures[0])?.error;
}
