import { useId, type Ref } from "react";
import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { labelledButton } from "./labelled-button.tsx";

interface Props<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string; readonly hint: string }[];
  readonly onPick: (value: T) => void;
  /** Of the first choice, to lead the focus there. */
  readonly ref?: Ref<HTMLButtonElement>;
}

/** One of several that are all in sight, each with what it means: arrows go from one to the next. */
export function Choices<T extends string>({ label, value, options, onPick, ref }: Props<T>) {
  const id = useId();
  return (
    <div className="choices">
      <span id={id} className="choices-label">
        {label}
      </span>
      <RadioGroup className="kinds" aria-labelledby={id} value={value} onValueChange={onPick}>
        {options.map((option, at) => (
          <div key={option.value} className="choice">
            <Radio.Root
              ref={at === 0 ? ref : undefined}
              id={`${id}-${option.value}`}
              className="dot"
              nativeButton
              render={labelledButton}
              value={option.value}
              aria-describedby={`${id}-${option.value}-hint`}
            />
            <div>
              <label htmlFor={`${id}-${option.value}`}>{option.label}</label>
              <small id={`${id}-${option.value}-hint`}>{option.hint}</small>
            </div>
          </div>
        ))}
      </RadioGroup>
    </div>
  );
}
