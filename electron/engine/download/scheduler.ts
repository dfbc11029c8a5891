/** Who takes which range next. Pure: a value in, an order out; a better scheduler replaces this one behind the same seam. */
import type { Span } from "./ledger.ts";

/** One lane as the scheduler sees it. */
export interface LaneState {
  readonly id: number;
  readonly route: string;
  /** Bytes per second, smoothed; 0 until it is known. */
  readonly rate: number;
  /** What a new request costs on this route before its first byte, milliseconds. */
  readonly setupMs: number;
  /** How long it has held its lease, milliseconds. */
  readonly heldMs: number;
  /** What the lane has left of the range that it holds. */
  readonly lease: { readonly position: number; readonly end: number } | undefined;
  /** Where its last range ended: going on there keeps the map whole. */
  readonly lastEnd: number | undefined;
}

export interface Situation {
  readonly free: readonly Span[];
  readonly lanes: readonly LaneState[];
}

export type Order =
  /** Take this free range. */
  | { readonly kind: "take"; readonly start: number; readonly end: number }
  /** Take the end of what another lane holds: it stops at `start`. */
  | { readonly kind: "steal"; readonly victim: number; readonly start: number; readonly end: number }
  /** Nothing to gain now; ask again later. */
  | { readonly kind: "wait" };

export interface Scheduler {
  next(lane: LaneState, situation: Situation): Order;
}

const KiB = 1024;
export const leaseLimits = {
  first: 1024 * KiB,
  least: 256 * KiB,
  most: 16 * 1024 * KiB,
  seconds: 1.5,
} as const;
/** A range is stolen only if that saves at least this much time, and moves at least so many bytes. */
const worthwhile = { seconds: 0.1, bytes: 128 * KiB } as const;
/** Rate that a lane of unknown speed is taken to have when its steal is weighed. */
const guessedRate = 256 * KiB;
/** How long a lane may be silent before all that it holds may be taken. */
const patienceMs = 1500;

/**
 * Leases are measured in time: about 1.5 s of a lane's own rate, shorter near the end of the file, so that no slow lane
 * keeps the others waiting. When nothing is free, a lane takes the tail of the lane that would finish last, cut so that
 * both finish together (PERFORMANCE, recommended algorithm 3 and 4).
 */
export const leaseScheduler: Scheduler = {
  next(lane, situation) {
    const { free } = situation;
    const chosen = free.find((span) => span.start === lane.lastEnd) ?? free[0];
    if (!chosen) return steal(lane, situation);
    const size = leaseSize(lane, situation);
    const left = chosen.end - chosen.start;
    // A crumb is not worth a request of its own.
    return { kind: "take", start: chosen.start, end: left < size * 1.25 ? chosen.end : chosen.start + size };
  },
};

function leaseSize(lane: LaneState, { free, lanes }: Situation): number {
  const wanted = lane.rate > 0 ? lane.rate * leaseLimits.seconds : leaseLimits.first;
  const freeBytes = free.reduce((sum, span) => sum + span.end - span.start, 0);
  const rates = lanes.reduce((sum, other) => sum + (other.rate || guessedRate), 0);
  // The share of what is left that this lane can fetch by the time everybody is done.
  const share = (freeBytes * (lane.rate || guessedRate)) / Math.max(rates, 1);
  const size = Math.min(wanted, Math.max(share, leaseLimits.least));
  return Math.round(Math.min(Math.max(size, leaseLimits.least), leaseLimits.most));
}

function steal(lane: LaneState, { lanes }: Situation): Order {
  const thief = lane.rate || guessedRate;
  const setup = lane.setupMs / 1000;
  let best: { victim: number; start: number; end: number; saved: number } | undefined;
  for (const other of lanes) {
    if (other.id === lane.id || !other.lease) continue;
    const left = other.lease.end - other.lease.position;
    // Somebody else has taken it all already.
    if (left <= 0) continue;
    // A lane whose first bytes are still due is given the benefit of the doubt, for a while.
    const young = other.heldMs < Math.max(patienceMs, 4 * other.setupMs);
    const rate = other.rate > 0 ? other.rate : young ? guessedRate : 0;
    const victimTime = rate > 0 ? left / rate : Infinity;
    // Both finish together: (left - x) / victim's rate = setup + x / thief's rate.
    const share = rate > 0 ? (left - rate * setup) * (thief / (thief + rate)) : left;
    // So little is not worth cutting up: it is taken whole, or left.
    const bytes = left <= worthwhile.bytes ? left : Math.floor(Math.min(left, share));
    if (bytes < Math.min(worthwhile.bytes, left)) continue;
    const saved = victimTime - (setup + bytes / thief);
    if (saved > worthwhile.seconds + setup && (!best || saved > best.saved)) {
      best = { victim: other.id, start: other.lease.end - bytes, end: other.lease.end, saved };
    }
  }
  return best ? { kind: "steal", victim: best.victim, start: best.start, end: best.end } : { kind: "wait" };
}
