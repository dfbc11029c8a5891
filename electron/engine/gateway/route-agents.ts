/** The kept connections of each route, for requests that are passed on whole. */
import { createAgents, type Agents } from "../http/agents.ts";
import type { Route } from "../routes/route.ts";

export class RouteAgents {
  readonly #agents = new Map<string, Agents>();

  of(route: Route): Agents {
    const known = this.#agents.get(route.name);
    if (known) return known;
    const made = createAgents(route.way, route.traffic);
    this.#agents.set(route.name, made);
    return made;
  }

  close(): void {
    for (const agents of this.#agents.values()) agents.close();
    this.#agents.clear();
  }
}
