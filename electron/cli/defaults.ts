import { defaultConnections } from "../common/defaults.ts";
import { settingsView } from "../common/views.ts";
import type { Store } from "../engine/store/store.ts";

const saved = settingsView.pick({ connections: true });

/** Connections on each route unless the command says otherwise: as the user set it in the app, else Detour's own choice. */
export function connectionsOf(store: Pick<Store, "settings">): number {
  const settings = saved.safeParse(store.settings.get("settings"));
  return settings.success ? settings.data.connections : defaultConnections;
}
