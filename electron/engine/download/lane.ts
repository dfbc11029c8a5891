/** One connection's worth of work: what a lane holds, and how fast it has been. */
import type { Lease } from "./ledger.ts";
import type { Checked } from "./range-requests.ts";
import type { Road } from "./road.ts";
import type { LaneState } from "./scheduler.ts";
import { SpeedMeter } from "./speed.ts";

/** A lane's speed is smoothed over so long; a collapse shows over the shorter time. */
const windows = { smoothMs: 2000, recentMs: 400 } as const;

/** A range that was asked for behind the one that is being read. */
export interface AskedAhead {
  readonly lease: Lease;
  /** Undefined where it has to be asked for again. */
  readonly checked: Promise<Checked | undefined>;
  /** Gives it up, and the connection with it. */
  abort(): void;
  /** The connection was cut by us: that nothing came says nothing of the server. */
  cut: boolean;
}

const mostDoublings = 10;
/** So much earlier than needed a request is sent ahead. */
const marginMs = 50;

export class Lane {
  readonly id: number;
  readonly road: Road;
  lease: Lease | undefined;
  /** When it took its lease. */
  since = 0;
  /** Ends what it waits for or reads. */
  close: (() => void) | undefined;
  lastEnd: number | undefined;
  /** It met an ETag that was new: it asks for bytes that are here, to compare. */
  flipped = false;
  ahead: AskedAhead | undefined;
  /** When it may ask ahead again, after it was told to wait. */
  askAheadAt = 0;
  /** Where the next byte to arrive goes: what lies before it is here, though it may not be written yet. */
  arrivedTo = 0;
  /** It ends when it is through with its lease: its road has more lanes than it should. */
  leaving = false;
  /** It was closed because it stood still while others moved: nobody is to blame. */
  stalled = false;
  /** It fetches what another lane holds a second time. */
  copying = false;
  /** Its last copy was given up: it did not come when it should have. */
  lateCopy = false;
  /** Ends the second copy of what it holds. */
  copied: (() => void) | undefined;
  /** What it waits for on this side: a limit, or the disk. It is not silent then. */
  #held = 0;
  #heldUntil = -Infinity;
  #meter = new SpeedMeter(windows.smoothMs);
  #recent = new SpeedMeter(windows.recentMs);
  #lastByteAt: number | undefined;
  #lastRate: number | undefined;

  constructor(id: number, road: Road) {
    this.id = id;
    this.road = road;
  }

  /** Whether it has ever brought a byte. */
  get begun(): boolean {
    return this.#lastByteAt !== undefined;
  }

  /** Whether it waits for the first byte of what it holds. */
  get fresh(): boolean {
    return this.lease !== undefined && (this.#lastByteAt === undefined || this.#lastByteAt < this.since);
  }

  /** Whether what it reads will have come by the time that a further request is answered. */
  nearEnd(now: number): boolean {
    const { lease, road } = this;
    if (!lease) return false;
    const trip = Number.isFinite(road.tripMs) ? road.tripMs : road.firstByteMs;
    const left = lease.end - Math.max(lease.position, this.arrivedTo);
    return left * 1000 <= this.#meter.at(now) * (trip + marginMs);
  }

  /** Whether bytes come of what it holds. */
  get reading(): boolean {
    return this.lease !== undefined && !this.fresh;
  }

  /** Bytes came at a time (of the clock's `now`). */
  arrived(count: number, now: number): void {
    this.#meter.add(count, now);
    this.#recent.add(count, now);
    this.#lastByteAt = now;
    this.#lastRate = this.#meter.at(now);
    this.arrivedTo += count;
  }

  /** Waits for something on this side, which is no silence of the server's. */
  async hold<T>(work: Promise<T>, now: () => number): Promise<T> {
    this.#held++;
    try {
      return await work;
    } finally {
      this.#held--;
      this.#heldUntil = now();
    }
  }

  /** All that it held was taken from it: it has to show again what it can do. */
  robbed(): void {
    this.#meter = new SpeedMeter(windows.smoothMs);
    this.#lastRate = (this.#lastRate ?? 0) / 4;
  }

  /** How the scheduler sees it. */
  state(now: number): LaneState {
    const { lease, road } = this;
    const heardAt = this.#held > 0 ? now : Math.max(this.#lastByteAt ?? -Infinity, this.#heldUntil);
    return {
      id: this.id,
      route: road.route.name,
      rate: this.#meter.at(now),
      // Who was robbed before he could begin is given longer each time: somebody must come to the end.
      setupMs:
        road.robbed === 0
          ? road.firstByteMs
          : (road.firstByteMs + marginMs) * 2 ** Math.min(road.robbed, mostDoublings),
      answerMs: road.firstByteMs,
      heldMs: lease ? now - this.since : 0,
      lease: lease && {
        position: Math.min(lease.end, Math.max(lease.position, this.arrivedTo)),
        end: lease.end,
      },
      lastEnd: this.lastEnd,
      gapMs: road.ahead === "proved" ? 0 : undefined,
      ahead: this.ahead && { start: this.ahead.lease.start, end: this.ahead.lease.end },
      lastRate: this.#lastRate,
      recentRate: this.#recent.at(now),
      silentMs: this.#lastByteAt === undefined ? undefined : now - heardAt,
    };
  }
}
