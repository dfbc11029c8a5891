import { useActions, useApp, useWords } from "../state/context.tsx";
import type { Moved } from "../state/store.ts";
import { sortBy } from "../state/sorting.ts";
import { Button } from "../ui/button.tsx";
import type { Words } from "../words/words.ts";

/** Says where rows went that were moved by a key, or why they cannot be, and what to do. */
export function MoveNote() {
  const words = useWords();
  const { sort } = useActions();
  const moved = useApp((state) => state.moved);
  const other = moved?.kind === "other-sort";
  return (
    <div className={other ? "move-note" : "unseen"}>
      <span aria-live="polite">{moved ? said(words, moved) : ""}</span>
      {other ? (
        <Button kind="plain" onClick={() => sort(sortBy("queue"))}>
          {words.say("queue.show")}
        </Button>
      ) : null}
    </div>
  );
}

function said({ say, integer }: Words, moved: Moved): string {
  switch (moved.kind) {
    case "moved": {
      const { name, count, place, total } = moved;
      const where = { name, place: integer(place), total: integer(total) };
      return count === 1
        ? say("queue.moved", where)
        : say("queue.movedMany", { ...where, others: integer(count - 1) });
    }
    case "at-end":
      return say("queue.atEnd", { name: moved.name });
    case "other-sort":
      return say("queue.otherSort");
    default:
      return moved satisfies never;
  }
}
