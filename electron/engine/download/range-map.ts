import type { DoneRange } from "./ledger.ts";

const most = 400;

/**
 * The range map: what is done, by route. In: the ledger's ranges, the file's size and the routes' names in order.
 * Out: [start, end, index of the route] in order, at most 400 of them; where there are more, small gaps and slivers are
 * drawn together, which only a picture can afford.
 */
export function rangeMap(
  done: readonly DoneRange[],
  total: number,
  routes: readonly string[],
): [number, number, number][] {
  const index = new Map(routes.map((name, at) => [name, at]));
  const exact = done.map(([start, end, route]): [number, number, number] => [
    start,
    end,
    index.get(route) ?? 0,
  ]);
  if (exact.length <= most) return exact;
  const step = Math.ceil(total / most);
  const cells = new Map<number, [number, number, number]>();
  for (const [start, end, route] of exact) {
    const cell = Math.floor(start / step);
    const held = cells.get(cell);
    if (!held) cells.set(cell, [start, end, route]);
    else if (end - start > held[1] - held[0]) cells.set(cell, [held[0], end, route]);
    else held[1] = end;
  }
  return [...cells.values()];
}
