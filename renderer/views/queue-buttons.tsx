import { ArrowDown, ArrowDownToLine, ArrowUp, ArrowUpToLine } from "lucide-react";
import { useWords } from "../state/context.tsx";
import type { MoveStep } from "../state/moving.ts";
import { Button } from "../ui/button.tsx";

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
    <fieldset className="queue-buttons">
      <legend className="unseen">{say("queue.move")}</legend>
      {steps.map((step) => {
        const Icon = icons[step];
        return (
          <Button
            key={step}
            kind="icon"
            repeats
            disabled={disabled}
            title={say(`queue.${step}`)}
            onClick={() => onStep(step)}
          >
            <Icon size={16} aria-hidden="true" />
            <span className="unseen">{say(`queue.${step}`)}</span>
          </Button>
        );
      })}
    </fieldset>
  );
}
