import { useMemo } from "react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { countByFilter, filters, typeFilters } from "../state/download-list.ts";
import { Segments } from "../ui/segments.tsx";
import { Select } from "../ui/select.tsx";
import { SearchInput } from "./search-input.tsx";

/** The filters with their counts, the search, and how many downloads are shown. */
export function DownloadTools({ shown }: { shown: number }) {
  const { say, integer } = useWords();
  const { look } = useActions();
  const downloads = useApp((state) => state.downloads);
  const { filter, type, search } = useApp((state) => state.looking);
  const counts = useMemo(() => countByFilter(downloads), [downloads]);
  return (
    <>
      <div className="download-look">
        <Segments
          label={say("downloads.filters")}
          value={filter}
          options={filters.map((value) => ({
            value,
            label: (
              <>
                {say(`downloads.filter.${value}`)} <b>{integer(counts[value])}</b>
              </>
            ),
          }))}
          onPick={(picked) => look({ filter: picked })}
        />
        <Select
          quiet
          className="download-type"
          label={say("downloads.type")}
          value={type}
          options={typeFilters.map((value) => ({
            value,
            label: value === "all" ? say("downloads.type.all") : say(`type.${value}`),
          }))}
          onPick={(picked) => look({ type: picked })}
        />
        <SearchInput
          label={say("downloads.search")}
          value={search}
          onText={(typed) => look({ search: typed })}
        />
      </div>
      <p className="unseen" aria-live="polite">
        {shown === downloads.length
          ? say("downloads.count", { count: shown, shown: integer(shown) })
          : say("downloads.found", { shown: integer(shown), total: integer(downloads.length) })}
      </p>
    </>
  );
}
