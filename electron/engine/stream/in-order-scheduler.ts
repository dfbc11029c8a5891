/**
 * Who takes which range next where the bytes go to a consumer in order: what he needs first comes from who brings it
 * first, and nobody works beyond the window (PERFORMANCE, recommended algorithm 9). Pure.
 *
 * Leases are measured in time, short near the consumer and longer further away. A lane that would bring the next range
 * later than another one could takes a range further ahead, which is needed about when it brings it (as ECF and BLEST do
 * for multipath transports: Lim et al., CoNEXT 2017; Ferlin et al., IFIP Networking 2016). What is late is taken over: what the late lane would still bring in
 * time is left to it. Where nothing of the file is free any more, it ends as every download does.
 */
import type { Span } from "../download/ledger.ts";
import {
  expectedRate,
  leaseScheduler,
  type LaneState,
  type Order,
  type Scheduler,
  type Situation,
} from "../download/scheduler.ts";

export interface Reader {
  /** The next byte that the consumer gets. */
  readonly head: number;
  /** Nothing from here on may be asked for yet. */
  readonly limit: number;
  /** Bytes per second that the consumer can take; Infinity where he was never waited for. */
  readonly rate: number;
  /** Bytes that the window may ever have. */
  readonly windowBytes: number;
}

const KiB = 1024;
const sizes = {
  least: 256 * KiB,
  /** Less is not worth a request. */
  crumb: 64 * KiB,
  /** Before a lane has shown what it can do: little, since on a slow line the consumer waits for the first lease of each. */
  trial: 128 * KiB,
  /**
   * The window has room for so many leases of each lane, by what each brings: with fewer, lanes wait for each other (an even
   * share needs three, huggingface.js #2351); with more, the pauses between requests cost more than that.
   */
  leasesPerLane: 1.6,
} as const;
/** A lease's length in seconds: at the head, far from it, and how many times the pause before it. */
const lengths = { near: 0.5, far: 3, gaps: 20, mostNear: 2.5 } as const;
/**
 * A lease is late where another lane would be done with it so many times sooner, and so much; and where it comes later
 * than it is needed by a part of the time that the window lasts, within these seconds.
 */
const late = { factor: 1.5, seconds: 0.25, part: 1 / 2, most: 2, graceMs: 250, slowest: 4 } as const;

/** The scheduler for one consumer; `reader` is asked anew each time. */
export function inOrderScheduler(reader: () => Reader): Scheduler {
  return {
    next(lane, situation) {
      const now = reader();
      const plan = new Plan(lane, situation, now);
      const help = plan.takeOver();
      if (help) return help;
      // The end of what is wanted: all finish together.
      if (situation.free.length === 0) return leaseScheduler.next(lane, situation);
      return plan.take();
    },
  };
}

/** One lane's choice. Times are seconds from now. */
class Plan {
  readonly #lane: LaneState;
  readonly #others: readonly LaneState[];
  readonly #limit: number;
  /** All that nobody has taken, beyond the window too. */
  readonly #freeBytes: number;
  /** What may be taken now. */
  readonly #free: readonly Span[];
  readonly #reader: Reader;
  readonly #rates: ReadonlyMap<number, number>;
  readonly #rate: number;
  /** When its next request could bring its first byte. */
  readonly #begins: number;
  readonly #othersRate: number;

  constructor(lane: LaneState, { free, lanes }: Situation, reader: Reader) {
    this.#lane = lane;
    this.#reader = reader;
    // Who is at work. Who is not may be waiting for a server that is down: nothing is left to him.
    this.#others = lanes.filter(({ id, lease, ahead }) => id !== lane.id && (lease || ahead));
    this.#freeBytes = free.reduce((sum, { start, end }) => sum + end - start, 0);
    const limit = Math.floor(reader.limit);
    this.#limit = limit;
    this.#free = free
      .filter(({ start }) => start < limit)
      .map(({ start, end }) => ({ start, end: Math.min(end, limit) }));
    this.#rates = new Map(this.#others.map((other) => [other.id, expectedRate(other, lanes)]));
    this.#rate = Math.max(1, expectedRate({ ...lane, lease: undefined }, lanes));
    this.#begins = Math.max(gap(lane), remaining(lane) / this.#rate);
    this.#othersRate = [...this.#rates.values()].reduce((sum, rate) => sum + rate, 0);
  }

  get #slack(): number {
    return Math.min(Math.max(late.seconds, this.#lasts * late.part), late.most);
  }

  /** How long a full window lasts. */
  get #lasts(): number {
    return this.#reader.windowBytes / (this.#rate + this.#othersRate);
  }

  /** The lowest range that comes too late from who holds it, as far as he does not bring it in time himself. */
  takeOver(): Order | undefined {
    // Who is slow himself is no help: the next one to ask will be.
    if (this.#rate * late.slowest < this.#othersRate / Math.max(this.#others.length, 1)) return undefined;
    const held = this.#others
      .filter((other) => other.lease && other.lease.position < other.lease.end)
      .sort((a, b) => (a.lease?.position ?? 0) - (b.lease?.position ?? 0));
    const slack = this.#slack;
    for (const other of held) {
      const { lease } = other;
      if (!lease) continue;
      // Nobody is judged before he could begin.
      if (other.heldMs < other.setupMs + late.graceMs) continue;
      const bytes = lease.end - lease.position;
      const rate = this.#rates.get(other.id) ?? 0;
      const pause = Math.max(0, other.setupMs - other.heldMs) / 1000;
      const alone = rate > 0 ? pause + bytes / rate : Infinity;
      const mine = this.#begins + bytes / this.#rate;
      if (alone < late.factor * mine || alone - mine < late.seconds) continue;
      const needed = this.#neededIn(lease.position, other);
      // As long as there is time to take it over later, the late lane may show that it is better than it seems.
      if (alone <= needed + slack || needed > mine + slack) continue;
      // Both finish together: (bytes - x) / rate + pause = begins + x / mine.
      const share = ((pause + bytes / rate - this.#begins) * rate * this.#rate) / (rate + this.#rate);
      const wanted = rate > 0 ? Math.min(bytes, Math.ceil(share)) : bytes;
      // What is left to him is worth having only if it is more than a crumb.
      const part = bytes - wanted < sizes.crumb ? bytes : wanted;
      return { kind: "steal", victim: other.id, start: lease.end - part, end: lease.end };
    }
    return undefined;
  }

  /** When the consumer is at a place, unless it is held up there by this lane itself. */
  #neededIn(place: number, holder?: LaneState): number {
    const { head, rate } = this.#reader;
    let rates = this.#rate + this.#othersRate;
    if (holder) rates -= this.#rates.get(holder.id) ?? 0;
    const consumed = Number.isFinite(rate) && rate > 0 ? (place - head) / rate : 0;
    return Math.max(consumed, this.#missingBefore(place) / Math.max(rates, 1));
  }

  /** Bytes before a place that are not here yet. */
  #missingBefore(place: number): number {
    let sum = 0;
    for (const { start, end } of this.#free) sum += Math.max(0, Math.min(end, place) - start);
    for (const { lease, ahead } of this.#others) {
      if (lease) sum += Math.max(0, Math.min(lease.end, place) - lease.position);
      if (ahead) sum += Math.max(0, Math.min(ahead.end, place) - ahead.start);
    }
    return sum;
  }

  /** A free range: the first one, or one further ahead where others would bring the first one sooner. */
  take(): Order {
    const [first] = this.#free;
    if (!first) return { kind: "wait" };
    const size = this.#size(first.start);
    const crumb = Math.min(size, sizes.crumb);
    const found = this.#place(size) ?? this.#place(crumb) ?? this.#farthest(crumb);
    if (!found) return { kind: "wait" };
    const { start, end, bytes } = found;
    // At the window's edge, a little patience saves many small requests (RFC 9293, 3.8.6.2.1).
    const cutOff = end === this.#limit && end - start < size / 2;
    if (cutOff && this.#others.length > 0) return { kind: "wait" };
    return { kind: "take", start, end: end - start < bytes + sizes.crumb ? end : start + bytes };
  }

  /** Its part of the window, by what it brings. */
  #most(): number {
    const part = this.#rate / (this.#rate + this.#othersRate);
    return Math.max(sizes.crumb, (this.#reader.windowBytes * part) / sizes.leasesPerLane);
  }

  #size(place: number): number {
    const known = this.#lane.rate > 0 || (this.#lane.lastRate ?? 0) > 0;
    const near = Math.min(Math.max(lengths.near, gap(this.#lane) * lengths.gaps), lengths.mostNear);
    const seconds = Math.min(Math.max(lengths.far, near), near + this.#neededIn(place) / 2);
    const wanted = known ? Math.max(this.#rate * seconds, sizes.crumb) : sizes.trial;
    // Towards the end everybody takes his part, no more.
    const share = Math.max(sizes.least, (this.#freeBytes * this.#rate) / (this.#rate + this.#othersRate));
    return Math.round(Math.min(wanted, share, this.#most()));
  }

  /** Where so many bytes would come no later than they are needed, or than anybody else could bring them. */
  #place(bytes: number): { start: number; end: number; bytes: number } | undefined {
    const mine = this.#begins + bytes / this.#rate;
    const theirs = Math.min(
      ...this.#others.map((other) => {
        const rate = this.#rates.get(other.id) ?? 0;
        return rate > 0 ? remaining(other) / rate + gap(other) + bytes / rate : Infinity;
      }),
    );
    if (mine <= Math.max(late.factor * theirs, theirs + late.seconds)) return this.#at(0, bytes);
    const intime = mine - this.#slack - this.#neededIn(this.#free[0]?.start ?? 0);
    return this.#at(Math.max(0, intime * this.#othersRate), bytes);
  }

  /** The end of the window: where the slowest lane does least harm, and may show that it is better than it was. */
  #farthest(bytes: number): { start: number; end: number; bytes: number } | undefined {
    const last = this.#free.at(-1);
    if (!last) return undefined;
    const start = Math.max(last.start, last.end - bytes);
    const needed = this.#neededIn(start);
    return needed >= Math.max(this.#lasts / 2, late.most) ? { start, end: last.end, bytes } : undefined;
  }

  /** The first free place that has so many missing bytes more before it than the first one has. */
  #at(skip: number, bytes: number): { start: number; end: number; bytes: number } | undefined {
    const [first] = this.#free;
    if (!first) return undefined;
    const before = this.#missingBefore(first.start);
    for (const { start, end } of this.#free) {
      const extra = this.#missingBefore(start) - before;
      // No scraps are left behind.
      const offset = Math.max(0, skip - extra) < sizes.crumb ? 0 : Math.round(skip - extra);
      if (end - start - offset >= Math.min(bytes, end - start) && offset < end - start)
        return { start: start + offset, end, bytes };
    }
    return undefined;
  }
}

/** The pause before a lane's next request brings its first byte, seconds. */
function gap(lane: LaneState): number {
  return (lane.gapMs ?? lane.setupMs) / 1000;
}

/** Bytes that a lane still holds. */
function remaining({ lease, ahead }: LaneState): number {
  return (lease ? Math.max(0, lease.end - lease.position) : 0) + (ahead ? ahead.end - ahead.start : 0);
}
