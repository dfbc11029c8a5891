import type { InputHTMLAttributes, ReactNode, Ref } from "react";
import { Field as Base } from "@base-ui/react/field";
import { Frame } from "./frame.tsx";

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange" | "defaultValue"> {
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
export function Field({ label, hint, problem, onText, aside, className, ...rest }: Props) {
  return (
    <Frame label={label} hint={hint} problem={problem} aside={aside} className={className}>
      <Base.Control spellCheck={false} autoComplete="off" {...rest} onValueChange={(text) => onText(text)} />
    </Frame>
  );
}
