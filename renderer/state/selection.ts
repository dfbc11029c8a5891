/** Which rows of a list are selected, as the list boxes of every desktop do it. Pure. */

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** Where a range begins: the row that was chosen last without Shift. */
  readonly anchor: string | undefined;
  /** The row that the keyboard is at. */
  readonly at: string | undefined;
}

export const nothingSelected: Selection = { ids: new Set(), anchor: undefined, at: undefined };

/** `only`: this row alone; `toggle` (Ctrl): this row too, or no longer; `range` (Shift): all from the anchor to it. */
export type Choosing = "only" | "toggle" | "range";

/** What choosing row `id` makes of a selection. `order`: the rows as they are shown. */
export function choose(
  selection: Selection,
  order: readonly string[],
  id: string,
  choosing: Choosing,
): Selection {
  if (choosing === "range") {
    const from = selection.anchor === undefined ? -1 : order.indexOf(selection.anchor);
    const to = order.indexOf(id);
    // An anchor that is out of sight begins nothing.
    if (from >= 0 && to >= 0) {
      const ids = order.slice(Math.min(from, to), Math.max(from, to) + 1);
      return { ids: new Set(ids), anchor: selection.anchor, at: id };
    }
  }
  if (choosing !== "toggle") return { ids: new Set([id]), anchor: id, at: id };
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id, at: id };
}

export function chooseAll(selection: Selection, order: readonly string[]): Selection {
  return { ids: new Set(order), anchor: order[0], at: selection.at ?? order[0] };
}

/** How far a key goes: so many rows, or to an end. */
const steps: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -5,
  PageDown: 5,
  Home: -Infinity,
  End: Infinity,
};

/** The row that a key leads to from row `at`; undefined where the key leads nowhere. */
export function rowByKey(order: readonly string[], at: string, key: string): string | undefined {
  const step = steps[key];
  const from = order.indexOf(at);
  if (step === undefined || from < 0) return undefined;
  return order[Math.max(0, Math.min(order.length - 1, from + step))];
}
