import http from "node:http";
import https from "node:https";

/** The connections of one route: kept alive, its own, closed together. */
export interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
  close(): void;
}

/** Makes a route's agents. One set a route, so that no route's limits or failures touch another's. */
export function createAgents(): Agents {
  const options = {
    keepAlive: true,
    maxSockets: Infinity,
    maxFreeSockets: 64,
    scheduling: "lifo",
    noDelay: true,
  } as const;
  const agents = { http: new http.Agent(options), https: new https.Agent(options) };
  return {
    ...agents,
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}
