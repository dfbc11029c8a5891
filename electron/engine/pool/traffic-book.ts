/** How much went through each relay, today and this month, over all of Detour's processes; and where a quota ends it. */
import { AppError, describe } from "../../common/errors.ts";
import { parseRelaySpec, relayHost, relayName, type RelaySpec } from "../../common/relay-spec.ts";
import { formatBytes } from "../../common/units.ts";
import type { Clock } from "../clock.ts";
import { Traffic } from "../http/traffic.ts";
import type { Log } from "../log.ts";
import type { Quota, Store } from "../store/store.ts";
import type { NamedRelay } from "../types.ts";

/** A quota is warned of from so much of it on. */
export const nearQuota = 0.8;
const everyMs = 1000;

/** What a relay's quota says now. */
export interface QuotaState {
  readonly period: "day" | "month";
  readonly used: number;
  readonly limit: number;
  readonly state: "free" | "near" | "full";
}

export interface TrafficBook {
  /**
   * Where the bytes of a relay's sockets are counted: one count for each relay's address. Within a second after a quota is
   * used up all its sockets are ended with AppError `relay-quota`, whatever they were for.
   */
  trafficOf(relay: NamedRelay): Traffic;
  /** Bytes of a day and a month (of this machine's calendar). */
  used(spec: RelaySpec): { readonly day: number; readonly month: number };
  /**
   * The quota of a saved relay that is nearest to its end; undefined where it has none. At most a second old, unless the
   * store cannot be read: then it is what was known last.
   */
  quota(spec: RelaySpec): QuotaState | undefined;
  /** Writes what was counted; no more is counted after that. */
  close(): void;
}

/** The names of a date's day and month: `2026-11-25`, `2026-11`. In: ms since 1970; of the local calendar. */
export function periodsOf(date: number): { readonly day: string; readonly month: string } {
  const at = new Date(date);
  const month = `${at.getFullYear()}-${two(at.getMonth() + 1)}`;
  return { month, day: `${month}-${two(at.getDate())}` };
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** Which of two quotas comes first, and how near its end is; undefined without any. */
export function judgeQuota(
  quota: Quota,
  used: { readonly day: number; readonly month: number },
): QuotaState | undefined {
  const states = (["day", "month"] as const).flatMap((period): QuotaState[] => {
    const limit = quota[period];
    if (limit === null) return [];
    const state = used[period] >= limit ? "full" : used[period] >= nearQuota * limit ? "near" : "free";
    return [{ period, used: used[period], limit, state }];
  });
  const part = ({ used: bytes, limit }: QuotaState) => (limit === 0 ? Infinity : bytes / limit);
  return states.toSorted((a, b) => (part(a) < part(b) ? 1 : -1))[0];
}

/** Whose count and quota a relay goes by: that of `system:`, wherever the system's proxy is. */
export function accountOf({ spec, standsFor }: NamedRelay): RelaySpec {
  return standsFor ?? spec;
}

/** The error of a route whose relay's quota is used up. */
export function quotaError(relay: string, { period, limit }: QuotaState): AppError {
  return new AppError("relay-quota", { relay, detail: `${formatBytes(limit)} a ${period}` });
}

/** Opens the book over the store. Whoever makes it closes it before the store. */
export function createTrafficBook(store: Store, clock: Pick<Clock, "date">, log: Log): TrafficBook {
  const counts = new Map<string, { readonly traffic: Traffic; readonly spec: RelaySpec; seen: number }>();
  let timer: NodeJS.Timeout | undefined;
  let failing = false;

  function write(): void {
    try {
      const { day, month } = periodsOf(clock.date());
      let wrote = false;
      for (const [relay, count] of counts) {
        const { bytes } = count.traffic;
        if (bytes === count.seen) continue;
        store.traffic.add(relay, [day, month], bytes - count.seen);
        count.seen = bytes;
        wrote = true;
      }
      if (wrote) store.traffic.keepOnly([...recentDays(clock.date()), month]);
      failing = false;
    } catch (error) {
      // What was not written stays counted, and is written with what follows.
      if (!failing) log.warn({ error: describe(error) }, "the relays' traffic could not be recorded");
      failing = true;
    }
  }

  const used = (spec: RelaySpec) => {
    const { day, month } = periodsOf(clock.date());
    const relay = relayHost(spec);
    const count = counts.get(relay);
    const unwritten = count ? count.traffic.bytes - count.seen : 0;
    return {
      day: store.traffic.of(relay, day) + unwritten,
      month: store.traffic.of(relay, month) + unwritten,
    };
  };

  /** The quotas of saved relays by address; the stricter one where two share it. Read once a second at most. */
  let quotas: { readonly at: number; readonly by: ReadonlyMap<string, Quota> } | undefined;
  const states = new Map<string, { readonly at: number; readonly state: QuotaState | undefined }>();
  function quotasNow(now: number): ReadonlyMap<string, Quota> {
    if (quotas && now - quotas.at < everyMs && now >= quotas.at) return quotas.by;
    const by = new Map<string, Quota>();
    for (const { spec, quota } of store.relays.list()) {
      if (quota.day === null && quota.month === null) continue;
      const relay = hostOf(spec);
      const other = relay === undefined ? undefined : by.get(relay);
      if (relay !== undefined)
        by.set(relay, { day: least(quota.day, other?.day), month: least(quota.month, other?.month) });
    }
    quotas = { at: now, by };
    return by;
  }

  let blind = false;
  function quota(spec: RelaySpec): QuotaState | undefined {
    const now = clock.date();
    const relay = relayHost(spec);
    const known = states.get(relay);
    if (known && now - known.at < everyMs && now >= known.at) return known.state;
    try {
      const set = quotasNow(now).get(relay);
      const state = set && judgeQuota(set, used(spec));
      states.set(relay, { at: now, state });
      blind = false;
      return state;
    } catch (error) {
      if (!blind) log.warn({ error: describe(error) }, "the relays' quotas could not be read");
      blind = true;
      return known?.state;
    }
  }

  /** Nothing more passes through a relay whose quota is used up, whoever asks. */
  function heed(count: { readonly traffic: Traffic; readonly spec: RelaySpec }): void {
    const state = quota(count.spec);
    if (state?.state === "full") count.traffic.end(quotaError(relayName(count.spec), state));
    else count.traffic.resume();
  }

  function tick(): void {
    write();
    states.clear();
    for (const count of counts.values()) heed(count);
  }

  return {
    trafficOf(named) {
      const account = accountOf(named);
      const relay = relayHost(account);
      const known = counts.get(relay);
      const count = known ?? { traffic: new Traffic(), spec: account, seen: 0 };
      counts.set(relay, count);
      timer ??= setInterval(tick, everyMs).unref();
      heed(count);
      return count.traffic;
    },
    used,
    quota,
    close() {
      clearInterval(timer);
      write();
      counts.clear();
    },
  };
}

function hostOf(spec: string): string | undefined {
  try {
    return relayHost(parseRelaySpec(spec));
  } catch {
    return undefined; // Written by another version of Detour.
  }
}

function least(a: number | null, b: number | null | undefined): number | null {
  if (a === null || b === null || b === undefined) return a ?? b ?? null;
  return Math.min(a, b);
}

/** Other processes may be a day apart around midnight. */
function recentDays(date: number): string[] {
  const dayMs = 24 * 3600 * 1000;
  return [date - dayMs, date, date + dayMs].flatMap((at) => Object.values(periodsOf(at)));
}
