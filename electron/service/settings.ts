import type { Emit, Input } from "../common/contract.ts";
import { defaultAtOnce, defaultConnections } from "../common/defaults.ts";
import { settingsView, type SettingsView } from "../common/views.ts";
import type { Store } from "../engine/store/store.ts";
import type { Desktop } from "./desktop.ts";

export interface Settings {
  get(): SettingsView;
  set(change: Input<"settings.set">): SettingsView;
}

const key = "settings";

/**
 * The user's settings over the store; what is missing or unreadable there is the default. `apply` hears of them at the
 * start and at each change.
 */
export function createSettings(
  store: Store,
  desktop: Desktop,
  emit: Emit,
  apply: (settings: SettingsView) => void,
): Settings {
  const defaults = (): SettingsView => ({
    folder: desktop.downloadsFolder(),
    connections: defaultConnections,
    language: "system",
    mode: "auto",
    limit: null,
    atOnce: defaultAtOnce,
  });
  const get = () => {
    const saved = settingsView.partial().safeParse(store.settings.get(key) ?? {});
    return { ...defaults(), ...(saved.success ? withoutUndefined(saved.data) : {}) };
  };
  apply(get());
  return {
    get,
    set(change) {
      const next = { ...get(), ...withoutUndefined(change) };
      store.settings.set(key, next);
      apply(next);
      emit("settings.changed", next);
      return next;
    },
  };
}

/** Only what is really given: an optional field that came as undefined must not hide a value. */
function withoutUndefined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
