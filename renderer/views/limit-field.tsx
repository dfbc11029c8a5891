import { formatSpeed } from "../../electron/common/units.ts";
import { useWords } from "../state/context.tsx";
import { AmountField } from "./amount-field.tsx";

interface Props {
  readonly label: string;
  readonly hint: string;
  /** Bytes per second; null without a limit. */
  readonly limit: number | null;
  /** Saves it; out: whether it was. */
  readonly onLimit: (limit: number | null) => Promise<boolean>;
  /** Empty is no limit then, but no answer. */
  readonly required?: boolean;
}

/** A speed to type, as `500 kB/s`; empty lifts the limit. */
export function LimitField({ label, hint, limit, onLimit, required = false }: Props) {
  const { say } = useWords();
  return (
    <AmountField
      label={label}
      hint={hint}
      problem={say(required ? "settings.speedProblem" : "settings.limitProblem")}
      required={required}
      amount={limit}
      format={formatSpeed}
      onAmount={onLimit}
    />
  );
}
