import type { DownloadView } from "../../electron/common/views.ts";
import { bulkOf, countGroups, listFilters, type ListFilter } from "../state/download-list.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";

interface Props {
  readonly shown: readonly DownloadView[];
  readonly filter: ListFilter;
  readonly typed: string;
  readonly onFilter: (filter: ListFilter) => void;
  readonly onType: (typed: string) => void;
}

const calls = ["pause", "resume", "remove"] as const;

/** Above the list: which are shown, and what can be done with all of them. */
export function ListBar({ shown, filter, typed, onFilter, onType }: Props) {
  const { say } = useWords();
  const { onDownloads } = useActions();
  const downloads = useApp((state) => state.downloads);
  const busy = useApp((state) => state.busy.includes("bulk"));
  const counts = countGroups(downloads);
  const bulk = bulkOf(shown);
  return (
    <div className="list-bar">
      <fieldset className="list-filters">
        <legend className="unseen">{say("list.filters")}</legend>
        {listFilters.map((one) => (
          <button key={one} type="button" aria-pressed={one === filter} onClick={() => onFilter(one)}>
            {say(`list.${one}`)} <span className="quiet">{counts[one]}</span>
          </button>
        ))}
      </fieldset>
      <input
        type="search"
        aria-label={say("list.search")}
        placeholder={say("list.search")}
        spellCheck={false}
        autoComplete="off"
        value={typed}
        onChange={(event) => onType(event.target.value)}
      />
      <div className="list-bulk">
        {calls.map((call) =>
          bulk[call].length > 1 ? (
            <Button
              key={call}
              kind="plain"
              disabled={busy}
              onClick={() => void onDownloads(call, bulk[call])}
            >
              {say(`list.${call}`, { count: bulk[call].length })}
            </Button>
          ) : null,
        )}
      </div>
      <p className="unseen" aria-live="polite">
        {say("list.shown", { shown: shown.length, all: downloads.length })}
      </p>
    </div>
  );
}
