import type { ReactNode } from "react";
import { Field } from "@base-ui/react/field";

interface Props {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong with what was typed; it stands in the hint's place. */
  readonly problem?: string | undefined;
  /** Stands at the right of the control. */
  readonly aside?: ReactNode;
  readonly className?: string | undefined;
  /** One control of Base UI; it takes its name and its description from here. */
  readonly children: ReactNode;
}

/** What every field has around it: a label, its control, and one line below for the hint or the problem. */
export function Frame({ label, hint, problem, aside, className = "", children }: Props) {
  return (
    <Field.Root className={`field ${className}`} invalid={problem !== undefined}>
      <Field.Label className="field-label">{label}</Field.Label>
      <div className="field-row">
        {children}
        {aside}
      </div>
      <Field.Description
        render={<small />}
        className={problem === undefined ? "hint" : "problem"}
        aria-live="polite"
      >
        {problem ?? hint}
      </Field.Description>
    </Field.Root>
  );
}
