import { useId } from "react";
import { Check } from "lucide-react";
import { Checkbox } from "@base-ui/react/checkbox";
import { Switch } from "@base-ui/react/switch";
import { labelledButton } from "./labelled-button.tsx";

interface Props {
  /** A switch holds at once; a check box once its form is sent. */
  readonly type: "checkbox" | "switch";
  readonly label: string;
  readonly hint: string;
  readonly checked: boolean;
  readonly onPick: (checked: boolean) => void;
}

/** Yes or no, with its label, and a hint that is its description. */
export function Choice({ type, label, hint, checked, onPick }: Props) {
  const id = useId();
  const control = {
    id,
    checked,
    nativeButton: true,
    render: labelledButton,
    "aria-describedby": `${id}-hint`,
    onCheckedChange: (now: boolean) => onPick(now),
  } as const;
  return (
    <div className={`choice ${type}`}>
      {type === "switch" ? (
        <Switch.Root {...control} className="switch-track">
          <Switch.Thumb className="switch-thumb" />
        </Switch.Root>
      ) : (
        <Checkbox.Root {...control} className="tick">
          <Checkbox.Indicator render={<Check size={12} strokeWidth={3} aria-hidden="true" />} />
        </Checkbox.Root>
      )}
      <div>
        <label htmlFor={id}>{label}</label>
        <small id={`${id}-hint`}>{hint}</small>
      </div>
    </div>
  );
}
