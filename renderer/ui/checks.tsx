import { useId } from "react";
import { Checkbox } from "@base-ui/react/checkbox";
import { CheckboxGroup } from "@base-ui/react/checkbox-group";

interface Props<T extends string> {
  readonly label: string;
  readonly value: readonly T[];
  /** Each by a word as short as the room is, and by its whole name for those who hear it. */
  readonly options: readonly { readonly value: T; readonly short: string; readonly name: string }[];
  readonly onPick: (value: readonly T[]) => void;
}

/** Any of a few that belong together, such as the days of a week: check boxes, each drawn as the word that it stands for. */
export function Checks<T extends string>({ label, value, options, onPick }: Props<T>) {
  const id = useId();
  return (
    <div className="checks">
      <span id={id} className="field-label">
        {label}
      </span>
      <CheckboxGroup
        aria-labelledby={id}
        value={[...value]}
        onValueChange={(picked) =>
          onPick(options.map((option) => option.value).filter((one) => picked.includes(one)))
        }
      >
        {options.map((option) => (
          <Checkbox.Root
            key={option.value}
            value={option.value}
            nativeButton
            render={<button type="button">{option.short}</button>}
            aria-label={option.name}
          />
        ))}
      </CheckboxGroup>
    </div>
  );
}
