/** What the last check of each saved relay found, and when: kept over restarts, until the relay is another one or gone. */
import { z } from "zod";
import { relayHealth, type RelayHealth, type RelayView } from "../common/views.ts";
import type { Store } from "../engine/store/store.ts";

const key = "relay-health";
const kept = z.record(z.string(), relayHealth.extend({ at: z.number() }));
type Kept = z.infer<typeof kept>;

export interface RelayHealths {
  /** By the relay's id. */
  all(): ReadonlyMap<string, NonNullable<RelayView["health"]>>;
  keep(id: string, health: RelayHealth): void;
  /** What was found is true no longer. */
  forget(id: string): void;
}

/** In: the time, ms since 1970. What cannot be read counts as nothing. */
export function createRelayHealths(store: Pick<Store, "settings">, date: () => number): RelayHealths {
  const read = (): Kept => kept.safeParse(store.settings.get(key)).data ?? {};
  return {
    all: () => new Map(Object.entries(read())),
    keep: (id, health) => store.settings.set(key, { ...read(), [id]: { ...health, at: date() } }),
    forget(id) {
      const { [id]: gone, ...others } = read();
      if (gone) store.settings.set(key, others);
    },
  };
}
