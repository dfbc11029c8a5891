import { memo, type MouseEvent, type PointerEvent, type Ref } from "react";
import { GripVertical } from "lucide-react";
import type { DownloadView } from "../../electron/common/views.ts";
import { useWords } from "../state/context.tsx";
import type { Choosing } from "../state/selection.ts";
import { DownloadCard } from "./download-card.tsx";

interface Props {
  readonly view: DownloadView;
  /** Its place in the whole list. */
  readonly index: number;
  /** Pixels from the list's top. */
  readonly top: number;
  readonly selected: boolean;
  /** Whether Tab leads to it. */
  readonly current: boolean;
  /** Whether it is being dragged. */
  readonly dragged: boolean;
  /** Where it can be dragged. */
  readonly onGrab: ((event: PointerEvent, id: string) => void) | undefined;
  readonly onChoose: (id: string, choosing: Choosing) => void;
  readonly onCurrent: (id: string) => void;
  readonly ref: Ref<HTMLDivElement>;
}

/** What is there to be used or read by itself: a click on it chooses nothing. */
const own = "button, a, input, select, label, dl, table, form";

/** One row of the list. Drawn again when it changes, not at every pixel scrolled. */
export const DownloadRow = memo(function DownloadRow(props: Props) {
  const { view, index, top, selected, current, dragged, onGrab, onChoose, onCurrent, ref } = props;
  const { say } = useWords();
  const clicked = (event: MouseEvent<HTMLElement>) => {
    if (!(event.target instanceof Element) || event.target.closest(own)) return;
    // React tells of presses in a question that its row asked, too; it stands elsewhere.
    if (!event.currentTarget.contains(event.target)) return;
    // Who marks a text wants the text.
    if (document.getSelection()?.isCollapsed === false) return;
    event.currentTarget.focus({ preventScroll: true });
    onChoose(view.id, event.shiftKey ? "range" : event.ctrlKey || event.metaKey ? "toggle" : "only");
  };
  return (
    // The grid hears its keys. A table's rows could not be placed one by one.
    // oxlint-disable jsx-a11y/click-events-have-key-events, jsx-a11y/prefer-tag-over-role
    <div
      ref={ref}
      role="row"
      className="download-row"
      data-index={index}
      aria-rowindex={index + 1}
      aria-selected={selected}
      data-dragged={dragged ? true : undefined}
      tabIndex={current ? 0 : -1}
      style={{ transform: `translateY(${top}px)` }}
      // Shift would mark all text between.
      onMouseDown={(event) => (event.shiftKey ? event.preventDefault() : undefined)}
      onClick={clicked}
      onFocus={() => (current ? undefined : onCurrent(view.id))}
    >
      <div role="gridcell">
        <DownloadCard view={view} />
        {onGrab ? (
          // The keyboard has Alt and arrows for it.
          <span
            className="grip"
            aria-hidden="true"
            title={say("queue.grip")}
            onPointerDown={(event) => onGrab(event, view.id)}
          >
            <GripVertical size={16} />
          </span>
        ) : null}
      </div>
    </div>
  );
});
