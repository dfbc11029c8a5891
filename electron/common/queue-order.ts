/** The order in which downloads start: by priority, then by the place that their user gave them. Pure. */

/** High ones that wait start before normal ones, low ones after them. */
export const priorities = ["high", "normal", "low"] as const;
export type Priority = (typeof priorities)[number];

/** A download's place in the queue. */
export interface Turn {
  readonly priority: Priority;
  /** Among those of its priority, the smaller starts first. */
  readonly order: number;
}

const rank: Readonly<Record<Priority, number>> = { high: 0, normal: 1, low: 2 };

/** Compares two for sorting: below 0 where the first one starts first. */
export function byTurn(a: Turn, b: Turn): number {
  return rank[a.priority] - rank[b.priority] || a.order - b.order;
}
