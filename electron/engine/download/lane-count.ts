/**
 * How many lanes each route should have, sought while the file comes: more where more pay, fewer where they do not. Pure:
 * time and speeds in, numbers out. (PERFORMANCE, recommended algorithm 7 and 8. That every connection has a cost, so
 * that ties go to fewer, is Falcon's, SC'21; the plateau and its 5 % are those of huggingface.js #2350.)
 */

export interface LaneCountRoute {
  readonly name: string;
  /** Direct routes begin with more, and are the last to be parked. */
  readonly direct: boolean;
  /** A relay of the user's own: it begins with more, and grows faster. */
  readonly own?: boolean | undefined;
  /** Most lanes that it may ever have. */
  readonly ceiling: number;
  readonly rttMs: number;
  /** How many were best the last time, if that is known. */
  readonly remembered?: number | undefined;
}

/** What happened up to a moment. Byte counters only ever grow. */
export interface LaneCountSample {
  readonly nowMs: number;
  /** Bytes that came so far, by route; a route that is out is left out. */
  readonly bytes: ReadonlyMap<string, number>;
  /** Bytes that are still to come. */
  readonly left: number;
  /** The longest round trip of a route that is at work, milliseconds, where that is known better by now. */
  readonly rttMs?: number | undefined;
}

const MiB = 1024 * 1024;
const windows = { leastMs: 600, trips: 4 } as const;
const starts = { direct: 4, relay: 2, own: 16 } as const;
/** Of a file of so many bytes, twice as many begin over routes that others run: every doubling later costs two round trips. */
const large = 64 * MiB;
/** Files smaller than this never have more than so many lanes over all routes. */
const small = { bytes: 4 * MiB, lanes: 3 } as const;
/** While doubling, a step must bring this part of what it would bring if all lanes were alike. */
const proportional = 0.25;
/** A level is kept only if it adds this much to the total. */
const pays = 0.05;
/** A step down is kept if it costs less than this: a lane has to be worth something. */
const free = 0.02;
/** At the start, lanes are doubled as soon as all have begun, while that brings so many times as much, and not longer than this. */
const rush = { growth: 1.3, mostMs: 3000, leastPerLane: 512 * 1024 } as const;
/** Where speed sinks by itself, a trial is held against what it would have sunk to, but by no more than this. */
const mostSinking = 0.7;
const probe = { firstMs: 5000, mostMs: 10_000 } as const;
/** What is tried must have time to pay: nothing is tried when less than so many windows are left. */
const leastWindows = 3;
/** The last step down to one lane saves little and may cost half of the speed while it is tried: it is not. */
const fewest = 2;
/** A number that proved to be needed is not lowered again for so long. */
const firmMs = 60_000;
/** A route's speed changed if it did by so much. */
const share = 0.1;
/** The others of a parked route must sink by so much before it is asked again at once. */
const weaker = 0.15;

interface Seat {
  readonly route: LaneCountRoute;
  wanted: number;
  ceiling: number;
  /** Its first doublings, without a measurement: see `begun`. */
  rush: { fromMs: number; atMs: number; bytes: number; speed: number } | "due" | "over";
  /** Still doubling; afterwards steps are of one lane. */
  doubling: boolean;
  /** Nothing is tried before. */
  nextMs: number;
  pauseMs: number;
  /** Whether the last lane more brought nothing at all: then one less may cost nothing. */
  flat: boolean;
  /** Before this it is not lowered. */
  firmMs: number;
  /** Whether it seems to live on what others would bring over the same link. */
  suspect: boolean;
  parked: boolean;
  /** Its counter when the window began. */
  bytes: number;
}

type Kind = "up" | "down" | "park" | "unpark";

interface Trial {
  readonly seat: Seat;
  readonly kind: Kind;
  readonly before: number;
  readonly total: number;
  readonly speeds: ReadonlyMap<string, number>;
}

/**
 * Feed it with `sample` several times a second, and with `refused` when a server refuses a connection; `wanted` says how
 * many lanes a route should have now. One thing is tried at a time, so that what changes is known to come from it.
 */
export class LaneCount {
  readonly #seats = new Map<string, Seat>();
  readonly #total: number;
  #trial: Trial | undefined;
  #windowFrom = 0;
  #windowBytes = 0;
  #settling = true;
  #started = false;
  /** Total speed with the present lanes (0: not measured yet), and the one when something was last parked. */
  #speed = 0;
  #parkedAt = 0;
  #turn = 0;
  #rttMs: number | undefined;
  /** How the last window with the same lanes compared with the one before. */
  #trend = 1;

  readonly #keepAll: boolean;

  /**
   * @param total bytes to fetch
   * @param keepAll no route is parked, though it adds nothing
   */
  constructor(routes: readonly LaneCountRoute[], total: number, keepAll = false) {
    this.#total = total;
    this.#keepAll = keepAll;
    for (const route of routes) this.add(route);
  }

  /** A route joins. */
  add(route: LaneCountRoute): void {
    const usual = route.direct ? starts.direct : starts.relay;
    const start = route.remembered ?? (route.own ? starts.own : this.#total >= large ? usual * 2 : usual);
    this.#seats.set(route.name, {
      route,
      wanted: Math.max(1, Math.min(start, route.ceiling)),
      ceiling: route.ceiling,
      rush: route.remembered === undefined ? "due" : "over",
      doubling: route.remembered === undefined,
      nextMs: 0,
      pauseMs: probe.firstMs,
      flat: false,
      firmMs: 0,
      suspect: false,
      parked: false,
      bytes: 0,
    });
    this.#abandon();
  }

  /** A route is out: what is tried just now cannot be judged. */
  remove(name: string): void {
    if (!this.#seats.delete(name)) return;
    this.#abandon();
    // What was parked beside it may be needed now.
    for (const seat of this.#seats.values()) if (seat.parked) seat.parked = false;
  }

  /** Lanes that a route should have now: 0 where it is parked or unknown. */
  wanted(name: string): number {
    const seat = this.#seats.get(name);
    if (!seat || seat.parked) return 0;
    if (this.#total >= small.bytes) return seat.wanted;
    // Direct routes first; everybody else shares what is left of three.
    let room: number = small.lanes;
    const order = [...this.#seats.values()].sort((a, b) => Number(b.route.direct) - Number(a.route.direct));
    for (const one of order) {
      const mine = one.parked ? 0 : Math.min(one.wanted, room, order.length > 1 ? small.lanes - 1 : room);
      if (one === seat) return mine;
      room -= mine;
    }
    return 0;
  }

  /** Lanes that served a route best: what to remember for the next time. */
  best(name: string): number | undefined {
    const seat = this.#seats.get(name);
    if (!seat) return undefined;
    return this.#trial?.seat === seat && this.#trial.kind === "up" ? this.#trial.before : seat.wanted;
  }

  /** A server refused a connection while a route had so many that worked. */
  refused(name: string, working: number): void {
    const seat = this.#seats.get(name);
    if (!seat) return;
    seat.ceiling = Math.max(1, Math.min(seat.ceiling, working));
    seat.wanted = Math.min(seat.wanted, seat.ceiling);
    seat.rush = "over";
    seat.doubling = false;
    seat.flat = false;
    this.#abandon();
  }

  /** A server may bear more than it did when it refused: a route may have so many lanes, and one more is tried. */
  allowed(name: string, lanes: number): void {
    const seat = this.#seats.get(name);
    if (!seat) return;
    seat.ceiling = Math.min(seat.route.ceiling, lanes);
    seat.nextMs = 0;
  }

  /**
   * All lanes of a route have brought their first bytes: TCP's slow start makes every speed grow now, so that nothing can
   * be judged by it, and a window for every step would take as long as the file. So lanes are doubled at once, as long as
   * ever more comes.
   */
  begun(name: string, nowMs: number, bytes: number, left: number, rttMs: number): void {
    const seat = this.#seats.get(name);
    if (!seat || seat.rush === "over" || this.#total < small.bytes) return;
    const last = seat.rush;
    if (last !== "due" && nowMs - last.atMs < rttMs) return;
    const speed = last === "due" ? 0 : (bytes - last.bytes) / Math.max(1, nowMs - last.atMs);
    const fromMs = last === "due" ? nowMs : last.fromMs;
    const grows = last === "due" || speed > last.speed * rush.growth;
    const wanted = Math.min(seat.ceiling, seat.wanted * 2);
    const worth = left / wanted >= rush.leastPerLane && wanted > seat.wanted;
    if (!grows || !worth || nowMs - fromMs > rush.mostMs) {
      seat.rush = "over";
      return;
    }
    seat.rush = { fromMs, atMs: nowMs, bytes, speed };
    seat.wanted = wanted;
    this.#abandon();
  }

  /** A route's lanes crawl beside another's: it is not given more of them without a measurement. */
  enough(name: string): void {
    const seat = this.#seats.get(name);
    if (!seat || seat.rush === "over") return;
    seat.rush = "over";
    seat.doubling = false;
  }

  /** Takes note of what came; changes what is wanted at most once a window. */
  sample({ nowMs, bytes, left, rttMs }: LaneCountSample): void {
    this.#rttMs = rttMs;
    const sum = [...this.#seats.keys()].reduce((total, name) => total + (bytes.get(name) ?? 0), 0);
    if (!this.#started) {
      if (sum === 0) return;
      this.#started = true;
      this.#open(nowMs, sum, true);
      return;
    }
    if ([...this.#seats.values()].some((seat) => typeof seat.rush === "object")) {
      return this.#open(nowMs, sum, true, bytes);
    }
    const length = nowMs - this.#windowFrom;
    // What costs nothing while it is tried is looked at for longer: chance weighs less then.
    const patient = this.#trial && (this.#trial.kind === "unpark" || this.#trial.kind === "up");
    const times = patient && !this.#trial?.seat.doubling && !this.#settling ? 2 : 1;
    if (length < this.#windowMs() * times) return;
    if (this.#settling) return this.#open(nowMs, sum, false, bytes);
    const total = ((sum - this.#windowBytes) * 1000) / length;
    const speeds = new Map(
      [...this.#seats].map(([name, seat]) => [name, (((bytes.get(name) ?? 0) - seat.bytes) * 1000) / length]),
    );
    this.#trend =
      this.#speed > 0 && !this.#trial ? Math.min(1, Math.max(mostSinking, total / this.#speed)) : 1;
    // The same lanes over several windows: their mean is what a trial is held against.
    this.#speed = this.#trial || this.#speed === 0 ? total : (this.#speed + total) / 2;
    const changed =
      this.#judge(nowMs, total, speeds) || this.#try(nowMs, this.#speed * this.#trend, speeds, left);
    if (changed) this.#speed = 0;
    this.#open(nowMs, sum, changed, bytes);
  }

  #windowMs(): number {
    const rtt = this.#rttMs ?? Math.max(0, ...[...this.#seats.values()].map(({ route }) => route.rttMs));
    return Math.max(windows.leastMs, windows.trips * rtt);
  }

  #open(nowMs: number, sum: number, settling: boolean, bytes?: ReadonlyMap<string, number>): void {
    this.#windowFrom = nowMs;
    this.#windowBytes = sum;
    this.#settling = settling;
    for (const [name, seat] of this.#seats) seat.bytes = bytes?.get(name) ?? seat.bytes;
  }

  /** Ends a trial without a verdict. */
  #abandon(): void {
    this.#trial = undefined;
    this.#settling = true;
    this.#speed = 0;
  }

  /** Decides about what was tried in this window. Out: whether the lanes changed. */
  #judge(nowMs: number, total: number, speeds: ReadonlyMap<string, number>): boolean {
    const trial = this.#trial;
    if (!trial) return false;
    this.#trial = undefined;
    const { seat, kind, before } = trial;
    const gain = total / Math.max(trial.total, 1) - 1;
    switch (kind) {
      case "up":
        return this.#judgeMore(trial, gain, nowMs, speeds);
      case "down":
      case "park":
        if (gain >= -free) {
          if (kind === "park") this.#parkedAt = total;
          return this.#keep(seat, nowMs, kind === "park");
        }
        seat.parked = false;
        seat.wanted = before;
        if (kind === "down") seat.firmMs = nowMs + firmMs;
        break;
      case "unpark":
        if (gain >= pays) return this.#keep(seat, nowMs, false);
        seat.parked = true;
        this.#parkedAt = total;
    }
    seat.flat = seat.suspect = false;
    this.#rest(seat, nowMs);
    return true;
  }

  #judgeMore(trial: Trial, gain: number, nowMs: number, speeds: ReadonlyMap<string, number>): boolean {
    const { seat, before } = trial;
    const added = seat.wanted - before;
    // What this many lanes would add if all were alike; of a single one among many, 5 % is too much to ask.
    const alike = added / Math.max(1, this.#lanes() - added);
    const least = seat.doubling ? Math.max(pays, proportional * alike) : Math.min(pays, alike / 2);
    if (gain >= least) return this.#keep(seat, nowMs, false);
    const halfway = seat.doubling && gain >= pays && added > 1;
    seat.wanted = halfway ? before + (added >> 1) : before;
    seat.doubling = false;
    seat.flat = gain < free;
    if (seat.flat) this.#suspect(trial, speeds);
    this.#rest(seat, nowMs);
    return true;
  }

  /** Where one route gains what the others lose, they share a link: relays need not take part then. */
  #suspect(trial: Trial, speeds: ReadonlyMap<string, number>): void {
    for (const [name, seat] of this.#seats) {
      const before = trial.speeds.get(name) ?? 0;
      const change = (speeds.get(name) ?? 0) - before;
      const shares = seat === trial.seat ? change > before * share : change < -before * share;
      if (!seat.route.direct && shares) seat.suspect = true;
    }
  }

  #keep(seat: Seat, nowMs: number, resting: boolean): boolean {
    seat.pauseMs = probe.firstMs;
    seat.nextMs = resting ? nowMs + probe.firstMs : nowMs;
    return false;
  }

  #rest(seat: Seat, nowMs: number): void {
    seat.nextMs = nowMs + seat.pauseMs;
    seat.pauseMs = Math.min(seat.pauseMs * 2, probe.mostMs);
  }

  #lanes(): number {
    return [...this.#seats.values()].reduce((sum, seat) => sum + (seat.parked ? 0 : seat.wanted), 0);
  }

  /** Begins the next trial, the route that was tried longest ago first. Out: whether the lanes changed. */
  #try(nowMs: number, total: number, speeds: ReadonlyMap<string, number>, left: number): boolean {
    if (total <= 0 || this.#total < small.bytes) return false;
    if (left / total < (leastWindows * this.#windowMs()) / 1000) return false;
    const seats = [...this.#seats.values()];
    const sank = this.#parkedAt > 0 && total < this.#parkedAt * (1 - weaker);
    for (let count = 0; count < seats.length; count++) {
      const seat = seats[this.#turn++ % seats.length];
      if (!seat) continue;
      const kind = this.#kind(seat, speeds.get(seat.route.name) ?? 0, nowMs, sank);
      if (!kind) continue;
      this.#trial = { seat, kind, before: seat.wanted, total, speeds };
      if (kind === "park") seat.parked = true;
      else if (kind === "unpark") seat.parked = false;
      else if (kind === "down") seat.wanted--;
      else seat.wanted = Math.min(seat.ceiling, seat.doubling ? seat.wanted * 2 : seat.wanted + 1);
      return true;
    }
    return false;
  }

  /** What to try with a route; undefined where there is nothing. */
  #kind(seat: Seat, speed: number, nowMs: number, sank: boolean): Kind | undefined {
    if (seat.parked) return nowMs >= seat.nextMs || sank ? "unpark" : undefined;
    const working = [...this.#seats.values()].filter((one) => !one.parked);
    // A route that the total may do without. Direct is parked only where it brings next to nothing.
    const weak = speed < (this.#speed * pays) / 2;
    if (!this.#keepAll && working.length > 1 && (seat.suspect || (weak && nowMs >= seat.nextMs)))
      return "park";
    // One lane fewer is tried at once where one more brought nothing.
    if (seat.flat && seat.wanted > fewest && nowMs >= seat.firmMs) return "down";
    if (nowMs < seat.nextMs) return undefined;
    if (seat.wanted < seat.ceiling) return "up";
    seat.doubling = false;
    return undefined;
  }
}
