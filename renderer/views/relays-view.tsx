import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Plus, Server } from "lucide-react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { nameOf } from "../state/roads.ts";
import { Button } from "../ui/button.tsx";
import { RelayCard } from "./relay-card.tsx";
import { RelayEditor } from "./relay-editor.tsx";
import { RelayWizard } from "./relay-wizard.tsx";

/** The saved relays: how each does, when it is used, what it may cost; and how to get one. */
export function RelaysView() {
  const words = useWords();
  const { say } = words;
  const { addRelay, moveRelay, toggleWizard } = useActions();
  const relays = useApp((state) => state.relays);
  const editing = useApp((state) => state.editing);
  // Who looked elsewhere meanwhile finds it as it was, open or closed.
  const setUp = useApp((state) => state.wizard?.open === true);
  /** What was moved last, and to where: what the list becomes later is no news of that. */
  const [moved, setMoved] = useState<{
    readonly name: string;
    readonly place: number;
    readonly total: number;
  }>();
  const list = useRef<HTMLUListElement>(null);
  /** The button that moved a card: where the card takes another place in the page, it loses the focus. */
  const pressed = useRef<HTMLElement>(undefined);
  const latest = useRef(relays);
  useLayoutEffect(() => {
    latest.current = relays;
  }, [relays]);
  const order = relays.map(({ id }) => id).join("\n");
  useLayoutEffect(() => {
    const button = pressed.current;
    // What moves after that is not its doing.
    pressed.current = undefined;
    if (order !== "" && button?.isConnected && document.activeElement === document.body)
      button.focus({ preventScroll: true });
  }, [order]);
  useEffect(() => {
    const elsewhere = ({ target }: Event) => {
      if (target instanceof Node && !pressed.current?.contains(target)) pressed.current = undefined;
    };
    document.addEventListener("focusin", elsewhere);
    document.addEventListener("pointerdown", elsewhere);
    return () => {
      document.removeEventListener("focusin", elsewhere);
      document.removeEventListener("pointerdown", elsewhere);
    };
  }, []);
  const move = async (id: string, step: "up" | "down") => {
    const { activeElement } = document;
    pressed.current =
      activeElement instanceof HTMLElement && list.current?.contains(activeElement)
        ? activeElement
        : undefined;
    if (!(await moveRelay(id, step))) return;
    const now = latest.current;
    const at = now.findIndex((one) => one.id === id);
    setMoved(now[at] && { name: now[at].name, place: at + 1, total: now.length });
  };
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
        {moved
          ? say("relays.place", {
              name: nameOf(words, relays, moved.name),
              place: moved.place,
              total: moved.total,
            })
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
