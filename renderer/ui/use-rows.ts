import { useState } from "react";

/**
 * Rows of a form over a list that is saved as a whole. `rowOf` makes a row of what is saved; `savedOf` makes of the rows
 * what would be saved, undefined where one of them has a mistake. The rows stay as they are typed, and follow the list
 * where it changes elsewhere.
 */
export function useRows<Saved, Row>(
  list: readonly Saved[],
  rowOf: (saved: Saved, key: number) => Row,
  savedOf: (rows: readonly Row[]) => readonly Saved[] | undefined,
): [readonly Row[], (rows: readonly Row[]) => void] {
  const saved = JSON.stringify(list);
  const [from, setFrom] = useState(saved);
  const [rows, setRows] = useState<readonly Row[]>(() => list.map(rowOf));
  if (from !== saved) {
    setFrom(saved);
    if (JSON.stringify(savedOf(rows)) !== saved) setRows(list.map(rowOf));
  }
  return [rows, setRows];
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
