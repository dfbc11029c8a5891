import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import type { DownloadView } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { rowByKey } from "../state/selection.ts";
import { DownloadRow } from "./download-row.tsx";

const page = () => document.querySelector("main");

/**
 * The downloads as a grid of one column, since its rows hold buttons: arrows go from row to row, Shift takes all between,
 * Space one more. Only rows in sight are drawn, and the one that the keyboard is at, so that thousands cost no more than ten.
 */
export function DownloadGrid({ shown }: { shown: readonly DownloadView[] }) {
  const { say } = useWords();
  const { choose, chooseAll, chooseNone, goTo } = useActions();
  const { ids, at } = useApp((state) => state.looking.selection);
  const grid = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  const toFocus = useRef(false);
  const order = useMemo(() => shown.map(({ id }) => id), [shown]);
  const place = Math.max(0, at === undefined ? 0 : order.indexOf(at));
  // Its functions change what they return; nothing here is memoised over them.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: page,
    estimateSize: () => 148,
    getItemKey: (index) => order[index] ?? index,
    scrollMargin: margin,
    // Rows come to rest below the tools, which stay where they are.
    scrollPaddingStart: toolsHeight(),
    gap: 16,
    overscan: 4,
    rangeExtractor: (range) => {
      const rows = defaultRangeExtractor(range);
      return rows.includes(place) ? rows : [...rows, place].sort((a, b) => a - b);
    },
  });
  useTopOf(grid, setMargin);
  useEffect(() => {
    if (!toFocus.current) return;
    toFocus.current = false;
    grid.current
      ?.querySelector<HTMLElement>(`[aria-rowindex="${place + 1}"]`)
      ?.focus({ preventScroll: true });
  });

  const keyPressed = (event: KeyboardEvent<HTMLElement>) => {
    const onRow = event.target instanceof HTMLElement && event.target.role === "row";
    const ctrl = event.ctrlKey || event.metaKey;
    const here = order[place];
    if (ctrl && event.key === "a" && !(event.target instanceof HTMLInputElement)) chooseAll();
    else if (!onRow || here === undefined) return;
    else if (event.key === "Escape") chooseNone();
    else if (event.key === " ") choose(here, event.shiftKey ? "range" : "toggle");
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
            top={start - margin}
            selected={ids.has(view.id)}
            current={index === place}
            onChoose={choose}
            onCurrent={goTo}
          />
        ) : null;
      })}
    </div>
  );
}

/** Tells how far below the top of the page's content `element` begins: banners and tools above it come and go. */
function useTopOf(element: RefObject<HTMLElement | null>, tell: (pixels: number) => void): void {
  useEffect(() => {
    const [main, own] = [page(), element.current];
    const column = own?.parentElement;
    if (!main || !own || !column) return undefined;
    const watching = new ResizeObserver(() =>
      tell(Math.round(own.getBoundingClientRect().top - main.getBoundingClientRect().top + main.scrollTop)),
    );
    watching.observe(column);
    for (const above of column.children) if (above !== own) watching.observe(above);
    return () => watching.disconnect();
  }, [element, tell]);
}

function toolsHeight(): number {
  return (document.querySelector(".download-tools")?.clientHeight ?? 0) + 8;
}
