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
export function toneOf({ grade }: RelayHealth): "bad" | "good" | "quiet" {
  return grade === "unusable" ? "bad" : grade === "good" ? "good" : "quiet";
}
