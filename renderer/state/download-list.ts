/** The list of downloads as a person looks through it: filters, a search, and how many there are. Pure. */
import { fileTypeOf, fileTypes } from "../../electron/common/file-types.ts";
import type { DownloadView } from "../../electron/common/views.ts";
import { assertNever } from "../words/assert-never.ts";

export const filters = ["all", "active", "paused", "done", "failed"] as const;
export type Filter = (typeof filters)[number];

/** The filter, beside `all`, that a download is found under. */
export function groupOf({ state }: Pick<DownloadView, "state">): Exclude<Filter, "all"> {
  switch (state) {
    case "queued":
    case "opening":
    case "running":
    case "checking":
      return "active";
    case "paused":
    case "done":
    case "failed":
      return state;
    default:
      return assertNever(state);
  }
}

/** How many downloads each filter shows. */
export function countByFilter(views: readonly DownloadView[]): Readonly<Record<Filter, number>> {
  const counts = { all: views.length, active: 0, paused: 0, done: 0, failed: 0 };
  for (const view of views) counts[groupOf(view)]++;
  return counts;
}

/** A kind of file by its name, or all of them. */
export const typeFilters = ["all", ...fileTypes, "other"] as const;
export type TypeFilter = (typeof typeFilters)[number];

/** The downloads under a filter, of a kind, whose name or host holds every word of the search, in any case and order. */
export function found(
  views: readonly DownloadView[],
  filter: Filter,
  search: string,
  type: TypeFilter = "all",
): readonly DownloadView[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (filter === "all" && type === "all" && words.length === 0) return views;
  return views.filter((view) => {
    if (filter !== "all" && groupOf(view) !== filter) return false;
    if (type !== "all" && fileTypeOf(view.name) !== type) return false;
    return words.every((word) => searched(view).includes(word));
  });
}

/** A view never changes, so what is searched in it is made once, not at every letter typed. */
const texts = new WeakMap<DownloadView, string>();

function searched(view: DownloadView): string {
  const known = texts.get(view);
  if (known !== undefined) return known;
  // No word holds a space, so none is found half in the name and half in the host.
  const text = `${view.name} ${/^https?:\/\/([^/]*)/.exec(view.url)?.[1] ?? ""}`.toLowerCase();
  texts.set(view, text);
  return text;
}

/** What is done to several at once. */
export type ListCall = "pause" | "resume" | "restart" | "remove";
/** The calls that it is done by. */
export type DownloadCall = ListCall | "cancel";
/** What is done to all there are. */
export type AllCall = "pause" | "resume";

/** Those that it can be done to, as the menu and the tray do it: what waits for its time is not gone on with before. */
export function allFor(call: AllCall, views: readonly DownloadView[]): readonly DownloadView[] {
  return views.filter((view) =>
    call === "pause" ? doable(view).pause !== undefined : view.state === "paused" && view.startAt === null,
  );
}

/** By which call each of them is done to a download; none where it cannot be. */
export function doable({ state, resumable }: Pick<DownloadView, "state" | "resumable">): {
  readonly [C in ListCall]?: DownloadCall;
} {
  switch (state) {
    case "queued":
    case "opening":
    case "running":
      return { pause: "pause", remove: "cancel" };
    case "checking":
      return {};
    case "paused":
      return { resume: "resume", remove: "cancel" };
    case "failed":
      return resumable ? { resume: "resume", remove: "cancel" } : { restart: "restart", remove: "remove" };
    case "done":
      return { remove: "remove" };
    default:
      return assertNever(state);
  }
}
