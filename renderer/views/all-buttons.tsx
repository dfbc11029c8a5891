import { useMemo } from "react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { allFor } from "../state/download-list.ts";
import { Button } from "../ui/button.tsx";

/** Pauses all downloads, or goes on with them. Both stay: what was pressed keeps the focus. */
export function AllButtons() {
  const { say } = useWords();
  const { onAll } = useActions();
  const downloads = useApp((state) => state.downloads);
  const busy = useApp((state) => state.busy.includes("all"));
  const can = useMemo(
    () => ({
      pause: allFor("pause", downloads).length > 0,
      resume: allFor("resume", downloads).length > 0,
    }),
    [downloads],
  );
  return (
    <div className="all-buttons">
      {(["pause", "resume"] as const).map((call) => (
        <Button key={call} kind="plain" disabled={busy || !can[call]} onClick={() => void onAll(call)}>
          {say(`downloads.${call}All`)}
        </Button>
      ))}
    </div>
  );
}
