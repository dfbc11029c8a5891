/**
 * What a window remembers by itself: the relays that are switched off, how its list is sorted, its theme, and what became of the last
 * comparison.
 */
import type { SettingsView } from "../../electron/common/views.ts";
import { newestFirst, sortKeys, type Sort } from "./sorting.ts";

const offKey = "detour.off";
const sortKey = "detour.sort";
/** Read by public/theme.js, too. */
const themeKey = "detour.theme";
const comparedKey = "detour.compared";

/** Storages as a browser has them: `local` outlives the window, `session` only its reloads. */
export interface Memory {
  readonly local?: Storage;
  readonly session?: Storage;
}

/** The comparison that this window started or put away last. */
export interface Compared {
  readonly id: string;
  /** The whole address that it was started with; null where it was put away. */
  readonly url: string | null;
}

export function recallOff({ local }: Memory): readonly string[] {
  const value = read(local, offKey);
  return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
}

export function rememberOff({ local }: Memory, off: readonly string[]): void {
  write(local, offKey, off);
}

/** Light, dark or as the system: for the page's first paint, before the settings have come. */
export function rememberTheme({ local }: Memory, theme: SettingsView["theme"]): void {
  write(local, themeKey, theme);
}

export function recallSort({ local }: Memory): Sort {
  const value = read(local, sortKey);
  if (typeof value !== "object" || value === null || !("key" in value) || !("down" in value))
    return newestFirst;
  const key = sortKeys.find((one) => one === value.key);
  return key === undefined ? newestFirst : { key, down: value.down === true };
}

export function rememberSort({ local }: Memory, sort: Sort): void {
  write(local, sortKey, sort);
}

export function recallCompared({ session }: Memory): Compared | undefined {
  const value = read(session, comparedKey);
  if (typeof value !== "object" || value === null || !("id" in value) || !("url" in value)) return undefined;
  const { id, url } = value;
  return typeof id === "string" && (url === null || typeof url === "string") ? { id, url } : undefined;
}

export function rememberCompared({ session }: Memory, compared: Compared): void {
  write(session, comparedKey, compared);
}

function read(storage: Storage | undefined, key: string): unknown {
  try {
    return JSON.parse(storage?.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function write(storage: Storage | undefined, key: string, value: unknown): void {
  try {
    storage?.setItem(key, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing still works; only the choice is forgotten.
  }
}
