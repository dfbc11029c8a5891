/** What routes were to a host on a network: learned from each run, for the next one's choice. */
import { describe } from "../../common/errors.ts";
import type { Log } from "../log.ts";
import type { Road } from "../download/road.ts";
import type { RouteMemory, Store } from "../store/store.ts";

/** Fewer bytes, or a shorter time, say nothing of a road's speed. */
const leastBytes = 256 * 1024;
const leastMs = 200;
/** A new measure and the one before count alike: one bad evening is not all there is to a road. */
const weight = 0.5;
const keptMs = 30 * 24 * 3600 * 1000;
const mostRows = 2000;

/** Who is out for one of these was not asked for the file: it says nothing of how the road does, or of what it carries. */
const neverAsked = new Set<string | undefined>([
  "not-covered",
  "path-altered",
  "system-direct",
  "relay-quota",
  "secret-locked",
]);

/** Whether a road was asked in its run, as far as its reason for being out tells: who was not has shown nothing. */
export function wasAsked({ reserve, problem }: Pick<Road, "reserve" | "problem">): boolean {
  return !reserve && !neverAsked.has(problem?.code);
}

/** What a run showed of a road. */
export interface Shown {
  /** Bytes per second while it was at work; null where it was too little to say. */
  readonly speed: number | null;
  readonly firstByteMs: number | null;
  /** Why it was left out; null where it was not. */
  readonly failure: string | null;
}

/** Reads what a run showed off a road. */
export function shownBy(road: Road): Shown {
  const ms = road.heardAt - road.firstAt;
  const enough = road.bytes >= leastBytes && ms >= leastMs;
  return {
    speed: enough ? (road.bytes * 1000) / ms : null,
    firstByteMs: road.firstByteMs > 0 ? road.firstByteMs : null,
    failure: road.state === "out" ? (road.problem?.code ?? null) : null,
  };
}

/** Joins what was known with what a run showed. Out: undefined where that adds nothing. `date`: ms since 1970. */
export function learn(
  before: RouteMemory | undefined,
  key: Pick<RouteMemory, "network" | "host" | "route">,
  shown: Shown,
  date: number,
): RouteMemory | undefined {
  const { speed, firstByteMs, failure } = shown;
  if (speed === null && failure === null) return undefined;
  const old = before ?? { speed: null, firstByteMs: null, at: null, failure: null, failedAt: null };
  const measured =
    speed === null
      ? { speed: old.speed, firstByteMs: old.firstByteMs, at: old.at }
      : {
          speed: old.speed === null ? speed : weight * speed + (1 - weight) * old.speed,
          firstByteMs,
          at: date,
        };
  const trouble = failure === null ? { failure: null, failedAt: null } : { failure, failedAt: date };
  return { ...key, ...measured, ...trouble };
}

/**
 * Records what a run's roads showed. A mirror is another file's address, and is not remembered. A store that cannot be
 * written costs only this memory.
 */
export function rememberRoads(
  roads: readonly Road[],
  {
    store,
    log,
    network,
    host,
    date,
    limited,
  }: {
    readonly store: Store;
    readonly log: Log;
    readonly network: string;
    readonly host: string;
    readonly date: number;
    /** Whether the user's own limit kept it slow. */
    readonly limited: boolean;
  },
): void {
  try {
    const known = new Map(store.routeMemory.of(network, host).map((one) => [one.route, one]));
    for (const road of roads) {
      const { name, mirror } = road.route;
      if (mirror || !wasAsked(road)) continue;
      const memory = learn(
        known.get(name),
        { network, host, route: name },
        limited ? { ...shownBy(road), speed: null } : shownBy(road),
        date,
      );
      if (memory) store.routeMemory.save(memory);
    }
    store.routeMemory.prune(date - keptMs, mostRows);
  } catch (error) {
    log.warn({ error: describe(error) }, "what the routes showed could not be remembered");
  }
}
