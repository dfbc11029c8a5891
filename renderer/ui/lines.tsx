import { useId, type TextareaHTMLAttributes } from "react";

interface Props extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "onChange"> {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong with it. */
  readonly problem?: string | undefined;
  readonly onText: (text: string) => void;
}

/** A labelled text of several lines, with its hint, and with what is wrong with it. */
export function Lines({ label, hint, problem, onText, className = "", ...rest }: Props) {
  const id = useId();
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>{label}</label>
      <textarea
        className="lines"
        spellCheck={false}
        autoComplete="off"
        {...rest}
        id={id}
        aria-describedby={`${id}-hint`}
        aria-invalid={problem ? true : undefined}
        onChange={(event) => onText(event.target.value)}
      />
      <small id={`${id}-hint`} className={problem ? "problem" : "hint"} aria-live="polite">
        {problem ?? hint}
      </small>
    </div>
  );
}
