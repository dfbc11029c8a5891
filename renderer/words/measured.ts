/** Figures of a comparison, as its tables have them. Pure. */
import type { Words } from "./words.ts";

/** A speed, or that there is none. */
export function speedOrNone(words: Words, value: number | null): string {
  return value === null ? words.say("table.none") : words.speed(value);
}

/** `10.7 to 12.3 MB/s`: one unit where both ends share it. */
export function rangeOrNone(
  words: Words,
  { low, high }: { readonly low: number | null; readonly high: number | null },
): string {
  if (low === null || high === null) return words.say("table.none");
  const from = words.speedParts(low);
  const one = from.unit === words.speedParts(high).unit;
  return words.say("table.range", { low: one ? from.number : words.speed(low), high: words.speed(high) });
}
