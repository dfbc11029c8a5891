import { useEffect } from "react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { AskCard } from "./ask-card.tsx";
import { ComparisonCard } from "./comparison-card.tsx";
import { DownloadCard } from "./download-card.tsx";
import { EmptyCard } from "./empty-card.tsx";
import { OffersCard } from "./offers-card.tsx";
import { PastComparisons } from "./past-comparisons.tsx";
import { useInSight } from "../ui/use-in-sight.ts";
import { isActive } from "../words/download.ts";

/** The one screen: ask, see the comparison, watch the newest download. */
export function NewView() {
  const { say } = useWords();
  const comparison = useApp((state) => state.comparison);
  const newest = useApp(({ downloads }) => downloads.find(isActive) ?? downloads[0]);
  useInSight(".comparison", comparison?.id);
  useInSight(
    ".download",
    useApp(({ downloads }) => downloads[0]?.id),
  );
  useArrival();
  const empty = useApp(
    (state) =>
      !state.editing && !state.comparison && state.downloads.length === 0 && !state.practice?.running,
  );
  // What was started last stands first: a download that a comparison led to must not begin out of sight.
  const downloadFirst = newest && comparison && newest.createdAt > comparison.startedAt;
  const download = newest ? <DownloadCard key={newest.id} view={newest} /> : null;
  return (
    <>
      <h1 className="unseen">{say("ask.label")}</h1>
      <OffersCard />
      <AskCard />
      {downloadFirst ? download : null}
      {comparison ? <ComparisonCard view={comparison} /> : null}
      {downloadFirst ? null : download}
      {empty ? <EmptyCard /> : null}
      <PastComparisons />
    </>
  );
}

const places = { offers: ".offers", many: ".many", ask: ".ask-row input" } as const;

/** Brings what was dropped on the window into sight, and the keyboard to an address that can be started now. */
function useArrival(): void {
  const arrived = useApp((state) => state.arrived);
  const { arrivedSeen } = useActions();
  useEffect(() => {
    if (arrived === undefined) return;
    const place = document.querySelector<HTMLElement>(`main ${places[arrived]}`);
    place?.scrollIntoView({ block: "nearest" });
    if (arrived === "ask") place?.focus({ preventScroll: true });
    arrivedSeen();
  }, [arrived, arrivedSeen]);
}
