import { useId, type InputHTMLAttributes, type ReactNode, type Ref } from "react";

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange"> {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong with it. */
  readonly problem?: string | undefined;
  readonly onText: (text: string) => void;
  readonly ref?: Ref<HTMLInputElement>;
  /** Stands at the right of the input. */
  readonly aside?: ReactNode;
}

/** A labelled text field with its hint, and with what is wrong with it. */
export function Field({ label, hint, problem, onText, aside, className = "", ...rest }: Props) {
  const id = useId();
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>{label}</label>
      <div className="field-row">
        <input
          spellCheck={false}
          autoComplete="off"
          {...rest}
          id={id}
          aria-describedby={`${id}-hint`}
          aria-invalid={problem ? true : undefined}
          onChange={(event) => onText(event.target.value)}
        />
        {aside}
      </div>
      <small id={`${id}-hint`} className={problem ? "problem" : "hint"}>
        {problem ?? hint}
      </small>
    </div>
  );
}
