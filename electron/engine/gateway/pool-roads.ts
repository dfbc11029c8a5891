/** The routes of a gateway: a pool of relays and direct, in the order in which they served a host before. */
import type { Mode } from "../../common/views.ts";
import { printRelaySpec } from "../../common/relay-spec.ts";
import { poolOf, type PoolWorld } from "../pool/pool.ts";
import type { TrafficBook } from "../pool/traffic-book.ts";
import { routeFor } from "../routes/create-route.ts";
import { direct } from "../routes/direct.ts";
import type { NamedRelay } from "../types.ts";
import type { Roads } from "./gateway.ts";
import { guardedDirect } from "./guarded-direct.ts";

/** In: the relays as they stand for this source. Out: all that may be used, the best first; those in reserve last. */
export function poolRoads(
  relays: readonly NamedRelay[],
  source: URL,
  mode: Mode,
  {
    traffic,
    allowPrivate,
    ...world
  }: Omit<PoolWorld, "traffic"> & {
    readonly traffic: TrafficBook;
    readonly allowPrivate: boolean;
  },
): Roads {
  const record = {
    mode,
    relays: relays.map(({ name, spec, use = "auto" }) => ({ name, use, spec: printRelaySpec(spec) })),
  };
  const specs = new Map(relays.map((relay) => [relay.name, relay]));
  const routes = poolOf(record, source.host, { ...world, traffic })
    .filter(({ role }) => role !== "left-out")
    .map(({ route }) => {
      const relay = specs.get(route);
      if (relay) {
        const made = printRelaySpec(relay.spec);
        return { ...routeFor(relay, source, traffic.trafficOf(relay)), made };
      }
      return allowPrivate ? direct : guardedDirect;
    });
  return { routes, mode };
}
