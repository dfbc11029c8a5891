import { Download } from "lucide-react";
import { useActions, useWords } from "../state/context.tsx";
import { takeDrop } from "../state/take-in.ts";
import { useDrop, type Dropped } from "../ui/use-drop.ts";

/** The whole window takes lists, Metalinks, links and text; while one is held above it, it says so. */
export function DropPlace() {
  const { say } = useWords();
  const actions = useActions();
  const take = async (dropped: Dropped) => {
    actions.beginArrival();
    actions.showArrived(await takeDrop(actions, dropped));
  };
  const held = useDrop((dropped) => void take(dropped));
  if (!held) return null;
  return (
    <section className="drop-place" aria-label={say("drop.here")}>
      <p>
        <Download size={28} aria-hidden="true" />
        <strong>{say("drop.here")}</strong>
        <span className="quiet">{say("drop.hint")}</span>
      </p>
    </section>
  );
}
