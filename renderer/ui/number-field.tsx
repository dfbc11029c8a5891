import { Minus, Plus } from "lucide-react";
import { NumberField as Base } from "@base-ui/react/number-field";
import { useWords } from "../state/context.tsx";
import { Frame } from "./frame.tsx";

interface Props {
  readonly label: string;
  readonly hint: string;
  readonly problem?: string | undefined;
  readonly min: number;
  readonly max: number;
  /** Null while nothing, or no number, stands there. */
  readonly value: number | null;
  readonly onNumber: (value: number | null) => void;
}

/** A whole number: to type, or to step with the buttons, the arrow keys, Page Up and Page Down. */
export function NumberField({ label, hint, problem, min, max, value, onNumber }: Props) {
  const { say, language } = useWords();
  return (
    <Frame label={label} hint={hint} problem={problem}>
      <Base.Root
        locale={language}
        min={min}
        max={max}
        // What is typed stays until it is mended: a number that jumps to another was not meant.
        allowOutOfRange
        value={value}
        onValueChange={(typed) => onNumber(typed)}
      >
        <Base.Group className="number">
          <Base.Decrement aria-label={say("number.less")}>
            <Minus size={14} aria-hidden="true" />
          </Base.Decrement>
          <Base.Input />
          <Base.Increment aria-label={say("number.more")}>
            <Plus size={14} aria-hidden="true" />
          </Base.Increment>
        </Base.Group>
      </Base.Root>
    </Frame>
  );
}
