import { Check, ChevronsUpDown } from "lucide-react";
import { Field } from "@base-ui/react/field";
import { Select as Base } from "@base-ui/react/select";
import { usePopupPlace } from "./popup-place.tsx";

interface Props<T extends string> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string; readonly hint?: string }[];
  readonly onPick: (value: T) => void;
  readonly className?: string;
  /** The label is for screen readers alone: its place says what it is. */
  readonly quiet?: boolean;
}

/** One of a few named things. Each option may say below its name what it means. */
export function Select<T extends string>({
  label,
  hint,
  value,
  options,
  onPick,
  className = "",
  quiet = false,
}: Props<T>) {
  const place = usePopupPlace();
  return (
    <Field.Root className={`field ${className}`}>
      <Base.Root
        items={options}
        value={value}
        onValueChange={(picked) => (picked === null ? undefined : onPick(picked))}
      >
        {/* A label that is clicked leads to its control, which here would open the list. */}
        <Field.Label className={quiet ? "unseen" : "field-label"} nativeLabel={false} render={<div />}>
          {label}
        </Field.Label>
        <Base.Trigger className="select">
          <Base.Value className="select-value" />
          <ChevronsUpDown size={14} aria-hidden="true" />
        </Base.Trigger>
        <Base.Portal container={place}>
          <Base.Positioner
            className="popup-place"
            positionMethod="fixed"
            sideOffset={4}
            alignItemWithTrigger={false}
          >
            <Base.Popup className="popup select-popup">
              <Base.List className="select-list">
                {options.map((option) => (
                  <Base.Item
                    key={option.value}
                    value={option.value}
                    data-value={option.value}
                    className="select-item"
                  >
                    <Base.ItemText render={<span />}>{option.label}</Base.ItemText>
                    <Base.ItemIndicator className="select-sign">
                      <Check size={14} aria-hidden="true" />
                    </Base.ItemIndicator>
                    {option.hint ? <small>{option.hint}</small> : null}
                  </Base.Item>
                ))}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
      {hint ? (
        <Field.Description render={<small />} className="hint">
          {hint}
        </Field.Description>
      ) : null}
    </Field.Root>
  );
}
