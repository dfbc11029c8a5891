/** What the exit status says; scripts rely on these numbers. */
import type { ErrorCode, Failure } from "../common/errors.ts";

export const exitStatus = { done: 0, failed: 1, usage: 2, resumable: 3, interrupted: 130 } as const;
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** Mistakes in the command itself: running it again unchanged can never help. */
const usage: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "bad-url",
  "unsupported-scheme",
  "bad-relay-spec",
  "unknown-relay",
  "bad-checksum",
  "bad-option",
  "bad-rule",
  "no-relay",
  "invalid-request",
]);

/** The exit status for a failure. In: what went wrong, and whether the same command would go on from where it stopped. */
export function exitStatusOf(failure: Pick<Failure, "code">, resumable: boolean): ExitStatus {
  if (failure.code === "interrupted") return exitStatus.interrupted;
  if (usage.has(failure.code)) return exitStatus.usage;
  return resumable ? exitStatus.resumable : exitStatus.failed;
}
