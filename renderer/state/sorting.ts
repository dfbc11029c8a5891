/** In which order the list of downloads is shown. Pure. */
import { byTurn } from "../../electron/common/queue-order.ts";
import type { DownloadView } from "../../electron/common/views.ts";
import { share } from "../words/range-map.ts";

export const sortKeys = ["added", "queue", "name", "size", "progress", "state", "speed"] as const;
export type SortKey = (typeof sortKeys)[number];

export interface Sort {
  readonly key: SortKey;
  /** From the last to the first: the newest, the largest, the fastest on top. */
  readonly down: boolean;
}

const downAtFirst: ReadonlySet<SortKey> = new Set(["added", "size", "progress", "speed"]);

/** A sort as one most likely means it. */
export function sortBy(key: SortKey): Sort {
  return { key, down: downAtFirst.has(key) };
}

export const newestFirst = sortBy("added");

/** What is at work first, what is over last. */
const stages: Readonly<Record<DownloadView["state"], number>> = {
  running: 0,
  checking: 1,
  opening: 2,
  queued: 3,
  paused: 4,
  failed: 5,
  done: 6,
};

type Compare = (a: DownloadView, b: DownloadView) => number;

/** `file-9` before `file-10`, capitals or not. */
const names = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

const newer: Compare = (a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1);

/** By a number; what has none comes last, whichever way. */
const byNumber =
  (of: (view: DownloadView) => number | null, down: boolean): Compare =>
  (a, b) => {
    const [one, other] = [of(a), of(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return down ? other - one : one - other;
  };

/** As they will start; finished ones, which have no turn any more, after all others, the last one first. */
const byQueue: Compare = (a, b) => {
  const [one, other] = [a.state === "done", b.state === "done"];
  if (one || other) return Number(one) - Number(other) || (b.finishedAt ?? 0) - (a.finishedAt ?? 0);
  return byTurn(a, b);
};

function compareBy({ key, down }: Sort): Compare {
  switch (key) {
    case "added":
      return byNumber(({ createdAt }) => createdAt, down);
    case "queue":
      return byQueue;
    case "name":
      return (a, b) => names.compare(a.name, b.name) * (down ? -1 : 1);
    case "size":
      return byNumber(({ total, state, bytes }) => total ?? (state === "done" ? bytes : null), down);
    case "progress":
      return byNumber(share, down);
    case "state":
      return byNumber(({ state }) => stages[state], down);
    case "speed":
      return byNumber(({ speed }) => speed, down);
    default:
      return key satisfies never;
  }
}

/**
 * Sorts the list, which comes newest first. `before` is how it was shown last, if it was: sorting what is nearly in order
 * costs thousands a few milliseconds, four times a second.
 */
export function inOrder(
  views: readonly DownloadView[],
  sort: Sort,
  before: readonly DownloadView[] = [],
): readonly DownloadView[] {
  if (sort.key === "added" && sort.down) return views;
  const compare = compareBy(sort);
  return nearly(views, before).sort((a, b) => compare(a, b) || newer(a, b));
}

/** The views, as far as they were there before in the order that they had. */
function nearly(views: readonly DownloadView[], before: readonly DownloadView[]): DownloadView[] {
  if (before.length === 0) return [...views];
  const now = new Map(views.map((view) => [view.id, view]));
  const kept = before.flatMap(({ id }) => now.get(id) ?? []);
  for (const { id } of kept) now.delete(id);
  return [...kept, ...now.values()];
}
