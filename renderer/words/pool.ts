/** Why a route stands where it does among those of a download. Pure. */
import type { PoolPlace } from "../../electron/common/views.ts";
import type { Words } from "./words.ts";

/** One sentence: what the route's part is, and what that rests on. */
export function placeSentence(words: Words, { role, reason, speed, at }: PoolPlace): string {
  const { say } = words;
  switch (reason) {
    case "measured":
    case "slower":
      return speed === null || at === null
        ? say(`pool.${role}`)
        : say(`pool.${reason}`, { speed: words.speed(speed), date: words.date(at) });
    case "wanted":
    case "new":
    case "long-ago":
    case "banned":
    case "quota":
      return say(`pool.${reason}`);
    case "failed":
      return role === "reserve" ? say("pool.failedReserve") : say("pool.failed");
  }
}
