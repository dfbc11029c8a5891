import { useEffect, useEffectEvent, useState } from "react";

export interface Dropped {
  readonly files: readonly File[];
  /** `text/uri-list`; empty where there is none. */
  readonly links: string;
  /** `text/plain`; empty where there is none. */
  readonly text: string;
}

/**
 * Hears of what is dropped anywhere on the page: files, links, text. Out: whether something that can be dropped is held above
 * it now. Text that is dropped into a field stays the field's; what is dragged from the page itself goes nowhere.
 */
export function useDrop(onDrop: (dropped: Dropped) => void): boolean {
  const [held, setHeld] = useState(false);
  const drop = useEffectEvent(onDrop);
  useEffect(() => {
    /** What of the page itself is dragged. */
    let own: Node | undefined;
    const begin = ({ target }: DragEvent) => (own = target instanceof Node ? target : undefined);
    // While something is dragged no pointer moves or is pressed.
    const rest = () => (own = undefined);
    const end = () => {
      rest();
      setHeld(false);
    };
    const enter = (event: DragEvent) => {
      // Of what the page draws no longer, nothing says that its drag ended. What is still there may have left and come back.
      if (event.relatedTarget === null && own?.isConnected === false) rest();
      over(event);
    };
    const leave = (event: DragEvent) => {
      // Within the page it goes from one thing to the next.
      if (event.relatedTarget === null) setHeld(false);
    };
    const over = (event: DragEvent) => {
      const { dataTransfer: data } = event;
      if (!data || isFieldsOwn(event)) return setHeld(false);
      if (own) {
        // Chromium would open a link of the page in its place.
        event.preventDefault();
        data.dropEffect = "none";
        return;
      }
      if (!canTake(data)) return;
      event.preventDefault();
      data.dropEffect = effectOf(data);
      setHeld(true);
    };
    const dropped = (event: DragEvent) => {
      setHeld(false);
      const { dataTransfer: data } = event;
      if (!data || own || event.defaultPrevented || isFieldsOwn(event) || !canTake(data)) return;
      event.preventDefault();
      // What is dropped can be read only now.
      drop({
        files: [...data.files],
        links: data.getData("text/uri-list"),
        text: data.getData("text/plain"),
      });
    };
    const gone = new AbortController();
    const { signal } = gone;
    document.addEventListener("dragstart", begin, { signal });
    document.addEventListener("dragend", end, { signal });
    document.addEventListener("pointerdown", rest, { signal });
    document.addEventListener("pointermove", rest, { signal });
    document.addEventListener("dragenter", enter, { signal });
    document.addEventListener("dragover", over, { signal });
    document.addEventListener("dragleave", leave, { signal });
    document.addEventListener("drop", dropped, { signal });
    return () => gone.abort();
  }, []);
  useEffect(() => {
    if (!held) return;
    // While something is dragged no pointer moves: the drag was given up, and nothing said so.
    const moved = () => setHeld(false);
    document.addEventListener("pointermove", moved);
    return () => document.removeEventListener("pointermove", moved);
  }, [held]);
  return held;
}

function canTake({ types }: DataTransfer): boolean {
  return ["Files", "text/uri-list", "text/plain"].some((type) => types.includes(type));
}

const textTypes = new Set(["text", "search", "url", "email", "tel", "password", "number"]);

/** Whether it is text above a field, which takes it by itself; it would open a file. */
function isFieldsOwn({ target, dataTransfer }: DragEvent): boolean {
  return takesText(target) && dataTransfer?.types.includes("Files") !== true;
}

/** Whether text can be dropped into it: above a check box, or where nothing can be typed, a browser would open a link instead. */
function takesText(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement && !textTypes.has(target.type)) return false;
  const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  return isField && !target.disabled && !target.readOnly;
}

/** Where it comes from may allow no copy of it; another effect would refuse the drop. */
function effectOf({ effectAllowed }: DataTransfer): "copy" | "link" | "move" {
  if (/^(copy|all|uninitialized)/.test(effectAllowed)) return "copy";
  return effectAllowed.startsWith("link") ? "link" : "move";
}
