/** Where downloads go in the queue when their user moves them. Pure. */
import { byTurn, priorities, type Turn } from "../../common/queue-order.ts";
import type { Move } from "../types.ts";

/** A download that is not finished, as far as its place goes. */
export interface Place extends Turn {
  readonly id: string;
}

/**
 * What moving `ids` makes of a queue. Nobody's priority changes: each stays among those of its own, and several keep their
 * order. Out: the new `order` of those that need one, by id; where numbers between two neighbours have run out, of all.
 */
export function move(
  line: readonly Place[],
  ids: ReadonlySet<string>,
  to: Move,
): ReadonlyMap<string, number> {
  const sorted = line.toSorted(byTurn);
  const before = new Map(line.map(({ id, order }) => [id, order]));
  const changed = new Map<string, number>();
  for (const priority of priorities) {
    const group = sorted.filter((place) => place.priority === priority);
    const arranged = arrange(group, ids, to, sorted);
    for (const [id, order] of number(arranged, ids)) {
      if (before.get(id) !== order) changed.set(id, order);
    }
  }
  return changed;
}

/** The places of one priority in their new order. */
function arrange(
  group: readonly Place[],
  ids: ReadonlySet<string>,
  to: Move,
  sorted: readonly Place[],
): readonly Place[] {
  if (to === "up") return past(group, ids);
  if (to === "down") return past(group.toReversed(), ids).toReversed();
  const [rest, mine] = [group.filter(({ id }) => !ids.has(id)), group.filter(({ id }) => ids.has(id))];
  return rest.toSpliced(landing(rest, to, sorted), 0, ...mine);
}

/** Each of them goes past the one before it; those that stand together stay so. */
function past(group: readonly Place[], ids: ReadonlySet<string>): readonly Place[] {
  const arranged = [...group];
  for (const [at, place] of group.entries()) {
    const before = arranged[at - 1];
    if (!before || !ids.has(place.id) || ids.has(before.id)) continue;
    arranged[at - 1] = place;
    arranged[at] = before;
  }
  return arranged;
}

/** Before how many of the rest they land. */
function landing(rest: readonly Place[], to: Exclude<Move, "up" | "down">, sorted: readonly Place[]): number {
  if (to === "top") return 0;
  if (to === "bottom") return rest.length;
  const after = "after" in to;
  const anchor = after ? to.after : to.before;
  const places = new Map(sorted.map(({ id }, at) => [id, at]));
  const there = places.get(anchor) ?? sorted.length;
  // Before an anchor that moves too: before whoever comes after it.
  return rest.filter(({ id }) => {
    const at = places.get(id) ?? 0;
    return after ? at <= there : at < there;
  }).length;
}

/** Numbers for those that moved, between those of their neighbours. */
function number(arranged: readonly Place[], ids: ReadonlySet<string>): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  let last = -Infinity;
  for (let at = 0; at < arranged.length;) {
    const place = arranged[at];
    if (!place) break;
    if (!ids.has(place.id)) {
      if (place.order <= last) return anew(arranged);
      last = place.order;
      at++;
      continue;
    }
    const end = arranged.findIndex(({ id }, index) => index > at && !ids.has(id));
    const run = arranged.slice(at, end < 0 ? undefined : end);
    const next = end < 0 ? undefined : arranged[end]?.order;
    const spread = between(last, next, run.length);
    if (!spread) return anew(arranged);
    for (const [index, one] of run.entries()) numbers.set(one.id, spread[index] ?? 0);
    last = spread.at(-1) ?? last;
    at += run.length;
  }
  return numbers;
}

/** So many numbers that grow, between two; undefined where there is no room for them. */
function between(low: number, high: number | undefined, count: number): readonly number[] | undefined {
  const from = Number.isFinite(low) ? low : (high ?? 0) - count - 1;
  const step = high === undefined ? 1 : (high - from) / (count + 1);
  const spread = Array.from({ length: count }, (_, at) => from + step * (at + 1));
  const all = [from, ...spread, ...(high === undefined ? [] : [high])];
  return all.every((one, at) => at === 0 || one > (all[at - 1] ?? 0)) ? spread : undefined;
}

function anew(arranged: readonly Place[]): ReadonlyMap<string, number> {
  const from = Math.floor(Math.min(...arranged.map(({ order }) => order)));
  return new Map(arranged.map(({ id }, at) => [id, from + at]));
}
