/**
 * Which routes a download begins with, which wait in reserve, and why: what each brought from this host on this network
 * before, what the user said of it, and what its quota leaves. Pure.
 */
import type { PoolPlace, RelayUse } from "../../common/views.ts";
import type { RouteMemory } from "../store/store.ts";

export interface Candidate {
  readonly name: string;
  readonly direct: boolean;
  readonly use: RelayUse;
  /** Whether its traffic quota is used up. */
  readonly full: boolean;
  readonly memory: RouteMemory | undefined;
}

/** So many relays are asked at the same time; the others stand in for those that fail. */
export const mostRelays = 4;

const hourMs = 3600 * 1000;
/** After so long, half of what is expected of a route is what it did, and half what the best one does: it is tried again. */
const halfLifeMs = 48 * hourMs;
/** So long after it failed a route stands behind the others: a server that was down comes back, a wrong file does not. */
const shunnedMs = { passing: hourMs / 6, lasting: 24 * hourMs } as const;
/** A speed of so long ago says only that the route worked. */
const staleMs = 14 * 24 * hourMs;

/** Failures that pass by themselves. */
const passing = new Set([
  "unreachable",
  "timed-out",
  "connection-lost",
  "dns-failed",
  "truncated",
  "relay-unreachable",
  "relay-cannot-reach",
  "http-status",
  "relay-answered",
  "bad-answer",
]);

/**
 * Puts routes in the order in which they are asked: first those that the user wants always, then by the speed that may be
 * expected, unknown ones behind the best that is known, those that failed lately at the end. In: candidates in the
 * user's order; `all` leaves none in reserve; `now`: ms since 1970. Out: every candidate, once.
 */
export function choosePool(candidates: readonly Candidate[], all: boolean, now: number): PoolPlace[] {
  const best = Math.max(0, ...candidates.map(({ memory }) => memory?.speed ?? 0));
  const able = candidates.filter(({ use, full }) => use !== "never" && !full);
  const judged = able.map((candidate) => ({ candidate, ...expect(candidate, best, now) }));
  judged.sort(
    (a, b) =>
      Number(b.candidate.use === "always") - Number(a.candidate.use === "always") ||
      Number(a.failed) - Number(b.failed) ||
      b.expected - a.expected ||
      Number(b.known) - Number(a.known),
  );
  let relays = 0;
  const places = judged.map(({ candidate, failed, known }): PoolPlace => {
    const used = all || candidate.direct || candidate.use === "always" || relays < mostRelays;
    if (!candidate.direct) relays++;
    const reason =
      candidate.use === "always"
        ? "wanted"
        : failed
          ? "failed"
          : known
            ? used
              ? "measured"
              : "slower"
            : candidate.memory?.at
              ? "long-ago"
              : "new";
    return place(candidate, used ? "used" : "reserve", reason);
  });
  const out = candidates
    .filter((candidate) => !able.includes(candidate))
    .map((candidate) => place(candidate, "left-out", candidate.use === "never" ? "banned" : "quota"));
  return [...places, ...out];
}

function expect({ memory }: Candidate, best: number, now: number) {
  const { speed = null, at = null, failure = null, failedAt = null } = memory ?? {};
  const shunned = failure !== null && passing.has(failure) ? shunnedMs.passing : shunnedMs.lasting;
  const failed = failure !== null && failedAt !== null && now - failedAt < shunned;
  const known = speed !== null && at !== null && now - at < staleMs;
  if (!known) return { failed, known, expected: best };
  const weight = 0.5 ** (Math.max(0, now - at) / halfLifeMs);
  return { failed, known, expected: weight * speed + (1 - weight) * best };
}

function place({ name, memory }: Candidate, role: PoolPlace["role"], reason: PoolPlace["reason"]): PoolPlace {
  return {
    route: name,
    role,
    reason,
    speed: memory?.speed ?? null,
    at: memory?.at ?? null,
    failure: reason === "failed" ? (memory?.failure ?? null) : null,
  };
}
