import { Field } from "@base-ui/react/field";
import { Frame } from "./frame.tsx";

interface Props {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong with it. */
  readonly problem?: string | undefined;
  readonly className?: string;
  readonly rows: number;
  readonly placeholder?: string;
  readonly value: string;
  readonly onText: (text: string) => void;
  /** It can be read, and not changed for now. */
  readonly still?: boolean;
  /** It is left. */
  readonly onLeave?: (() => void) | undefined;
}

/** A labelled text of several lines, with its hint, and with what is wrong with it. */
export function Lines(props: Props) {
  const { label, hint, problem, className, rows, placeholder, value, still = false, onText, onLeave } = props;
  return (
    <Frame label={label} hint={hint} problem={problem} className={className}>
      <Field.Control
        className="lines"
        render={<textarea rows={rows} />}
        spellCheck={false}
        autoComplete="off"
        placeholder={placeholder}
        readOnly={still}
        value={value}
        onValueChange={(text) => onText(text)}
        onBlur={onLeave}
      />
    </Frame>
  );
}
