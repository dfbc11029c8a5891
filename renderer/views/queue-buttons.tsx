import { ArrowDown, ArrowDownToLine, ArrowUp, ArrowUpToLine } from "lucide-react";
import { useWords } from "../state/context.tsx";
import type { MoveStep } from "../state/moving.ts";
import { Toolbar } from "../ui/toolbar.tsx";

const icons = { top: ArrowUpToLine, up: ArrowUp, down: ArrowDown, bottom: ArrowDownToLine } as const;
const steps = ["top", "up", "down", "bottom"] as const satisfies readonly MoveStep[];

interface Props {
  readonly disabled?: boolean;
  readonly onStep: (step: MoveStep) => void;
}

/** Four buttons that move downloads in the queue. */
export function QueueButtons({ disabled = false, onStep }: Props) {
  const { say } = useWords();
  return (
    <Toolbar
      label={say("queue.move")}
      disabled={disabled}
      tools={steps.map((id) => {
        const Icon = icons[id];
        return { id, label: say(`queue.${id}`), icon: <Icon size={16} aria-hidden="true" /> };
      })}
      onPress={onStep}
    />
  );
}
