/** Fields of date and time are drawn by the browser in its own language: what stands in them is said in the page's, too. Pure. */
import type { Words } from "./words.ts";

/** What a field of day and time means; `at` is undefined for what is no time to come. */
export function startHint(words: Words, at: number | undefined): string {
  return at === undefined
    ? words.say("options.startAtHint")
    : words.say("options.startAtReads", { time: words.date(at) });
}

/**
 * A span of two times of day (`09:00`), where the browser (`drawn`, a BCP 47 tag) writes them in another language than the page;
 * else, and where one is missing, undefined.
 */
export function spanHint(words: Words, from: string, to: string, drawn: string): string | undefined {
  if (words.language.slice(0, 2) === drawn.slice(0, 2).toLowerCase()) return undefined;
  const [begin, end] = [from, to].map((time) => {
    const at = new Date(`2026-01-01T${time}`).getTime();
    return Number.isNaN(at) ? undefined : words.when(at, at);
  });
  return begin === undefined || end === undefined
    ? undefined
    : words.say("schedule.reads", { from: begin, to: end });
}
