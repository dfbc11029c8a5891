/** Which speed limit holds now, and until when, as a sentence. */
import type { LimitNow } from "../../electron/common/views.ts";
import type { Words } from "./words.ts";

/** In: what the host says. Out: such as `Now 500 kB/s until Wed 18:00, then no limit.` */
export function limitSentence(words: Words, { limit, by, until, next, zone }: LimitNow): string {
  const speed = (bytes: number | null) => (bytes === null ? words.say("limit.none") : words.speed(bytes));
  if (by === "slow") return words.say("limit.slow", { limit: speed(limit) });
  if (by === "full") return words.say("limit.full");
  if (until === null) return words.say("limit.now", { limit: speed(limit) });
  return words.say("limit.until", {
    limit: speed(limit),
    time: words.moment(until, zone),
    next: speed(next),
  });
}
