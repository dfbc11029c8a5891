import { ArrowDownNarrowWide, ArrowUpNarrowWide } from "lucide-react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { sortBy, sortKeys } from "../state/sorting.ts";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/select.tsx";

/** In which order the list is shown, and the other way round. */
export function SortField() {
  const { say } = useWords();
  const { sort: pick } = useActions();
  const { key, down } = useApp((state) => state.sort);
  const Icon = down ? ArrowDownNarrowWide : ArrowUpNarrowWide;
  return (
    <div className="download-sort">
      <Select
        quiet
        label={say("downloads.sort")}
        value={key}
        options={sortKeys.map((value) => ({ value, label: say(`downloads.sort.${value}`) }))}
        onPick={(value) => pick(sortBy(value))}
      />
      {key === "queue" ? null : (
        <Button kind="icon" title={say("downloads.sortTurn")} onClick={() => pick({ key, down: !down })}>
          <Icon size={16} aria-hidden="true" />
          <span className="unseen">{say("downloads.sortTurn")}</span>
        </Button>
      )}
    </div>
  );
}
