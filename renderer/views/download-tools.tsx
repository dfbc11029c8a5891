import { useMemo } from "react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { countByFilter, filters, typeFilters } from "../state/download-list.ts";

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
        <fieldset className="filters">
          <legend className="unseen">{say("downloads.filters")}</legend>
          {filters.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === filter}
              onClick={() => look({ filter: one })}
            >
              {say(`downloads.filter.${one}`)} <b>{integer(counts[one])}</b>
            </button>
          ))}
        </fieldset>
        <select
          className="download-type"
          aria-label={say("downloads.type")}
          value={type}
          onChange={({ target }) => look({ type: typeFilters.find((one) => one === target.value) ?? "all" })}
        >
          {typeFilters.map((one) => (
            <option key={one} value={one}>
              {one === "all" ? say("downloads.type.all") : say(`type.${one}`)}
            </option>
          ))}
        </select>
        <input
          type="search"
          className="download-search"
          aria-label={say("downloads.search")}
          placeholder={say("downloads.search")}
          autoComplete="off"
          spellCheck={false}
          value={search}
          onChange={(event) => look({ search: event.target.value })}
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
