import { useState } from "react";
import { Plus, Server } from "lucide-react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { RelayCard } from "./relay-card.tsx";
import { RelayEditor } from "./relay-editor.tsx";
import { RelayWizard } from "./relay-wizard.tsx";

/** The saved relays: how each does, when it is used, what it may cost; and how to get one. */
export function RelaysView() {
  const { say } = useWords();
  const { addRelay } = useActions();
  const relays = useApp((state) => state.relays);
  const editing = useApp((state) => state.editing);
  const begun = useApp((state) => state.wizard !== undefined);
  // Who looked elsewhere meanwhile finds it as it was.
  const [setUp, setSetUp] = useState(begun);
  return (
    <>
      <h1 className="title">{say("relays.title")}</h1>
      <p className="quiet">{say("relays.intro")}</p>
      <div className="relays-do">
        <Button kind="main" aria-expanded={editing?.id === null} onClick={addRelay}>
          <Plus size={14} aria-hidden="true" />
          {say("routes.add")}
        </Button>
        <Button aria-expanded={setUp} onClick={() => setSetUp(!setUp)}>
          <Server size={14} aria-hidden="true" />
          {say("wizard.open")}
        </Button>
      </div>
      {editing ? <RelayEditor key={editing.opened} editing={editing} /> : null}
      {setUp ? <RelayWizard /> : null}
      {relays.length === 0 ? <p className="quiet">{say("relays.none")}</p> : null}
      <ul className="relay-list" aria-label={say("relays.title")}>
        {relays.map((relay) => (
          <li key={relay.id}>
            <RelayCard relay={relay} />
          </li>
        ))}
      </ul>
    </>
  );
}
