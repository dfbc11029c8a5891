import { randomUUID } from "node:crypto";
import { AppError, describe, toFailure } from "../common/errors.ts";
import type { Emit } from "../common/contract.ts";
import {
  parseRelaySpec,
  printRelaySpec,
  relayHost,
  relayName,
  relayNames,
  type RelaySpec,
} from "../common/relay-spec.ts";
import { hideSecrets, isLocked, isPartlyTyped, restoreSecrets } from "../common/relay-secrets.ts";
import { parseSource } from "../common/source.ts";
import type { RelayHealth, RelayTest, RelayUse, RelayView } from "../common/views.ts";
import { silentLog, type Log } from "../engine/log.ts";
import type { Quota, RelayRow, Store } from "../engine/store/store.ts";
import type { Engine, NamedRelay } from "../engine/types.ts";
import { createRelayHealths } from "./relay-healths.ts";

export interface Relays {
  list(): RelayView[];
  /** Throws AppError `bad-relay-spec`. */
  add(spec: string, practice?: boolean): RelayView;
  update(id: string, spec: string): RelayView;
  remove(id: string): void;
  setUse(id: string, use: RelayUse): RelayView;
  /** Moves it among the saved ones; at the end where it would go, it stays. */
  move(id: string, to: "top" | "up" | "down" | "bottom"): void;
  /** What is undefined stays as it is. */
  setQuota(id: string, quota: { [P in keyof Quota]?: Quota[P] | undefined }): RelayView;
  /** The spec, with a word in the place of its secrets. */
  spec(id: string): string;
  /** Tries a spec; where it has that word, with the secrets of the saved relay `id`. */
  test(spec: string, url?: string, id?: string): Promise<RelayTest>;
  /** Looks at a saved relay, by its id, or at a spec. */
  health(relay: { readonly id: string } | { readonly spec: string }, url?: string): Promise<RelayHealth>;
  /** The relays of these ids, in the order of the list; `direct` is passed over. Throws AppError `not-found`. */
  named(ids: readonly string[]): NamedRelay[];
  /** All of them, with what was said of their use. */
  all(): (NamedRelay & { readonly practice: boolean })[];
  /** Removes a practice network's relays, which mean nothing without it: those of these ids, or all. */
  removePractice(ids?: readonly string[]): void;
  /** Tells clients of them anew: what was locked may be open now. */
  tell(): void;
}

interface Saved extends Omit<RelayRow, "spec"> {
  readonly spec: RelaySpec;
}

/** The saved relays over the store. Specs that this version cannot read stay in the store, and are not shown. */
export function createRelays(
  store: Store,
  engine: Engine,
  emit: Emit,
  date: () => number = Date.now,
  log: Log = silentLog,
): Relays {
  const healths = createRelayHealths(store, date);
  const saved = (): Saved[] =>
    store.relays.list().flatMap((row) => {
      try {
        return [{ ...row, spec: parseRelaySpec(row.spec) }];
      } catch {
        return [];
      }
    });
  const views = (): RelayView[] => {
    const all = saved();
    const names = relayNames(all.map(({ spec }) => spec));
    const found = healths.all();
    return all.map(({ id, practice, spec, use, quota }, index) => ({
      id,
      practice,
      name: names[index] ?? relayName(spec),
      kind: spec.kind,
      host: relayHost(spec),
      own: spec.options.own,
      locked: isLocked(spec),
      use,
      quota,
      traffic: engine.traffic(spec),
      health: found.get(id) ?? null,
    }));
  };
  const find = (id: string): Saved => {
    const one = saved().find((relay) => relay.id === id);
    if (!one) throw new AppError("not-found", { what: "relay", id });
    return one;
  };
  const changed = () => emit("relays.changed", views());
  const view = (id: string): RelayView => {
    const one = views().find((relay) => relay.id === id);
    if (!one) throw new AppError("not-found", { what: "relay", id });
    return one;
  };
  return {
    tell: changed,
    list: views,
    add(text, practice = false) {
      const spec = printRelaySpec(restoreSecrets(parseRelaySpec(text), undefined));
      const id = randomUUID();
      store.relays.save({ id, spec, practice });
      changed();
      return view(id);
    },
    update(id, text) {
      const { practice, spec } = find(id);
      const next = restoreSecrets(parseRelaySpec(text), spec);
      // Of two secrets one was typed: the other would have to be read to keep both.
      if (isPartlyTyped(next, spec)) throw new AppError("secret-locked", { relay: relayName(next) });
      // First: what was found must not be told of another relay, and where it cannot be forgotten nothing has changed.
      healths.forget(id);
      store.relays.save({ id, spec: printRelaySpec(next), practice });
      changed();
      return view(id);
    },
    remove(id) {
      find(id);
      healths.forget(id);
      store.relays.remove(id);
      changed();
    },
    setUse(id, use) {
      store.relays.setUse(find(id).id, use);
      changed();
      return view(id);
    },
    move(id, to) {
      find(id);
      const ids = saved().map((relay) => relay.id);
      const at = ids.indexOf(id);
      const others = ids.toSpliced(at, 1);
      const place = { top: 0, up: Math.max(0, at - 1), down: at + 1, bottom: others.length }[to];
      store.relays.arrange(others.toSpliced(place, 0, id));
      changed();
    },
    setQuota(id, { day, month }) {
      const { quota } = find(id);
      store.relays.setQuota(id, {
        day: day === undefined ? quota.day : day,
        month: month === undefined ? quota.month : month,
      });
      changed();
      return view(id);
    },
    spec: (id) => printRelaySpec(hideSecrets(find(id).spec)),
    async test(text, url, id) {
      const spec = restoreSecrets(parseRelaySpec(text), id === undefined ? undefined : find(id).spec);
      try {
        const connectMs = await engine.reach(spec);
        if (url === undefined) return { ok: true, connectMs, probe: null, problem: null };
        const relays = [{ name: relayName(spec), spec }];
        const [probe] = await engine.probe({ source: parseSource(url), relays, direct: false });
        return {
          ok: probe?.problem === null,
          connectMs,
          probe: probe ?? null,
          problem: probe?.problem ?? null,
        };
      } catch (error) {
        return { ok: false, connectMs: null, probe: null, problem: toFailure(error) };
      }
    },
    async health(relay, url) {
      const spec = "id" in relay ? find(relay.id).spec : parseRelaySpec(relay.spec);
      const source = url === undefined ? undefined : parseSource(url);
      const health = await engine.health({ name: relayName(spec), spec }, source);
      if (!("id" in relay)) return health;
      try {
        // While it was looked at, it may have been removed, or become another one.
        const now = saved().find(({ id }) => id === relay.id);
        if (now && printRelaySpec(now.spec) === printRelaySpec(spec)) {
          healths.keep(now.id, health);
          changed();
        }
      } catch (error) {
        // A check took a minute: what it found is told, though it is not kept.
        log.warn({ error: describe(error) }, "what a check of a relay found could not be kept");
      }
      return health;
    },
    named(ids) {
      const wanted = new Set(ids.filter((id) => id !== "direct"));
      const all = saved();
      const names = relayNames(all.map(({ spec }) => spec));
      const found = all.flatMap(({ id, spec, use, sealed }, index): NamedRelay[] => {
        if (!wanted.delete(id)) return [];
        const name = names[index] ?? relayName(spec);
        // Who names it wants it now, whatever was said of it.
        return [{ name, spec, use: use === "never" ? "auto" : use, ...(sealed !== undefined && { sealed }) }];
      });
      const [missing] = wanted;
      if (missing !== undefined) throw new AppError("not-found", { what: "relay", id: missing });
      return found;
    },
    all() {
      const all = saved();
      const names = relayNames(all.map(({ spec }) => spec));
      return all.map(({ spec, use, practice }, index) => ({
        name: names[index] ?? relayName(spec),
        spec,
        use,
        practice,
      }));
    },
    removePractice(ids) {
      const rows = store.relays.list().filter(({ id, practice }) => practice && (ids?.includes(id) ?? true));
      if (rows.length === 0) return;
      try {
        for (const { id } of rows) {
          healths.forget(id);
          store.relays.remove(id);
        }
      } finally {
        changed();
      }
    },
  };
}
