import http from "node:http";
import https from "node:https";
import net from "node:net";
import { wayAgents } from "./dial/way-agents.ts";
import type { WayTo } from "./dial/way.ts";
import type { Traffic } from "./traffic.ts";
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

/**
 * Makes a route's agents. One set a route, so that no route's limits or failures touch another's. `way`, `traffic`: see
 * Route.
 */
export function createAgents(way?: WayTo, traffic?: Traffic): Agents {
  const options = {
    keepAlive: true,
    maxSockets: Infinity,
    maxFreeSockets: 64,
    scheduling: "lifo",
    noDelay: true,
  } as const;
  const agents = way
    ? wayAgents(way, options, traffic)
    : { http: counted(new http.Agent(options), traffic), https: counted(new https.Agent(options), traffic) };
  let pool = createRangePool(way, traffic);
  return {
    ...agents,
    get pool() {
      return pool;
    },
    odd: new Set(),
    close() {
      pool.close();
      // As with agents, who is closed may be used again.
      pool = createRangePool(way, traffic);
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** Counts the bytes of an agent's sockets. */
function counted<A extends http.Agent>(agent: A, traffic: Traffic | undefined): A {
  if (!traffic) return agent;
  const make = agent.createConnection.bind(agent);
  return Object.assign(agent, {
    createConnection(...asked: Parameters<typeof make>): ReturnType<typeof make> {
      const socket = make(...asked);
      if (socket instanceof net.Socket) traffic.hold(socket);
      return socket;
    },
  });
}
