/** The user's rules over the store, and what they make of a request. */
import { AppError } from "../common/errors.ts";
import { ruleFor, rules, type Rule } from "../common/rules.ts";
import type { Mode } from "../common/views.ts";
import type { Store } from "../engine/store/store.ts";
import type { NamedRelay } from "../engine/types.ts";

const key = "rules";

/** The rules that are kept; none where there are none, or where they cannot be read. */
export function readRules(store: Pick<Store, "settings">): Rule[] {
  const parsed = rules.safeParse(store.settings.get(key) ?? []);
  return parsed.success ? parsed.data : [];
}

/** Keeps a list in the place of the one before. */
export function writeRules(store: Pick<Store, "settings">, list: readonly Rule[]): void {
  store.settings.set(key, list);
}

/** What a rule says of a source. */
export interface Ruled {
  readonly mode: Mode;
  readonly relays: readonly NamedRelay[];
  /** The rule's place in the list; null where none fits. */
  readonly index: number | null;
}

/**
 * Applies the first rule that fits. In: what would count without one. Out: undefined where the rule refuses the source. A
 * relay that a rule names and that is not saved is passed over; where none of them is, there is no relay.
 */
export function applyRules(
  list: readonly Rule[],
  source: URL,
  { mode, relays }: { readonly mode: Mode; readonly relays: readonly NamedRelay[] },
): Ruled | undefined {
  const found = ruleFor(list, source);
  if (!found) return { mode, relays, index: null };
  const { use, relays: names } = found.rule;
  if (use === "refuse") return undefined;
  if (use === "direct") return { mode: "direct", relays: [], index: found.index };
  // Who is named in a rule is wanted there, whatever was said of it.
  const named = names.flatMap((name) => {
    const relay = relays.find((one) => one.name === name);
    return relay
      ? [{ ...relay, use: relay.use === "never" ? ("auto" as const) : (relay.use ?? "auto") }]
      : [];
  });
  return { mode: use, relays: names.length > 0 ? named : relays, index: found.index };
}

/** Whom a comparison asks. */
export interface Compared {
  readonly relays: readonly NamedRelay[];
  readonly direct: boolean;
}

/**
 * Applies the first rule that fits to a comparison: nobody is asked for a source who would not be asked to bring it. Out:
 * undefined where the rule refuses the source.
 */
export function ruleComparison(list: readonly Rule[], source: URL, asked: Compared): Compared | undefined {
  const ruled = applyRules(list, source, { mode: "auto", relays: asked.relays });
  if (!ruled) return undefined;
  return { relays: ruled.relays, direct: ruled.mode !== "relay" && asked.direct };
}

/** The error for a source that a rule refuses. */
export function refused(source: URL): AppError {
  return new AppError("refused-by-rule", { host: source.host });
}
