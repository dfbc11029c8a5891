/** What a relay's health comes to, in one sentence. Pure. */
import type { RelayHealth } from "../../electron/common/views.ts";
import type { Words } from "./words.ts";

/** Whether to use it, and what to change first. */
export function gradeSentence(words: Words, { grade, cause, checks }: RelayHealth): string {
  const says = checks.find(({ check }) => check === cause)?.detail;
  const sentence = words.say(`health.grade.${grade}`);
  return says === undefined ? sentence : `${sentence}${words.gap}${words.detail(says)}`;
}

/** How loudly that is said. */
export function toneOf({ grade }: Pick<RelayHealth, "grade">): "bad" | "good" | "quiet" {
  return grade === "unusable" ? "bad" : grade === "good" ? "good" : "quiet";
}

const dayMs = 24 * 3600 * 1000;

/** Whether what was found so long ago says little of today. */
export function isOld(at: number, now: number): boolean {
  return now - at > dayMs;
}

/** In seconds, the largest first. */
const units = [
  ["d", 24 * 3600],
  ["h", 3600],
  ["min", 60],
] as const;

/** How long ago it was looked at, in the largest unit alone: it shall not change every second. */
export function checkedAgo(words: Words, at: number, now: number): string {
  const seconds = Math.max(0, (now - at) / 1000);
  const unit = units.find(([, long]) => seconds >= long);
  if (unit === undefined) return words.say("health.justNow");
  const [name, long] = unit;
  return words.say(`health.ago.${name}`, { number: words.integer(Math.floor(seconds / long)) });
}
