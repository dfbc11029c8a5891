/** Which downloads the list shows, and how many there are of each kind. Pure. */
import type { DownloadView } from "../../electron/common/views.ts";

export const listFilters = ["all", "active", "paused", "done", "failed"] as const;
export type ListFilter = (typeof listFilters)[number];

/** What a download is to a person who looks for it. */
export function groupOf({ state }: Pick<DownloadView, "state">): Exclude<ListFilter, "all"> {
  return state === "paused" || state === "done" || state === "failed" ? state : "active";
}

/** How many downloads each filter shows. */
export function countGroups(
  downloads: readonly Pick<DownloadView, "state">[],
): Readonly<Record<ListFilter, number>> {
  const counts = { all: downloads.length, active: 0, paused: 0, done: 0, failed: 0 };
  for (const view of downloads) counts[groupOf(view)]++;
  return counts;
}

/** Those of a filter whose name or address has every word that was typed, whatever its case. The order stays. */
export function filterDownloads<V extends Pick<DownloadView, "state" | "name" | "url">>(
  downloads: readonly V[],
  filter: ListFilter,
  typed: string,
): readonly V[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (filter === "all" && words.length === 0) return downloads;
  return downloads.filter((view) => {
    if (filter !== "all" && groupOf(view) !== filter) return false;
    const text = `${view.name} ${view.url}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** What can be done with all that are shown: the ids, by action. */
export function bulkOf(
  shown: readonly Pick<DownloadView, "id" | "state" | "resumable">[],
): Readonly<Record<"pause" | "resume" | "remove", readonly string[]>> {
  const ids = (fits: (view: (typeof shown)[number]) => boolean) => shown.filter(fits).map(({ id }) => id);
  return {
    pause: ids(({ state }) => state === "queued" || state === "opening" || state === "running"),
    resume: ids(({ state, resumable }) => state === "paused" || (state === "failed" && resumable)),
    // Of the list alone; a finished file stays where it is.
    remove: ids(({ state, resumable }) => state === "done" || (state === "failed" && !resumable)),
  };
}
