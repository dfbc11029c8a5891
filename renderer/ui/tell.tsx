import { CircleAlert, CircleCheck, Info, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface Props {
  readonly tone?: "bad" | "good" | "quiet";
  /** Another sign than the tone's. */
  readonly sign?: LucideIcon;
  readonly children: ReactNode;
}

const signs = { bad: CircleAlert, good: CircleCheck, quiet: Info };

/** A sentence that a person should notice, with a sign before it. */
export function Tell({ tone = "quiet", sign, children }: Props) {
  const Sign = sign ?? signs[tone];
  return (
    <div className={`tell ${tone}`}>
      <Sign size={16} aria-hidden="true" />
      <div>{children}</div>
    </div>
  );
}
