import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { ArrowUp, Plus, Trash2 } from "lucide-react";
import { Button } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";

interface Props<Row> {
  readonly label: string;
  readonly hint: string;
  readonly rows: readonly Row[];
  readonly add: string;
  readonly onAdd: () => void;
  /** What is said beside the button that adds one. */
  readonly aside?: ReactNode;
  readonly children: (row: Row, number: number) => ReactNode;
}

/** Rows of a setting that is a list: what the list is for, the rows, and one more. */
export function RowsField<Row extends { readonly key: number }>(props: Props<Row>) {
  const { label, hint, rows, add, onAdd, aside, children } = props;
  const id = useId();
  const list = useRef<HTMLOListElement>(null);
  const [asked, ask] = useState(0);
  useEffect(() => {
    // Whoever asked for a row fills it in next.
    if (asked > 0) list.current?.lastElementChild?.querySelector<HTMLElement>("button, input")?.focus();
  }, [asked]);
  return (
    <fieldset className="rows-field" aria-describedby={`${id}-hint`}>
      <legend>{label}</legend>
      <p id={`${id}-hint`} className="quiet">
        {hint}
      </p>
      {rows.length === 0 ? null : (
        <ol className="rows" ref={list}>
          {rows.map((row, at) => (
            <li key={row.key}>{children(row, at + 1)}</li>
          ))}
        </ol>
      )}
      <div className="rows-foot">
        <Button
          onClick={() => {
            ask(asked + 1);
            onAdd();
          }}
        >
          <Plus size={16} aria-hidden="true" />
          {add}
        </Button>
        {aside}
      </div>
    </fieldset>
  );
}

interface FootProps {
  readonly id: string;
  /** What is wrong with the row, or what it comes to. */
  readonly problem: string | undefined;
  readonly says?: string | undefined;
  /** Short names for who sees the sign, whole ones for who hears it. */
  readonly words: {
    readonly up: string;
    readonly upThis: string;
    readonly remove: string;
    readonly removeThis: string;
  };
  /** Of a draft: what adds it, by a short name and a whole one. */
  readonly adding?:
    | { readonly label: string; readonly whole: string; readonly onAdd: () => void }
    | undefined;
  /** Undefined for the first row. */
  readonly onUp: (() => void) | undefined;
  readonly onRemove: () => void;
}

/** Below a row: what is to say of it, and the ways to move and remove it. */
export function RowFoot({ id, problem, says, words, adding, onUp, onRemove }: FootProps) {
  const foot = useRef<HTMLDivElement>(null);
  // The focus would be lost with the row, or with its button.
  const leave = () =>
    foot.current?.closest(".rows-field")?.querySelector<HTMLElement>(".rows-foot button")?.focus();
  const remove = () => {
    leave();
    onRemove();
  };
  const add = () => {
    // What a field says of its own text comes first.
    const wrong = foot.current?.closest("fieldset")?.querySelector<HTMLElement>('input[aria-invalid="true"]');
    if (wrong) return wrong.focus();
    if (problem === undefined) leave();
    adding?.onAdd();
  };
  return (
    <div className="row-foot" ref={foot}>
      <small id={id} className={problem ? "problem" : "quiet"} aria-live="polite">
        {problem ?? says}
      </small>
      {adding ? (
        <Button kind="main" aria-label={adding.whole} onClick={add}>
          {adding.label}
        </Button>
      ) : null}
      {onUp ? (
        <IconButton repeats label={words.upThis} tip={words.up} onClick={onUp}>
          <ArrowUp size={16} aria-hidden="true" />
        </IconButton>
      ) : null}
      <IconButton label={words.removeThis} tip={words.remove} onClick={remove}>
        <Trash2 size={16} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
