import type { ReactNode } from "react";
import { Toolbar as Base } from "@base-ui/react/toolbar";
import { Button } from "./button.tsx";

interface Props<T extends string> {
  readonly label: string;
  /** They can be reached, and do nothing for now. */
  readonly disabled?: boolean;
  readonly tools: readonly { readonly id: T; readonly label: string; readonly icon: ReactNode }[];
  readonly onPress: (id: T) => void;
}

/**
 * A few buttons that do one kind of thing. One stop of Tab; arrows go between them. One that is disabled while it works keeps
 * the focus, so that it can be pressed again.
 */
export function Toolbar<T extends string>({ label, disabled = false, tools, onPress }: Props<T>) {
  return (
    <Base.Root className="toolbar" aria-label={label} disabled={disabled}>
      {tools.map(({ id, label: name, icon }) => (
        <Base.Button
          key={id}
          render={<Button kind="icon" repeats />}
          title={name}
          onClick={() => onPress(id)}
        >
          {icon}
          <span className="unseen">{name}</span>
        </Base.Button>
      ))}
    </Base.Root>
  );
}
