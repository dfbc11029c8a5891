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
  /** The same, whatever its lanes take from each other; `setupMs` where it is not said. */
  readonly answerMs?: number | undefined;
  /** How long it has held its lease, milliseconds. */
  readonly heldMs: number;
  /** What the lane has left of the range that it holds. */
  readonly lease: { readonly position: number; readonly end: number } | undefined;
  /** Where its last range ended: going on there keeps the map whole. */
  readonly lastEnd: number | undefined;
  /** What it brought when it last brought something: judged by where `rate` has sunk to 0 while it stood idle. */
  readonly lastRate?: number | undefined;
  /** Bytes per second over the last few hundred milliseconds: what shows a collapse before `rate` does. */
  readonly recentRate?: number | undefined;
  /** Time since its last byte, milliseconds; undefined before its first one. */
  readonly silentMs?: number | undefined;
  /** How long it stands idle between two requests, milliseconds; `setupMs` where it is not said, 0 with one request ahead. */
  readonly gapMs?: number | undefined;
  /** A further range that is asked for on the same connection already. */
  readonly ahead?: { readonly start: number; readonly end: number } | undefined;
}

export interface Situation {
  readonly free: readonly Span[];
  readonly lanes: readonly LaneState[];
  /** Who is told to wait asks `hedge` next: a little that a living lane of another route holds is then left to it. */
  readonly hedging?: boolean | undefined;
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
  /** Of a small file, a lane of unknown speed begins with this part of its share. */
  trial: 0.25,
  least: 256 * KiB,
  most: 64 * 1024 * KiB,
  seconds: 1.5,
  /** A lease is at least so many times as long as the pause before it, so that pauses cost little. */
  gaps: 40,
  mostSeconds: 6,
} as const;
/** A range is stolen only if that saves at least this much time, and moves at least so many bytes. */
const worthwhile = { seconds: 0.1, bytes: 128 * KiB } as const;
/** Less than this is not worth a request while somebody else is at work. */
const crumb = 64 * KiB;
/**
 * A route that brings less than this part, or whose lanes are so many times as slow as those of the main one, takes nothing
 * in the last seconds, and no more before than it can bring in so much of the time: one that is late costs more than it
 * ever brought.
 */
const weakRoute = { share: 0.06, crawl: 5, lastSeconds: 2, trust: 0.6 } as const;
/** Rate that a lane of unknown speed is taken to have at least. */
const guessedRate = 256 * KiB;
/** A lane that brings less than this part of what it brought has collapsed. */
const collapse = 0.35;
/** So long after its first byte a lane's short window is full. */
const settleMs = 500;
/** How long a lane may be silent before all that it holds may be taken; less where others have bytes and it has none. */
const patienceMs = { first: 1500, later: 300 } as const;

/**
 * Leases are measured in time: 1.5 s of a lane's own rate, longer where a pause comes between two requests, and never
 * more than the lane can fetch until all are done: everybody finishes together. When nothing is free, a lane takes the
 * tail of the lane that would finish last, cut so that both finish together (PERFORMANCE, recommended algorithm 3 and 4;
 * the equal finish is HYDRA's and MSPlayer's idea, arXiv 1406.6772).
 */
export const leaseScheduler: Scheduler = {
  next(lane, situation) {
    const { free } = situation;
    const chosen = free.find((span) => span.start === lane.lastEnd) ?? free[0];
    if (!chosen) return steal(lane, situation);
    const size = leaseSize(lane, situation);
    if (size === 0) return { kind: "wait" };
    const left = chosen.end - chosen.start;
    // A crumb is not worth a request of its own.
    return { kind: "take", start: chosen.start, end: left < size + crumb ? chosen.end : chosen.start + size };
  },
};

/**
 * What a lane is expected to bring, bytes per second; 0 where it is taken for dead. `asker` is the route of who would take
 * its work over: the patience that lanes of one route have with each other says nothing of another route.
 */
export function expectedRate(lane: LaneState, lanes: readonly LaneState[], asker = lane.route): number {
  if (silent(lane, lanes, asker)) return 0;
  const { recentRate, lastRate = 0 } = lane;
  // Who stands idle is judged by what it brought while it worked.
  if (!lane.lease && lastRate > 0) return lastRate;
  // Just at work again: the windows still hold the time that it stood idle.
  if (lastRate > 0 && lane.heldMs < lane.setupMs + settleMs) return lastRate;
  // Two windows: only a collapse counts at once, a dip does not (HYDRA's dual-window detector).
  if (lane.lease && recentRate !== undefined && recentRate > 0 && recentRate < lane.rate * collapse)
    return recentRate;
  if (lane.rate > 0) return lane.rate;
  if (lastRate > 0) return lastRate;
  const known = lanes.filter((other) => other.rate > 0);
  const alike = known.filter((other) => other.route === lane.route);
  const like = alike.length > 0 ? alike : known;
  // Never less than the guess: that others drip says nothing of a lane that has not begun.
  const mean = like.reduce((sum, other) => sum + other.rate, 0) / Math.max(like.length, 1);
  return Math.max(mean, guessedRate);
}

/** Whether a lane that holds a lease has been waited for long enough. */
function silent(lane: LaneState, lanes: readonly LaneState[], asker: string): boolean {
  if (!lane.lease) return false;
  const setupMs = setupFor(lane, asker);
  const quiet = Math.min(lane.heldMs, lane.silentMs ?? lane.heldMs);
  const patience = Math.max(patienceMs.first, 4 * setupMs);
  // Nothing in the meter either: it is not between two reads.
  if (lane.rate <= 0 && quiet >= patience) return true;
  if (lane.silentMs === undefined)
    return asker !== lane.route && lane.rate <= 0 && quiet >= Math.max(2 * patienceMs.later, 5 * setupMs);
  // Others had bytes long after its last one: it is not the access link. Where nobody else is at work nothing shows that,
  // but who stands idle loses nothing by trying.
  const busy = lanes.filter((other) => other.id !== lane.id && other.lease);
  const latest = busy.length === 0 ? 0 : Math.min(...busy.map((other) => other.silentMs ?? Infinity));
  return quiet - latest >= Math.max(patienceMs.later, 2.5 * setupMs);
}

function setupFor({ route, setupMs, answerMs }: LaneState, asker: string): number {
  return asker === route ? setupMs : (answerMs ?? setupMs);
}

/**
 * Whether a lane's connection should be closed and its range given back: silent for max(1.5 s, 4 round trips) while
 * others move. Where all are silent it is the access link, and nobody is to blame (PERFORMANCE, recommended algorithm 6).
 */
export function stalled(lane: LaneState, lanes: readonly LaneState[]): boolean {
  if (!lane.lease) return false;
  const quiet = Math.min(lane.heldMs, lane.silentMs ?? lane.heldMs);
  return lanes.some(
    (other) =>
      other.id !== lane.id &&
      other.silentMs !== undefined &&
      other.silentMs < 500 &&
      quiet >= Math.max(patienceMs.first, 4 * setupFor(lane, other.route)),
  );
}

/** How many bytes a lane should take of what is free; 0 where others are done before it could help. */
function leaseSize(lane: LaneState, situation: Situation): number {
  const { free, lanes } = situation;
  const freeBytes = free.reduce((sum, span) => sum + span.end - span.start, 0);
  const rate = expectedRate({ ...lane, lease: undefined }, lanes);
  const gap = (lane.gapMs ?? lane.setupMs) / 1000;
  const seconds = Math.min(Math.max(leaseLimits.seconds, gap * leaseLimits.gaps), leaseLimits.mostSeconds);
  const known = lane.rate > 0 || (lane.lastRate ?? 0) > 0;
  const begins = gap + left(lane) / rate;
  const finish = finishTime(lane, situation, freeBytes);
  const weak = isWeak(lane, lanes);
  if (weak && finish < weakRoute.lastSeconds) return 0;
  const share = rate * ((weak ? finish * weakRoute.trust : finish) - begins);
  // Nobody who may prove slow takes all of his part before he has shown what he can do.
  const first = Math.max(share * leaseLimits.trial, leaseLimits.least);
  const wanted = known ? Math.max(rate * seconds, leaseLimits.least) : Math.min(first, leaseLimits.first);
  // Only those at work can be left to it: who stands idle would leave it to the others, too.
  const busy = lanes.filter((other) => other.id !== lane.id && other.lease && other.rate > 0);
  const without = busy.length > 0 ? finishTime(lane, { ...situation, lanes: busy }, freeBytes) : Infinity;
  const late = begins + Math.min(crumb, freeBytes) / rate - without;
  if (share < crumb && late > worthwhile.seconds) return 0;
  // Halves of a lease would be two requests for one. Where a request costs no time, the last ones are small all the same:
  // what was misjudged is put right by who is through first.
  const last = known && gap === 0 && share > leaseLimits.first ? share / 2 : share;
  const size = share < wanted * (known ? 1.5 : 1) ? Math.max(Math.min(share, last), crumb) : wanted;
  return Math.round(Math.min(size, leaseLimits.most));
}

/**
 * Whether a lane's route is one that the end should not wait for: it brings next to nothing of what all bring, or its lanes
 * crawl beside those of a route that brings the most.
 */
function isWeak({ route }: LaneState, lanes: readonly LaneState[]): boolean {
  const routes = new Map<string, { rate: number; lanes: number }>();
  let all = 0;
  for (const other of lanes) {
    const rate = other.rate > 0 ? other.rate : other.lease ? 0 : (other.lastRate ?? 0);
    const sum = routes.get(other.route) ?? { rate: 0, lanes: 0 };
    routes.set(other.route, { rate: sum.rate + rate, lanes: sum.lanes + (rate > 0 ? 1 : 0) });
    all += rate;
  }
  const mine = routes.get(route);
  if (!mine || mine.rate <= 0) return false;
  if (mine.rate < all * weakRoute.share) return true;
  const mean = mine.rate / mine.lanes;
  return [...routes.values()].some(
    (other) => other.rate >= all / 2 && other.rate / other.lanes > mean * weakRoute.crawl,
  );
}

/** Seconds until all is done if what is free is shared so that everybody finishes together. */
function finishTime(lane: LaneState, { lanes }: Situation, freeBytes: number): number {
  const workers = lanes
    .map((other) => {
      const rate = expectedRate(other.id === lane.id ? { ...other, lease: undefined } : other, lanes);
      const pause = (other.gapMs ?? other.setupMs) / 1000;
      return { rate, ready: (rate > 0 ? left(other) / rate : 0) + pause };
    })
    .filter(({ rate }) => rate > 0)
    .sort((a, b) => a.ready - b.ready);
  let rates = 0;
  let brought = 0;
  let time = Infinity;
  for (const worker of workers) {
    // Those who come in only after all is done take no part.
    if (worker.ready >= time) break;
    rates += worker.rate;
    brought += worker.rate * worker.ready;
    time = (freeBytes + brought) / rates;
  }
  return time;
}

/** Bytes that a lane still holds, in what it reads and in what it asked for ahead. */
function left({ lease, ahead }: LaneState): number {
  return (lease ? Math.max(0, lease.end - lease.position) : 0) + (ahead ? ahead.end - ahead.start : 0);
}

function steal(lane: LaneState, { lanes, hedging }: Situation): Order {
  const thief = expectedRate({ ...lane, lease: undefined }, lanes);
  // Who asks ahead begins when it is through with what it has.
  const setup = Math.max(lane.setupMs / 1000, left(lane) / thief);
  // Others that stand idle will come for their parts: this one takes its own.
  const idle = lanes.filter((other) => other.id !== lane.id && !other.lease);
  const thieves = idle.reduce((sum, other) => sum + expectedRate(other, lanes), thief);
  let best: { victim: number; start: number; end: number; saved: number } | undefined;
  for (const other of lanes) {
    if (other.id === lane.id || !other.lease) continue;
    // What is asked for ahead is left alone until it is read.
    const held = other.lease.end - other.lease.position;
    // Somebody else has taken it all already.
    if (held <= 0) continue;
    const rate = expectedRate(other, lanes, lane.route);
    // Its answer is on its way: nobody's could be here sooner over the same route.
    const asked = other.route === lane.route && other.heldMs < other.setupMs;
    if (asked && held <= worthwhile.bytes) continue;
    if (hedging && rate > 0 && held <= worthwhile.bytes && other.route !== lane.route) continue;
    const pause = Math.max(0, setupFor(other, lane.route) - other.heldMs) / 1000;
    const before = rate > 0 ? held / rate + pause : Infinity;
    // All finish together: (held - x) / victim's rate = setup + x / thieves' rate; of x, its own part.
    const share = ((held - rate * (setup - pause)) * thief) / (thieves + rate);
    // So little is not worth cutting up: it is taken whole, or left.
    const bytes =
      held <= worthwhile.bytes ? held : Math.floor(Math.min(held, Math.max(share, worthwhile.bytes)));
    if (share <= 0) continue;
    const after = setup + bytes / thief;
    const saved = before - after;
    if (saved > Math.max(worthwhile.seconds, setup) && (!best || saved > best.saved)) {
      best = { victim: other.id, start: other.lease.end - bytes, end: other.lease.end, saved };
    }
  }
  return best ? { kind: "steal", victim: best.victim, start: best.start, end: best.end } : { kind: "wait" };
}
