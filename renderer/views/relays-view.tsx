import { useLayoutEffect, useRef, useState } from "react";
import { Plus, Server } from "lucide-react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { RelayCard } from "./relay-card.tsx";
import { RelayEditor } from "./relay-editor.tsx";
import { RelayWizard } from "./relay-wizard.tsx";

/** The saved relays: how each does, when it is used, what it may cost; and how to get one. */
export function RelaysView() {
  const { say } = useWords();
  const { addRelay, moveRelay, toggleWizard } = useActions();
  const relays = useApp((state) => state.relays);
  const editing = useApp((state) => state.editing);
  // Who looked elsewhere meanwhile finds it as it was, open or closed.
  const setUp = useApp((state) => state.wizard?.open === true);
  const [moved, setMoved] = useState<string>();
  const list = useRef<HTMLUListElement>(null);
  /** The button that moved a card: where the card takes another place in the page, it loses the focus. */
  const pressed = useRef<HTMLElement>(undefined);
  useLayoutEffect(() => {
    const button = relays.length > 1 ? pressed.current : undefined;
    if (button && document.activeElement === document.body) button.focus();
  }, [relays]);
  const move = async (id: string, step: "up" | "down") => {
    const { activeElement } = document;
    pressed.current =
      activeElement instanceof HTMLElement && list.current?.contains(activeElement)
        ? activeElement
        : undefined;
    if (await moveRelay(id, step)) setMoved(id);
  };
  const place = relays.findIndex(({ id }) => id === moved);
  return (
    <>
      <h1 className="title">{say("relays.title")}</h1>
      <p className="quiet">{say("relays.intro")}</p>
      <div className="relays-do">
        <Button kind="main" aria-expanded={editing?.id === null} onClick={addRelay}>
          <Plus size={14} aria-hidden="true" />
          {say("routes.add")}
        </Button>
        <Button aria-expanded={setUp} onClick={toggleWizard}>
          <Server size={14} aria-hidden="true" />
          {say("wizard.open")}
        </Button>
      </div>
      {editing ? <RelayEditor key={editing.opened} editing={editing} /> : null}
      <RelayWizard />
      {relays.length === 0 ? <p className="quiet">{say("relays.none")}</p> : null}
      {relays.length > 1 ? <p className="quiet">{say("relays.orderHint")}</p> : null}
      <p className="unseen" aria-live="polite">
        {relays[place]
          ? say("relays.place", { name: relays[place].name, place: place + 1, total: relays.length })
          : null}
      </p>
      <ul ref={list} className="relay-list" aria-label={say("relays.title")}>
        {relays.map((relay) => (
          <li key={relay.id}>
            <RelayCard relay={relay} onMove={(step) => void move(relay.id, step)} />
          </li>
        ))}
      </ul>
    </>
  );
}
