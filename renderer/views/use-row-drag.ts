import { useCallback, useEffect, useEffectEvent, useState, type PointerEvent } from "react";
import type { Virtualizer } from "@tanstack/react-virtual";
import type { DownloadView } from "../../electron/common/views.ts";
import { dropAt, goTogether, type MoveTo } from "../state/moving.ts";

/** A press becomes a drag after so many pixels: a click on the grip still selects the row. */
const slackPx = 4;
/** So near to an edge the list scrolls, and the faster the nearer: at most so many pixels in a millisecond. */
const edgePx = 72;
const fastest = 1.4;
/** A page that was drawn late does not jump. */
const longestFrameMs = 100;

interface Held {
  readonly id: string;
  /** The rows that go; none before it is a drag. */
  readonly ids: readonly string[];
  readonly fromY: number;
  readonly x: number;
  readonly y: number;
  /** Before which row the pointer is. */
  readonly gap: number;
}

export interface RowDrag {
  readonly id: string;
  readonly ids: ReadonlySet<string>;
  /** Where the pointer is in the window. */
  readonly x: number;
  readonly y: number;
  /** Before which row they would land, the list's length for after the last; undefined where nowhere. */
  readonly gap: number | undefined;
}

interface Options {
  readonly virtual: Virtualizer<HTMLElement, HTMLDivElement>;
  readonly shown: readonly DownloadView[];
  readonly selected: ReadonlySet<string>;
  /** Pixels at the top of the page that its tools cover. */
  readonly covered: () => number;
  readonly onDrop: (ids: readonly string[], to: MoveTo, held: string) => void;
}

/**
 * Rows dragged by a pointer: mouse, pen or finger. The window is listened to, since the row that was grabbed is no longer
 * drawn once the list has scrolled away from it. Escape ends it without a move.
 */
export function useRowDrag({ virtual, shown, selected, covered, onDrop }: Options): {
  readonly drag: RowDrag | undefined;
  readonly grab: (event: PointerEvent, id: string) => void;
} {
  const [held, setHeld] = useState<Held>();
  const dragging = held !== undefined && held.ids.length > 0;
  const pressed = held !== undefined;
  const landing = dragging ? dropAt(shown, held.ids, held.gap) : undefined;

  const grab = useCallback((event: PointerEvent, id: string) => {
    if (event.button !== 0) return;
    // Else it would mark text, or scroll under a finger.
    event.preventDefault();
    const { clientX: x, clientY: y } = event;
    setHeld({ id, ids: [], fromY: y, x, y, gap: 0 });
  }, []);

  const follow = useEffectEvent((x: number, y: number) => {
    const page = virtual.scrollElement;
    if (!held || !page) return;
    const still = !dragging && Math.abs(y - held.fromY) < slackPx;
    const ids = dragging || still ? held.ids : goTogether(shown, selected, held.id);
    const offset = y - page.getBoundingClientRect().top + page.scrollTop;
    const row = virtual.getVirtualItemForOffset(offset);
    const gap = row ? row.index + (offset > row.start + row.size / 2 ? 1 : 0) : 0;
    setHeld({ ...held, ids, x, y, gap });
  });
  const drop = useEffectEvent(() => {
    if (held && landing) onDrop(held.ids, landing.to, held.id);
    if (dragging) swallowClick();
    setHeld(undefined);
  });
  const scrollOn = useEffectEvent((passedMs: number) => {
    const page = virtual.scrollElement;
    if (!held || !page) return;
    const { top, bottom } = page.getBoundingClientRect();
    const up = edgePx - (held.y - top - covered());
    const down = edgePx - (bottom - held.y);
    const near = Math.min(Math.max(up, down, 0), edgePx) / edgePx;
    const by = near * fastest * Math.min(passedMs, longestFrameMs);
    if (by === 0) return;
    const before = page.scrollTop;
    page.scrollBy({ top: up > down ? -by : by, behavior: "instant" });
    if (page.scrollTop !== before) follow(held.x, held.y);
  });

  useEffect(() => {
    if (!pressed) return undefined;
    const over = new AbortController();
    const listen = { signal: over.signal, capture: true };
    window.addEventListener("pointermove", (event) => follow(event.clientX, event.clientY), listen);
    window.addEventListener("pointerup", () => drop(), listen);
    window.addEventListener("pointercancel", () => setHeld(undefined), listen);
    window.addEventListener("blur", () => setHeld(undefined), listen);
    window.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        setHeld(undefined);
      },
      listen,
    );
    return () => over.abort();
  }, [pressed]);
  useEffect(() => {
    if (!dragging) return undefined;
    let last = performance.now();
    let frame = requestAnimationFrame(function next(now) {
      scrollOn(now - last);
      last = now;
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [dragging]);

  return {
    grab,
    drag: dragging
      ? { id: held.id, ids: new Set(held.ids), x: held.x, y: held.y, gap: landing?.gap }
      : undefined,
  };
}

/** What ends a drag is no click on the row below. */
function swallowClick(): void {
  const over = new AbortController();
  window.addEventListener("click", (event) => event.stopPropagation(), {
    signal: over.signal,
    capture: true,
  });
  setTimeout(() => over.abort());
}
