import { priorities } from "../../electron/common/queue-order.ts";
import type { DownloadView } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { placeInQueue } from "../state/moving.ts";
import { Select } from "../ui/select.tsx";
import { QueueButtons } from "./queue-buttons.tsx";

/** One download's place in the queue: its priority, and the way up and down. */
export function QueueField({ view }: { view: DownloadView }) {
  const { say, integer } = useWords();
  const { moveTo, prioritise } = useActions();
  const busy = useApp((state) => state.busy.includes("move"));
  // Two numbers, so that nothing is drawn while others only get on.
  const place = useApp(({ downloads }) => placeInQueue(downloads, view.id).place);
  const total = useApp(({ downloads }) => placeInQueue(downloads, view.id).total);
  return (
    <div className="queue-field">
      <Select
        className="inline"
        label={say("queue.priority")}
        value={view.priority}
        options={priorities.map((value) => ({ value, label: say(`queue.priority.${value}`) }))}
        onPick={(priority) => void prioritise([view.id], priority)}
      />
      <QueueButtons disabled={busy} onStep={(step) => void moveTo([view.id], step, view.id)} />
      <span className="quiet" aria-live="polite">
        {say("queue.place", { place: integer(place), total: integer(total) })}
      </span>
    </div>
  );
}
