/** The kept connections of each route, for requests that are passed on whole. */
import { createAgents, type Agents } from "../http/agents.ts";
import type { Route } from "../routes/route.ts";

export class RouteAgents {
  readonly #agents = new Map<string, Agents>();

  of(route: Route): Agents {
    // A relay that was changed is another one: its connections lead elsewhere, or signed in with something else.
    const key = JSON.stringify([route.name, route.made]);
    const known = this.#agents.get(key);
    if (known) return known;
    const made = createAgents(route.way, route.traffic);
    this.#agents.set(key, made);
    return made;
  }

  close(): void {
    for (const agents of this.#agents.values()) agents.close();
    this.#agents.clear();
  }
}
