/**
 * How many connections a server bore, and how many were best, by host and route: learned from refusals and from the search
 * for the best number (HARP, arXiv 1708.03053: history saves probing), remembered for a day.
 */
import { z } from "zod";
import type { Store } from "../store/store.ts";

const keys = { cap: "host-limits", best: "host-lanes" } as const;
type Key = (typeof keys)[keyof typeof keys];
const keepMs = 24 * 3600 * 1000;
const most = 500;

const limits = z.record(z.string(), z.object({ cap: z.int().min(1), at: z.number() }));

/** Out: the cap that was learned for a host over a route; undefined where none was, or a day has passed. `date`: ms since 1970. */
export function rememberedCap(store: Store, host: string, route: string, date: number): number | undefined {
  return remembered(store, keys.cap, host, route, date);
}

/** Out: how many lanes served best the last time; undefined where nothing is known of the last day. */
export function rememberedLanes(store: Store, host: string, route: string, date: number): number | undefined {
  return remembered(store, keys.best, host, route, date);
}

function remembered(store: Store, key: Key, host: string, route: string, date: number): number | undefined {
  const found = read(store, key)[name(host, route)];
  return found && date - found.at < keepMs ? found.cap : undefined;
}

/** Remembers a cap; the oldest of more than 500 are dropped. A store that cannot be written costs only this memory. */
export function rememberCap(store: Store, host: string, route: string, cap: number, date: number): void {
  remember(store, keys.cap, host, route, cap, date);
}

/** Remembers how many lanes served best, as `rememberCap` does. */
export function rememberLanes(store: Store, host: string, route: string, lanes: number, date: number): void {
  remember(store, keys.best, host, route, lanes, date);
}

function remember(store: Store, key: Key, host: string, route: string, cap: number, date: number): void {
  try {
    const all = { ...read(store, key), [name(host, route)]: { cap, at: date } };
    const fresh = Object.entries(all).filter(([, { at }]) => date - at < keepMs);
    fresh.sort(([, a], [, b]) => b.at - a.at);
    store.settings.set(key, Object.fromEntries(fresh.slice(0, most)));
  } catch {
    // It is found out anew the next time.
  }
}

function read(store: Store, key: Key): z.infer<typeof limits> {
  const parsed = limits.safeParse(store.settings.get(key) ?? {});
  return parsed.success ? parsed.data : {};
}

function name(host: string, route: string): string {
  return `${host} ${route}`;
}
