/** What a failure on a route means for that route. Pure: chance is an argument. */
import type { AppError, ErrorCode, Failure } from "../../common/errors.ts";

export type Judgement =
  /** Try again after a wait, milliseconds. */
  | { readonly kind: "retry"; readonly waitMs: number }
  /** The route takes no further part. */
  | { readonly kind: "out" }
  /** The download itself cannot go on over any route. */
  | { readonly kind: "stop" };

/** Failures after which the same request may well succeed. */
const passing = new Set<ErrorCode>([
  "unreachable",
  "timed-out",
  "connection-lost",
  "dns-failed",
  "truncated",
  "bad-answer",
  "relay-unreachable",
  "relay-cannot-reach",
]);
const busyStatus = new Set([408, 425, 429, 500, 502, 503, 504, 522, 524]);
const stopping = new Set<ErrorCode>([
  "file-changed",
  "disk-full",
  "disk-error",
  "part-lost",
  "folder-not-writable",
  "internal",
]);

/**
 * Whether a route that is out for this reason may work again in a while: a server or a network that was down comes back; a
 * wrong file, a wrong certificate or a refusal does not.
 */
export function mayComeBack(problem: Failure | null): boolean {
  if (!problem || problem.code === "bad-answer") return false;
  return passing.has(problem.code) || busyStatus.has(Number(problem.params["status"] ?? 0));
}

export interface RouteRecord {
  /** Failures in a row, this one included. */
  readonly failures: number;
  /** Whether the route has brought bytes in this run. */
  readonly proved: boolean;
  /** Whether another route is at work. */
  readonly others: boolean;
  /** What Retry-After said, milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/** Judges a failure. `random` is uniform in [0, 1) and spreads the waits of many lanes. */
export function judge(error: AppError, record: RouteRecord, random: number): Judgement {
  if (stopping.has(error.code)) return { kind: "stop" };
  const status = Number(error.params["status"] ?? 0);
  const passes = passing.has(error.code) || busyStatus.has(status);
  if (!passes) return { kind: "out" };
  // An address that never worked is most likely wrong: say so soon. One that did is worth a longer wait.
  const hopeless =
    error.code === "dns-failed" ||
    error.code === "unreachable" ||
    error.code === "bad-answer" ||
    error.code === "relay-unreachable";
  const limit = record.proved ? (record.others ? 5 : 8) : hopeless ? 1 : 3;
  if (record.failures >= limit) return { kind: "out" };
  const backoff = Math.min(250 * 2 ** record.failures, 15_000) * (0.5 + random / 2);
  return { kind: "retry", waitMs: Math.max(backoff, record.retryAfterMs ?? 0) };
}
