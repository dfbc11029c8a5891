import http from "node:http";
import https from "node:https";
import { wayAgents } from "./dial/way-agents.ts";
import type { WayTo } from "./dial/way.ts";
import { createRangePool, type RangePool } from "./range-reader/pool.ts";

/** The connections of one route: kept alive, its own, closed together. */
export interface Agents {
  readonly http: http.Agent;
  readonly https: http.Agent;
  /** The raw connections for bodies. */
  readonly pool: RangePool;
  /** Servers whose answers, or requests, are too odd for raw connections: by origin. */
  readonly odd: Set<string>;
  close(): void;
}

/** Makes a route's agents. One set a route, so that no route's limits or failures touch another's. `way`: see Route. */
export function createAgents(way?: WayTo): Agents {
  const options = {
    keepAlive: true,
    maxSockets: Infinity,
    maxFreeSockets: 64,
    scheduling: "lifo",
    noDelay: true,
  } as const;
  const agents = way
    ? wayAgents(way, options)
    : { http: new http.Agent(options), https: new https.Agent(options) };
  let pool = createRangePool(way);
  return {
    ...agents,
    get pool() {
      return pool;
    },
    odd: new Set(),
    close() {
      pool.close();
      // As with agents, who is closed may be used again.
      pool = createRangePool(way);
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}
