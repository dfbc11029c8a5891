/** `detour relay list|add|remove`: the saved relays. */
import { randomUUID } from "node:crypto";
import { parseRelaySpec, printRelaySpec, relayHost } from "../common/relay-spec.ts";
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
    output.line({ event: "relays", relays: relays.map(shown) });
    if (relays.length > 0)
      output.result(table(relays.map(({ name, spec }) => [printable(name), spec.kind, relayHost(spec)])));
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
    output.line({ event: "added", relay: shown(added) });
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

function shown({ name, spec }: SavedRelay) {
  return { name, kind: spec.kind, host: relayHost(spec), own: spec.options.own };
}
