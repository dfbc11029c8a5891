import { z } from "zod";
import type { Emit, Input } from "../common/contract.ts";
import { defaultAtOnce, defaultConnections, defaultRetryWait, defaultSlowLimit } from "../common/defaults.ts";
import { withoutUndefined } from "../common/without-undefined.ts";
import { settingsView, type SettingsView } from "../common/views.ts";
import type { Store } from "../engine/store/store.ts";
import type { Desktop } from "./desktop.ts";

export interface Settings {
  get(): SettingsView;
  /** What they are at first. */
  defaults(): SettingsView;
  set(change: Input<"settings.set">): SettingsView;
  /** Sets these, or all, back to what they were at first. */
  reset(names?: readonly (keyof SettingsView)[]): SettingsView;
}

type Saved = Partial<SettingsView>;
/** As they lie in the store: what another version wrote, and this one cannot read, stays for that one. */
type Kept = Readonly<Record<string, unknown>>;

const key = "settings";
const keptSchema = z.record(z.string(), z.unknown()).catch({});

/**
 * The user's settings over the store, which holds only what he set: what is missing or unreadable there is the default.
 * `apply` hears of them at the start and at each change.
 */
export function createSettings(
  store: Store,
  desktop: Desktop,
  emit: Emit,
  apply: (settings: SettingsView) => void,
): Settings {
  const defaults = (): SettingsView => ({
    folder: desktop.downloadsFolder(),
    folderRules: [],
    connections: defaultConnections,
    language: "system",
    theme: "system",
    mode: "auto",
    limit: null,
    schedule: [],
    pace: "set",
    slowLimit: defaultSlowLimit,
    atOnce: defaultAtOnce,
    retries: null,
    retryWait: defaultRetryWait,
    goOnAtStart: true,
    keepDays: null,
    keepCount: null,
    onFinish: "nothing",
    notify: true,
    keepAwake: true,
    closeToTray: false,
    autostart: false,
    clipboard: true,
    keychain: true,
    updates: false,
  });
  const kept = (): Kept => ({ ...keptSchema.parse(store.settings.get(key)) });
  const get = () => ({ ...defaults(), ...readSaved(kept()) });
  const save = (next: Kept): SettingsView => {
    store.settings.set(key, next);
    const settings = get();
    apply(settings);
    emit("settings.changed", settings);
    return settings;
  };
  apply(get());
  return {
    get,
    defaults,
    set: (change) => save({ ...kept(), ...withoutUndefined(change) }),
    reset: (names) =>
      save(Object.fromEntries(Object.entries(kept()).filter(([name]) => names && !isOneOf(names, name)))),
  };
}

/** Whether the keychain is wanted, before there is a service to ask. */
export function wantsKeychain(store: Pick<Store, "settings">): boolean {
  return readSaved(keptSchema.parse(store.settings.get(key))).keychain ?? true;
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

/** Each setting by itself, and each rule of one that is a list: what another version wrote must not hide the others. */
function readSaved(value: Kept): Saved {
  const known = Object.entries(value).flatMap(([name, one]) => {
    const rules = Array.isArray(one) ? one.filter((rule) => readOne(name, [rule])) : undefined;
    const read = readOne(name, one) ?? (rules?.length ? readOne(name, rules) : undefined);
    return read ? Object.entries(read) : [];
  });
  return Object.fromEntries(known);
}

function readOne(name: string, value: unknown): Saved | undefined {
  const read = settingsView.partial().safeParse({ [name]: value });
  return read.success ? withoutUndefined(read.data) : undefined;
}
