import { useId, type Ref } from "react";

interface Props {
  readonly type: "radio" | "checkbox";
  readonly label: string;
  readonly hint: string;
  readonly checked: boolean;
  readonly onPick: (checked: boolean) => void;
  /** Radios of one name exclude each other. */
  readonly name?: string;
  readonly ref?: Ref<HTMLInputElement> | undefined;
}

/** A radio button or check box with its label, and a hint that is its description. */
export function Choice({ type, label, hint, checked, onPick, name, ref }: Props) {
  const id = useId();
  return (
    <div className={`choice ${type}`}>
      <input
        ref={ref}
        id={id}
        type={type}
        name={name}
        checked={checked}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onPick(event.target.checked)}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        <small id={`${id}-hint`}>{hint}</small>
      </div>
    </div>
  );
}
