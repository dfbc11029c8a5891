import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import type { DownloadView } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { isMovable, type MoveStep } from "../state/moving.ts";
import { rowByKey } from "../state/selection.ts";
import { DownloadRow } from "./download-row.tsx";
import { useRowDrag } from "./use-row-drag.ts";

const page = () => document.querySelector("main");

const gapPx = 16;

/** With Alt, what would go to another row takes the row along. */
const moves: Readonly<Record<string, MoveStep>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "top",
  End: "bottom",
};

interface Props {
  readonly shown: readonly DownloadView[];
  /** The person pressed Delete: what is selected shall go. */
  readonly onDelete: () => void;
}

/**
 * The downloads as a grid of one column, since its rows hold buttons: arrows go from row to row, Shift takes all between,
 * Space one more; Alt and arrows move rows in the queue, and so does dragging them. Only rows in sight are drawn, and the one that the keyboard is at, so that thousands cost no more than ten.
 */
export function DownloadGrid({ shown, onDelete }: Props) {
  const { say, integer } = useWords();
  const { choose, chooseAll, chooseNone, goTo, moveBy, moveTo } = useActions();
  const { ids, at } = useApp((state) => state.looking.selection);
  const inQueue = useApp((state) => state.sort.key === "queue");
  const grid = useRef<HTMLDivElement>(null);
  const [above, setAbove] = useState<Above>({ margin: 0, tools: 0 });
  const toFocus = useRef(false);
  const toFollow = useRef(false);
  const order = useMemo(() => shown.map(({ id }) => id), [shown]);
  const place = Math.max(0, at === undefined ? 0 : order.indexOf(at));
  // Its functions change what they return; nothing here is memoised over them.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer<HTMLElement, HTMLDivElement>({
    count: shown.length,
    getScrollElement: page,
    estimateSize: () => 148,
    getItemKey: (index) => order[index] ?? index,
    scrollMargin: above.margin,
    // Rows come to rest below the tools, which stay where they are.
    scrollPaddingStart: above.tools + 8,
    gap: gapPx,
    overscan: 4,
    rangeExtractor: (range) => {
      const rows = defaultRangeExtractor(range);
      return rows.includes(place) ? rows : [...rows, place].sort((a, b) => a - b);
    },
  });
  useAbove(grid, setAbove);
  useEffect(() => {
    if (!toFocus.current) return;
    toFocus.current = false;
    grid.current
      ?.querySelector<HTMLElement>(`[aria-rowindex="${place + 1}"]`)
      ?.focus({ preventScroll: true });
  });

  // A row that was moved by a key stays in sight, and the keyboard at it.
  useEffect(() => {
    if (!toFollow.current) return;
    toFollow.current = false;
    virtual.scrollToIndex(place);
    grid.current
      ?.querySelector<HTMLElement>(`[aria-rowindex="${place + 1}"]`)
      ?.focus({ preventScroll: true });
  }, [place, virtual]);
  const { drag, grab } = useRowDrag({
    virtual,
    shown,
    selected: ids,
    covered: () => above.tools,
    onDrop: (rows, to, held) => void moveTo(rows, to, held),
  });

  const keyPressed = (event: KeyboardEvent<HTMLElement>) => {
    const onRow = event.target instanceof HTMLElement && event.target.role === "row";
    const ctrl = event.ctrlKey || event.metaKey;
    const here = order[place];
    if (ctrl && event.key === "a" && !(event.target instanceof HTMLInputElement)) chooseAll();
    else if (!onRow || here === undefined) return;
    else if (event.altKey) {
      const step = moves[event.key];
      if (step === undefined) return;
      toFollow.current = moveBy(here, step);
    } else if (event.key === "Escape") chooseNone();
    else if (event.key === "Delete" || (event.key === "Backspace" && event.metaKey)) {
      if (ids.size === 0) choose(here, "only");
      onDelete();
    } else if (event.key === " ") choose(here, event.shiftKey ? "range" : "toggle");
    else {
      const row = rowByKey(order, here, event.key);
      if (row === undefined) return;
      if (event.shiftKey) choose(row, "range");
      else if (ctrl) goTo(row);
      else choose(row, "only");
      toFocus.current = true;
      virtual.scrollToIndex(order.indexOf(row));
    }
    event.preventDefault();
  };

  return (
    <div
      ref={grid}
      data-dragging={drag ? true : undefined}
      className="download-list"
      role="grid"
      tabIndex={-1}
      aria-multiselectable="true"
      aria-rowcount={shown.length}
      aria-label={say("downloads.list")}
      style={{ height: virtual.getTotalSize() }}
      onKeyDown={keyPressed}
    >
      {virtual.getVirtualItems().map(({ key, index, start }) => {
        const view = shown[index];
        return view ? (
          <DownloadRow
            key={key}
            ref={virtual.measureElement}
            view={view}
            index={index}
            top={start - above.margin}
            selected={ids.has(view.id)}
            current={index === place}
            dragged={drag?.ids.has(view.id) === true}
            onGrab={inQueue && isMovable(view) ? grab : undefined}
            onChoose={choose}
            onCurrent={goTo}
          />
        ) : null;
      })}
      {drag?.gap === undefined ? null : (
        <div
          className="drop-line"
          aria-hidden="true"
          style={{ transform: `translateY(${lineAt(virtual, drag.gap) - above.margin}px)` }}
        />
      )}
      {drag ? (
        <div className="drag-chip" aria-hidden="true" style={{ left: drag.x, top: drag.y }}>
          {drag.ids.size === 1
            ? (shown.find((view) => view.id === drag.id)?.name ?? "")
            : say("downloads.selected", { shown: integer(drag.ids.size) })}
        </div>
      ) : null}
    </div>
  );
}

/** In pixels: how far below the top of the page's content the list begins, and how high its tools are, which stay in sight. */
interface Above {
  readonly margin: number;
  readonly tools: number;
}

/** Where the line before row `gap` is, in the middle between two rows; after the last one, below it. */
function lineAt(virtual: Virtualizer<HTMLElement, HTMLDivElement>, gap: number): number {
  const [row, last] = [virtual.measurementsCache[gap], virtual.measurementsCache.at(-1)];
  return row ? row.start - gapPx / 2 : (last?.end ?? 0) + gapPx / 2;
}

/** Tells what stands above `element`: banners and tools come and go. Nothing is measured while a list is drawn or scrolled. */
function useAbove(element: RefObject<HTMLElement | null>, tell: (above: Above) => void): void {
  useEffect(() => {
    const [main, own] = [page(), element.current];
    const column = own?.parentElement;
    if (!main || !own || !column) return undefined;
    const watching = new ResizeObserver(() =>
      tell({
        margin: Math.round(
          own.getBoundingClientRect().top - main.getBoundingClientRect().top + main.scrollTop,
        ),
        tools: document.querySelector(".download-tools")?.clientHeight ?? 0,
      }),
    );
    watching.observe(column);
    for (const above of column.children) if (above !== own) watching.observe(above);
    return () => watching.disconnect();
  }, [element, tell]);
}
