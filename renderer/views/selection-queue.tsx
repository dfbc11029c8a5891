import { priorities, type Priority } from "../../electron/common/queue-order.ts";
import type { DownloadView } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { isMovable } from "../state/moving.ts";
import { sortBy } from "../state/sorting.ts";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/select.tsx";
import { QueueButtons } from "./queue-buttons.tsx";

/** The place in the queue of all that is selected; where the list is sorted otherwise, the way to the queue's order. */
export function SelectionQueue({ selected }: { selected: readonly DownloadView[] }) {
  const { say } = useWords();
  const { moveBy, prioritise, sort } = useActions();
  const inQueue = useApp((state) => state.sort.key === "queue");
  const busy = useApp((state) => state.busy.includes("move"));
  const movable = selected.filter(isMovable);
  const [first] = movable;
  if (!first) return null;
  if (!inQueue) {
    return (
      <Button kind="plain" onClick={() => sort(sortBy("queue"))}>
        {say("queue.arrange")}
      </Button>
    );
  }
  const same = movable.every(({ priority }) => priority === first.priority);
  return (
    <>
      <QueueButtons disabled={busy} onStep={(step) => moveBy(first.id, step)} />
      <Select<Priority | "mixed">
        quiet
        className="queue-priority"
        label={say("queue.priority")}
        value={same ? first.priority : "mixed"}
        options={[
          ...(same ? [] : [{ value: "mixed" as const, label: say("queue.priority.mixed") }]),
          ...priorities.map((value) => ({ value, label: say(`queue.priorityIs.${value}`) })),
        ]}
        onPick={(picked) => {
          const ids = movable.map(({ id }) => id);
          if (picked !== "mixed") void prioritise(ids, picked);
        }}
      />
    </>
  );
}
