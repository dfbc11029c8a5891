/** The downloads that the list shows, in its order. */
import type { DownloadView } from "../../electron/common/views.ts";
import { found } from "./download-list.ts";
import { inOrder, type Sort } from "./sorting.ts";
import type { TypeFilter } from "./download-list.ts";
import type { AppState } from "./store.ts";

interface Shown {
  readonly filter: string;
  readonly search: string;
  readonly type: TypeFilter;
  readonly sort: Sort;
  readonly views: readonly DownloadView[];
}

/** The same list is asked for by what draws it and by each key: it is sorted once. */
const known = new WeakMap<readonly DownloadView[], Shown>();
let last: Shown | undefined;

/** As its filter, its search and its sort say. */
export function shownDownloads({
  downloads,
  looking,
  sort,
}: Pick<AppState, "downloads" | "looking" | "sort">): readonly DownloadView[] {
  const { filter, search, type } = looking;
  const held = known.get(downloads);
  if (held?.filter === filter && held.search === search && held.type === type && held.sort === sort)
    return held.views;
  const before = last?.sort === sort ? last.views : [];
  const views = inOrder(found(downloads, filter, search, type), sort, before);
  const shown = { filter, search, type, sort, views };
  known.set(downloads, shown);
  last = shown;
  return shown.views;
}
