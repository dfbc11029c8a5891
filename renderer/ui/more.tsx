/** Details that open in place, below the button that has them: `More` around both, `MoreButton`, and `MorePanel`. */
import type { ReactElement, ReactNode } from "react";
import { ChevronDown } from "lucide-react";
import { Collapsible } from "@base-ui/react/collapsible";
import { Button } from "./button.tsx";

interface Props {
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  /** The element that stands around button and panel; a `div` unless given. */
  readonly render?: ReactElement;
  readonly className?: string;
  readonly children: ReactNode;
}

export function More({ open, onOpen, render, className, children }: Props) {
  return (
    <Collapsible.Root
      className={className}
      open={open}
      onOpenChange={(now) => onOpen(now)}
      {...(render && { render })}
    >
      {children}
    </Collapsible.Root>
  );
}

export function MoreButton({ children }: { readonly children: string }) {
  return (
    <Collapsible.Trigger render={<Button kind="plain" />}>
      {children}
      <ChevronDown className="chevron" size={14} aria-hidden="true" />
    </Collapsible.Trigger>
  );
}

/** What it holds is there only while it is open. */
export function MorePanel({ children }: { readonly children: ReactNode }) {
  return <Collapsible.Panel>{children}</Collapsible.Panel>;
}
