import { CircleCheck } from "lucide-react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { RelayEditor } from "./relay-editor.tsx";
import { RelayWizard } from "./relay-wizard.tsx";

/** Three ways to another road: one that is made up, one that the person has, one that he sets up. */
export function WelcomeRoad({ onReady }: { onReady: () => void }) {
  const { say, list } = useWords();
  const { startPractice, addRelay, toggleWizard } = useActions();
  const editing = useApp((state) => state.editing);
  const practice = useApp((state) => state.practice?.running === true);
  const busy = useApp((state) => state.busy.includes("practice"));
  const relays = useApp((state) => state.relays).filter((relay) => !relay.practice);
  const setUp = useApp((state) => state.wizard?.open === true);
  const begin = async () => {
    if (await startPractice()) onReady();
  };
  return (
    <>
      <ul className="welcome-ways">
        <li className="card">
          <Button
            kind={practice || relays.length > 0 ? undefined : "main"}
            disabled={busy}
            onClick={() => void begin()}
          >
            {busy ? say("practice.starting") : say("welcome.try")}
          </Button>
          <p className="quiet">{say("welcome.tryHint")}</p>
        </li>
        <li className="card">
          <Button aria-expanded={editing?.id === null} onClick={addRelay}>
            {say("welcome.have")}
          </Button>
          <p className="quiet">{say("welcome.haveHint")}</p>
        </li>
        <li className="card">
          <Button aria-expanded={setUp} onClick={toggleWizard}>
            {say("welcome.make")}
          </Button>
          <p className="quiet">{say("welcome.makeHint")}</p>
        </li>
      </ul>
      {editing ? <RelayEditor key={editing.opened} editing={editing} /> : null}
      <RelayWizard />
      <p className="welcome-have" aria-live="polite">
        {practice || relays.length > 0 ? <CircleCheck size={16} aria-hidden="true" /> : null}
        <span>
          {relays.length > 0
            ? say("welcome.saved", { name: list(relays.map(({ name }) => name)) })
            : practice
              ? say("welcome.tried")
              : null}
        </span>
      </p>
    </>
  );
}
