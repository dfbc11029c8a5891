/** The pool of one download: its routes with what is known of each, put in order (see choose-pool.ts). */
import { parseRelaySpec } from "../../common/relay-spec.ts";
import type { PoolPlace } from "../../common/views.ts";
import type { DownloadRecord, Store } from "../store/store.ts";
import { choosePool } from "./choose-pool.ts";
import type { TrafficBook } from "./traffic-book.ts";

export interface PoolWorld {
  readonly store: Pick<Store, "routeMemory">;
  readonly traffic: Pick<TrafficBook, "quota">;
  /** The network's name (see network.ts). */
  readonly network: string;
  /** Milliseconds since 1970. */
  readonly date: number;
}

/** Puts the routes that a download's mode allows in order. Out: each once, with its role and why. */
export function poolOf(
  { mode, relays }: Pick<DownloadRecord, "mode" | "relays">,
  host: string,
  { store, traffic, network, date }: PoolWorld,
): PoolPlace[] {
  const known = new Map(store.routeMemory.of(network, host).map((one) => [one.route, one]));
  const over = mode === "direct" ? [] : relays;
  const candidates = over.map(({ name, spec, use }) => ({
    name,
    direct: false,
    use,
    full: traffic.quota(parseRelaySpec(spec))?.state === "full",
    memory: known.get(name),
  }));
  const direct = {
    name: "direct",
    direct: true,
    use: "auto",
    full: false,
    memory: known.get("direct"),
  } as const;
  return choosePool(mode === "relay" ? candidates : [...candidates, direct], mode === "all", date);
}
