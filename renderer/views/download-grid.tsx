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
  const [above, setAbove] = useState<Above>({ margin: 0, tools: 0 });
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
    scrollMargin: above.margin,
    // Rows come to rest below the tools, which stay where they are.
    scrollPaddingStart: above.tools + 8,
    gap: 16,
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
            top={start - above.margin}
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

/** In pixels: how far below the top of the page's content the list begins, and how high its tools are, which stay in sight. */
interface Above {
  readonly margin: number;
  readonly tools: number;
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
