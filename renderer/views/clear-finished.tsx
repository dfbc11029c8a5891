import { useMemo } from "react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { countByFilter } from "../state/download-list.ts";
import { Confirm } from "../ui/confirm.tsx";

/** Takes all that are finished off the list, after a question; nothing where none is. */
export function ClearFinished() {
  const { say, integer } = useWords();
  const { clearFinished } = useActions();
  const downloads = useApp((state) => state.downloads);
  const busy = useApp((state) => state.busy.includes("clear"));
  const { done } = useMemo(() => countByFilter(downloads), [downloads]);
  if (done === 0 || busy) return null;
  return (
    <Confirm
      label={say("downloads.clear")}
      question={say("downloads.clearAsk", { count: done, shown: integer(done) })}
      yes={say("downloads.clearYes")}
      no={say("downloads.removeNo")}
      onYes={() => void clearFinished()}
    />
  );
}
