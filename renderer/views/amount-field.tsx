import { formatBytes, parseBytes } from "../../electron/common/units.ts";
import { Field } from "../ui/field.tsx";
import { useDraft } from "../ui/use-draft.ts";

interface Props {
  readonly label: string;
  readonly hint: string;
  /** What is said of a text that is no amount. */
  readonly problem: string;
  /** Bytes, or bytes per second; null where there is none. */
  readonly amount: number | null;
  readonly format?: (amount: number) => string;
  /** Saves it; out: whether it was. */
  readonly onAmount: (amount: number | null) => Promise<boolean>;
  /** Whether an empty field is a mistake. */
  readonly required?: boolean;
}

/** An amount to type, as `50 GB`; empty lifts it. It holds once the field is left, or at Enter. */
export function AmountField(props: Props) {
  const { label, hint, problem, amount, format = formatBytes, onAmount, required = false } = props;
  const show = (one: number | null) => (one === null ? "" : format(one));
  const { typed: text, type, save: keep } = useDraft<number | null, string>(amount, show, onAmount);
  const nothing = required ? undefined : null;
  const typed = text.trim() === "" ? nothing : parseBytes(text);
  const save = () => {
    // What is shown is rounded: it is no wish of the person's.
    if (typed !== undefined) keep(text === show(amount) ? amount : typed);
  };
  return (
    <Field
      className="short"
      label={label}
      hint={hint}
      problem={typed === undefined ? problem : undefined}
      value={text}
      onText={type}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") save();
      }}
    />
  );
}
