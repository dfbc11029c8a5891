/** Whether a person has just come, and is to be shown round. */
import type { Store } from "../engine/store/store.ts";

const key = "welcomed";

/** True while nothing is kept but the practice network, and `rememberWelcome` was not called. */
export function isFirstRun(store: Pick<Store, "settings" | "relays" | "downloads">): boolean {
  if (store.settings.get(key) === true) return false;
  return store.relays.list().every(({ practice }) => practice) && store.downloads.isEmpty();
}

/** From now on it is no first run, whatever is kept. */
export function rememberWelcome(store: Pick<Store, "settings">): void {
  store.settings.set(key, true);
}
