/** How many lanes each road has: what the search for the best number says, within what servers and settings allow. */
import type { Clock } from "../clock.ts";
import type { Lane } from "./lane.ts";
import { LaneCount } from "./lane-count.ts";
import type { Seats } from "./host-seats.ts";
import type { Ledger } from "./ledger.ts";
import { ownRelay, type Road } from "./road.ts";

const KiB = 1024;
/** Below this much per lane, a further connection costs more than it brings. */
const leastPerLane = 512 * KiB;
/** From fewer bytes over a road nothing is learned of how many lanes are best. */
const leastToLearn = 16 * 1024 * KiB;
/** A road without refusals for so long may have one connection more. */
export const growMs = 30_000;
/** A lane that was just sent out is waited for, so long, before speeds are judged. */
const beginMs = 1000;

/** Lanes that are so many times as slow as those of the main road, after so long, are not made more in a rush. */
const crawl = { times: 5, leastMs: 400, trips: 3 } as const;

export interface StaffingOptions {
  readonly roads: readonly Road[];
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Whether every road keeps a lane, though it adds nothing (mode `all`). */
  readonly keepAll: boolean;
  /** How many lanes served a road best before, and where that is noted. */
  readonly lanesKnown?: ((road: Road) => number | undefined) | undefined;
  readonly lanesLearned?: ((road: Road, lanes: number) => void) | undefined;
  /** What this download may have of the connections to its host; as many as it wants unless given. */
  readonly seats?: Seats | undefined;
}

export class Staffing {
  readonly #options: StaffingOptions;
  readonly #count: LaneCount;
  readonly #came = new Map<string, number>();
  /** When each road brought its first byte. */
  readonly #heardFrom = new Map<Road, number>();
  readonly #known = new Set<Road>();
  /** How many lanes each road was given last. */
  readonly #given = new Map<Road, number>();
  readonly #beganAt: number;

  constructor(options: StaffingOptions) {
    this.#options = options;
    this.#beganAt = options.clock.now();
    this.#count = new LaneCount([], options.ledger.total - options.ledger.doneBytes, options.keepAll);
  }

  /** Bytes came over a road. */
  arrived(road: Road, count: number): void {
    const { name } = road.route;
    if (!this.#came.has(name)) this.#heardFrom.set(road, this.#options.clock.now());
    this.#came.set(name, (this.#came.get(name) ?? 0) + count);
  }

  /** A server refused a connection: from now on the road has `road.cap` at most. */
  refused(road: Road): void {
    this.#count.refused(road.route.name, road.cap);
    this.#options.seats?.refused(road.route.name, road.cap);
  }

  /** Looks at what came and who is at work; to be called several times a second. */
  look(lanes: readonly Lane[]): void {
    const { roads, ledger, clock } = this.#options;
    const now = clock.now();
    for (const road of roads) {
      const able = road.state === "active";
      if (able && !this.#known.has(road)) this.#join(road);
      if (!able && this.#known.delete(road)) this.#count.remove(road.route.name);
    }
    const left = ledger.total - ledger.doneBytes;
    for (const road of this.#known) {
      const { name } = road.route;
      const mine = lanes.filter((lane) => lane.road === road && !lane.leaving);
      if (mine.length < (this.#given.get(road) ?? Infinity) || mine.some((lane) => !lane.begun)) continue;
      if (this.#crawls(road, lanes, now)) this.#count.enough(name);
      else this.#count.begun(name, now, this.#came.get(name) ?? 0, left, tripOf(road));
    }
    // Speeds say something once everybody who was sent out is at work, and who is to leave has left.
    const changing = lanes.some((lane) => lane.lease && (lane.leaving || this.#begins(lane, now)));
    if (changing) return;
    const bytes = new Map([...this.#known].map(({ route }) => [route.name, this.#came.get(route.name) ?? 0]));
    const rttMs = Math.max(0, ...[...this.#known].map(tripOf));
    this.#count.sample({ nowMs: now, bytes, left, rttMs });
  }

  /** To be called once, at the end: notes what was found out, where enough came to find something out. */
  close(): void {
    for (const road of this.#known) {
      const best = this.#count.best(road.route.name);
      const enough = (this.#came.get(road.route.name) ?? 0) >= leastToLearn;
      if (best !== undefined && best > 0 && enough) this.#options.lanesLearned?.(road, best);
    }
  }

  /** Whether a road's lanes bring a small part of what each lane of the main road brings. */
  #crawls(road: Road, lanes: readonly Lane[], now: number): boolean {
    const perLane = (one: Road) =>
      one.meter.at(now) / Math.max(1, lanes.filter((lane) => lane.road === one).length);
    // Slow start makes everybody slow at first, and those with long round trips longest.
    const young =
      now - (this.#heardFrom.get(road) ?? now) < Math.max(crawl.leastMs, crawl.trips * tripOf(road));
    if (young) return false;
    const all = [...this.#known].reduce((sum, one) => sum + one.meter.at(now), 0);
    return [...this.#known].some(
      (main) => main !== road && main.meter.at(now) >= all / 2 && perLane(main) > crawl.times * perLane(road),
    );
  }

  #begins(lane: Lane, now: number): boolean {
    return !lane.begun && now - lane.since < Math.max(beginMs, 2 * lane.road.firstByteMs);
  }

  #join(road: Road): void {
    const { route, ceiling, cap } = road;
    this.#known.add(road);
    this.#count.add({
      name: route.name,
      direct: route.kind === "direct",
      own: ownRelay(route),
      ceiling,
      rttMs: tripOf(road),
      remembered: road.refusedAt > 0 && cap < ceiling ? cap : this.#options.lanesKnown?.(road),
    });
  }

  /** How many lanes a road should have, of which it has `present`; `held` counts those too that are about to leave. */
  wanted(road: Road, present: number, held = present): number {
    const { ledger, clock } = this.#options;
    this.#grow(road, present);
    // Who holds all that is left of a small file is given time to bring it: slow start makes everybody slow at first.
    const young = clock.now() - this.#beganAt < beginMs;
    const missing = young ? ledger.freeBytes : ledger.total - ledger.doneBytes;
    const worth = Math.max(1, present, Math.ceil(missing / leastPerLane));
    const sought = this.#count.wanted(road.route.name);
    const most = Math.min(sought, road.cap, worth);
    const { seats } = this.#options;
    this.#given.set(road, most);
    if (!seats) return most;
    const { name } = road.route;
    const { sampling } = road;
    seats.want(name, most + sampling, held + sampling);
    // Its first lane is always its own; a road that is parked has none.
    const given = Math.min(most, Math.max(1, seats.share(name) - sampling));
    this.#given.set(road, given);
    // Those that are sent out now are counted before anybody else asks.
    seats.want(name, most + sampling, held + sampling + Math.max(0, given - present));
    return given;
  }

  /** After a while without refusals, a road may have one lane more than was learned. */
  #grow(road: Road, present: number): void {
    const now = this.#options.clock.now();
    if (road.refusedAt === 0 || now - road.refusedAt < growMs) return;
    if (present < road.cap || present >= road.ceiling) return;
    road.cap = present + 1;
    road.refusedAt = now;
    this.#count.allowed(road.route.name, road.cap);
  }
}

/** About a round trip over a road, milliseconds: a first answer took one for the connection, too. */
function tripOf({ tripMs, firstByteMs }: Road): number {
  return Number.isFinite(tripMs) ? tripMs : firstByteMs / 2;
}
