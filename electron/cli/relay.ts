/** `detour relay list|add|remove`: the saved relays. */
import { randomUUID } from "node:crypto";
import { parseRelaySpec, printRelaySpec, relayHost } from "../common/relay-spec.ts";
import { formatBytes } from "../common/units.ts";
import type { RelayUse } from "../common/views.ts";
import { periodsOf } from "../engine/pool/traffic-book.ts";
import type { Store } from "../engine/store/store.ts";
import { openUserStore } from "./session.ts";
import type { Context } from "./context.ts";
import { done, type Outcome } from "./outcome.ts";
import { namedRows, parseRelayChoice, unknownRelay, type SavedRelay } from "./relays.ts";
import { badOption } from "./options.ts";
import { printable, table } from "./text.ts";

/** Tells the saved relays, without their secrets. */
export function relayList({ output }: Context): Outcome {
  return withStore((store) => {
    const relays = namedRows(store.relays.list());
    const shown = relays.map((relay) => shownOf(relay, store));
    output.line({ event: "relays", relays: shown });
    if (relays.length > 0)
      output.result(
        table(
          shown.map(({ name, kind, host, use, quota, traffic }) => [
            printable(name),
            kind,
            host,
            use,
            `day ${usedText(traffic.day, quota.day)}`,
            `month ${usedText(traffic.month, quota.month)}`,
          ]),
        ),
      );
    else if (!output.json) output.say("No relays are saved. Add one: detour relay add SPEC");
    return done;
  });
}

/** Saves a relay. In: its spec, or @FILE. Throws AppError `bad-relay-spec`. */
export function relayAdd(typed: string, { output }: Context): Outcome {
  const choice = parseRelayChoice(typed);
  const spec = "spec" in choice ? choice.spec : parseRelaySpec(choice.saved);
  return withStore((store) => {
    const id = randomUUID();
    store.relays.save({ id, spec: printRelaySpec(spec), practice: false });
    const added = namedRows(store.relays.list()).find((row) => row.id === id);
    if (!added) throw new Error("the relay was saved and cannot be read");
    output.line({ event: "added", relay: shownOf(added, store) });
    output.result(printable(added.name));
    return done;
  });
}

/** Takes a saved relay off the list. Throws AppError `unknown-relay`. */
export function relayRemove(name: string, { output }: Context): Outcome {
  return withStore((store) => {
    const row = namedRows(store.relays.list()).find((row) => row.name === name);
    if (!row) throw unknownRelay(name);
    if (row.practice) throw badOption("NAME", "it belongs to the practice network, which removes it itself");
    store.relays.remove(row.id);
    output.line({ event: "removed", name });
    output.result(printable(name));
    return done;
  });
}

function withStore<T>(work: (store: Store) => T): T {
  const store = openUserStore();
  try {
    return work(store);
  } finally {
    store.close();
  }
}

/** Says when a saved relay is used where none is named. Throws AppError `unknown-relay`. */
export function relayUse(name: string, use: RelayUse, { output }: Context): Outcome {
  return withStore((store) => {
    const { id } = find(name, store);
    store.relays.setUse(id, use);
    return tell(id, store, output);
  });
}

/** Bytes; `none` lifts a limit, and what is not said stays. */
export interface QuotaOptions {
  readonly day?: number | "none";
  readonly month?: number | "none";
}

/** Sets a saved relay's quota. Throws AppError `unknown-relay`. */
export function relayQuota(name: string, { day, month }: QuotaOptions, { output }: Context): Outcome {
  return withStore((store) => {
    const { id, quota } = find(name, store);
    store.relays.setQuota(id, { day: limitOf(day, quota.day), month: limitOf(month, quota.month) });
    return tell(id, store, output);
  });
}

function limitOf(said: number | "none" | undefined, before: number | null): number | null {
  return said === "none" ? null : (said ?? before);
}

function find(name: string, store: Store): SavedRelay {
  const row = namedRows(store.relays.list()).find((row) => row.name === name);
  if (!row) throw unknownRelay(name);
  return row;
}

function tell(id: string, store: Store, output: Context["output"]): Outcome {
  const row = namedRows(store.relays.list()).find((row) => row.id === id);
  if (!row) throw new Error("the relay was changed and cannot be read");
  const relay = shownOf(row, store);
  output.line({ event: "relays", relays: [relay] });
  const { day, month } = relay.quota;
  output.result(
    `${printable(relay.name)}: use ${relay.use}, day ${usedText(relay.traffic.day, day)}, month ${usedText(relay.traffic.month, month)}`,
  );
  return done;
}

function shownOf({ name, spec, use, quota }: SavedRelay, { traffic }: Store) {
  const host = relayHost(spec);
  const { day, month } = periodsOf(Date.now());
  return {
    name,
    kind: spec.kind,
    host,
    own: spec.options.own,
    use,
    quota,
    traffic: { day: traffic.of(host, day), month: traffic.of(host, month) },
  };
}

function usedText(used: number, limit: number | null): string {
  return limit === null ? formatBytes(used) : `${formatBytes(used)} of ${formatBytes(limit)}`;
}
