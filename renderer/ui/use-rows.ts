import { useState } from "react";
import { useSent } from "./use-sent.ts";

/** A row of such a form. */
export interface AnyRow {
  /** Its own for as long as the form is open. */
  readonly key: number;
  /** It is being filled in, and no part of what is saved before the person adds it. */
  readonly draft?: boolean;
}

/** Where drafts are kept: they outlive the form, which is closed by a look elsewhere. */
export interface RowDrafts<Row> {
  readonly rows: readonly Row[];
  readonly keep: (rows: readonly Row[]) => void;
}

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
 * stay as they are typed, and follow the list where it changes elsewhere. Those of `drafts` are shown behind the others, and not
 * saved.
 */
export function useRows<Saved, Row extends AnyRow>(
  list: readonly Saved[],
  rowOf: (saved: Saved, key: number) => Row,
  savedOf: (rows: readonly Row[]) => readonly Saved[] | undefined,
  keep: (list: readonly Saved[]) => Promise<boolean>,
  drafts: RowDrafts<Row>,
): Rows<Row> {
  const saved = JSON.stringify(list);
  const sent = useSent(saved);
  const read = () => {
    const first = freeKey(drafts.rows);
    return list.map((one, at) => rowOf(one, first + at));
  };
  const [others, setOthers] = useState<readonly Row[]>(read);
  if (sent.news === "elsewhere" && JSON.stringify(savedOf(others)) !== saved) setOthers(read());
  const notDrafts = (all: readonly Row[]) => all.filter(({ draft }) => !draft);
  return {
    rows: [...others, ...drafts.rows],
    set(next) {
      setOthers(notDrafts(next));
      drafts.keep(next.filter(({ draft }) => draft));
    },
    save(next) {
      const whole = savedOf(notDrafts(next));
      const text = JSON.stringify(whole);
      if (whole && text !== sent.latest) sent.send(text, keep(whole));
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

/** The rows with a draft among those that count, at their end. */
export function added<Row extends AnyRow>(rows: readonly Row[], key: number): readonly Row[] {
  const now = rows.map((row) => (row.key === key ? { ...row, draft: false } : row));
  return [...now.filter(({ draft }) => !draft), ...now.filter(({ draft }) => draft)];
}
