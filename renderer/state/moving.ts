/** Where rows of the list go when they are dragged or moved by a key. Pure. */
import type { Input } from "../../electron/common/contract.ts";
import { byTurn } from "../../electron/common/queue-order.ts";
import type { DownloadView } from "../../electron/common/views.ts";

export type MoveTo = Input<"downloads.move">["to"];

/** How far a key moves rows. */
export type MoveStep = "top" | "up" | "down" | "bottom";

/** Whether a download has a place in the queue. */
export function isMovable({ state }: Pick<DownloadView, "state">): boolean {
  return state !== "done";
}

/** Which rows go with row `id`: all that are selected if it is, as far as they have its priority; else it alone. */
export function goTogether(
  shown: readonly DownloadView[],
  selected: ReadonlySet<string>,
  id: string,
): readonly string[] {
  const held = shown.find((view) => view.id === id);
  if (!held || !isMovable(held)) return [];
  if (!selected.has(id)) return [id];
  return shown
    .filter((view) => selected.has(view.id) && isMovable(view) && view.priority === held.priority)
    .map((view) => view.id);
}

/**
 * Where rows go that are dropped before row `gap` of the list (after the last one where it is the list's length). They
 * stay among those of their priority: dropped elsewhere, they go to that end which is nearer. In: the list in the order of
 * the queue. Out: the gap where they land, and how to say so to the host; undefined where nothing is to be moved.
 */
export function dropAt(
  shown: readonly DownloadView[],
  ids: readonly string[],
  gap: number,
): { readonly gap: number; readonly to: MoveTo } | undefined {
  const { priority } = shown.find(({ id }) => id === ids[0]) ?? {};
  const first = shown.findIndex((view) => isMovable(view) && view.priority === priority);
  const end = shown.findLastIndex((view) => isMovable(view) && view.priority === priority) + 1;
  const landing = Math.max(first, Math.min(end, gap));
  const [next, before] = [shown[landing], shown[landing - 1]];
  if (first < 0) return undefined;
  if (next && landing < end) return { gap: landing, to: { before: next.id } };
  return before && { gap: landing, to: { after: before.id } };
}

/**
 * Where a key moves rows: past the nearest row that does not move, as far as the list shows it; what is hidden by a filter
 * is no step. Undefined at an end.
 */
export function stepTo(
  shown: readonly DownloadView[],
  ids: readonly string[],
  step: MoveStep,
): MoveTo | undefined {
  if (step === "top" || step === "bottom") return step;
  const moving = new Set(ids);
  const held = shown.find(({ id }) => moving.has(id));
  const group = shown.filter((view) => isMovable(view) && view.priority === held?.priority);
  if (step === "up") {
    const before = group[group.findIndex(({ id }) => moving.has(id)) - 1];
    return before && { before: before.id };
  }
  const after = group[group.findLastIndex(({ id }) => moving.has(id)) + 1];
  return after && { after: after.id };
}

/** Which place a download has among all that are not finished, counted from 1, and how many those are. */
export function placeInQueue(
  downloads: readonly DownloadView[],
  id: string,
): { readonly place: number; readonly total: number } {
  const line = downloads.filter(isMovable);
  const held = line.find((view) => view.id === id);
  const before = held ? line.filter((view) => byTurn(view, held) < 0).length : 0;
  return { place: before + 1, total: line.length };
}
