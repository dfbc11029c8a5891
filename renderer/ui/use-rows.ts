import { useState } from "react";
import { useSent } from "./use-sent.ts";

export interface Rows<Row> {
  readonly rows: readonly Row[];
  /** They stand so from now on, and are not saved yet. */
  readonly set: (rows: readonly Row[]) => void;
  /** Saves them, where all can be saved and that changes anything. */
  readonly save: (rows: readonly Row[]) => void;
}

/**
 * Rows of a form over a list that is saved as a whole. `rowOf` makes a row of what is saved; `savedOf` makes of the rows
 * what would be saved, undefined where one of them has a mistake; `keep` saves it, and ends with whether it was. The rows
 * stay as they are typed, and follow the list where it changes elsewhere.
 */
export function useRows<Saved, Row>(
  list: readonly Saved[],
  rowOf: (saved: Saved, key: number) => Row,
  savedOf: (rows: readonly Row[]) => readonly Saved[] | undefined,
  keep: (list: readonly Saved[]) => Promise<boolean>,
): Rows<Row> {
  const saved = JSON.stringify(list);
  const sent = useSent(saved);
  const [rows, setRows] = useState<readonly Row[]>(() => list.map(rowOf));
  if (sent.news === "elsewhere" && JSON.stringify(savedOf(rows)) !== saved) setRows(list.map(rowOf));
  return {
    rows,
    set: setRows,
    save(next) {
      const read = savedOf(next);
      const text = JSON.stringify(read);
      if (read && text !== sent.latest) sent.send(text, keep(read));
    },
  };
}

/** A key that none of the rows has. */
export function freeKey(rows: readonly { readonly key: number }[]): number {
  return Math.max(0, ...rows.map(({ key }) => key)) + 1;
}

/** The rows with one of them a place higher: the upper one counts where two fit. */
export function movedUp<Row extends { readonly key: number }>(
  rows: readonly Row[],
  key: number,
): readonly Row[] {
  const at = rows.findIndex((row) => row.key === key);
  const [row, above] = [rows[at], rows[at - 1]];
  return row && above ? rows.with(at - 1, row).with(at, above) : rows;
}
