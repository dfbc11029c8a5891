/**
 * Drives the real scheduler, ledger and speed meter on a simulated clock over fluid routes, as a transfer drives them:
 * one lease per lane, asked for as a whole; who is robbed of a part of it loses its connection.
 */
import { hedge, hedgeBudget } from "../../../electron/engine/download/hedging.ts";
import { Ledger, type Lease } from "../../../electron/engine/download/ledger.ts";
import { type LaneState, type Scheduler } from "../../../electron/engine/download/scheduler.ts";
import { SpeedMeter } from "../../../electron/engine/download/speed.ts";
import { fairShares, fluidLimit, type RouteModel, type World } from "./world.ts";

export interface Outcome {
  readonly seconds: number;
  /** Time over the fluid limit. */
  readonly ratio: number;
  /** Bytes that came, or were on their way, in vain; as a share of the file. */
  readonly duplicates: number;
  readonly requests: number;
  readonly killed: number;
  readonly refused: number;
  /** Second copies that came first. */
  readonly hedged: number;
}

interface Held {
  readonly lease: Lease;
  /** Where the request ends, whatever was given away since. */
  readonly askedTo: number;
  readonly sinceMs: number;
  readonly firstByteMs: number;
}

interface Copy {
  readonly victim: Lane;
  readonly start: number;
  readonly end: number;
  position: number;
  readonly firstByteMs: number;
}

interface Lane {
  readonly id: number;
  readonly route: Road;
  readonly rate: number;
  meter: SpeedMeter;
  readonly recent: SpeedMeter;
  held: Held | undefined;
  next: Held | undefined;
  copy: Copy | undefined;
  connected: boolean;
  connectedMs: number;
  lastEnd: number | undefined;
  lastRate: number | undefined;
  lastByteMs: number | undefined;
  askAtMs: number;
  out: boolean;
  /** Part of a byte that is still to come. */
  crumb: number;
}

interface Road {
  readonly model: RouteModel;
  firstByteMs: number;
  dead: boolean;
}

const stepMs = 5;
/** As long as a lane waits that was told to wait. */
const waitMs = 50;
const segment = 1460;
const laneWindowMs = 2000;

export interface SimulationOptions {
  readonly hedging?: boolean;
  /** The scheduler is told only what every lane must say. */
  readonly bare?: boolean;
  /** Hears of every step: for a consumer that takes the bytes in order. */
  readonly each?: (ledger: Ledger, nowMs: number) => void;
}

/** One download from the first wish to the last byte. */
export class Simulation {
  readonly #world: World;
  readonly #scheduler: Scheduler;
  readonly #bare: boolean;
  readonly #each: SimulationOptions["each"];
  readonly #ledger: Ledger;
  readonly #lanes: Lane[];
  readonly #roads: Road[];
  #budget: number;
  #now = 0;
  #wasted = 0;
  #requests = 0;
  #killed = 0;
  #refused = 0;
  #hedged = 0;

  constructor(world: World, scheduler: Scheduler, options: SimulationOptions = {}) {
    this.#world = world;
    this.#scheduler = scheduler;
    this.#bare = options.bare ?? false;
    this.#each = options.each;
    this.#ledger = new Ledger(world.size);
    this.#budget = options.hedging === false ? 0 : hedgeBudget(world.size);
    this.#roads = world.routes.map((model) => ({ model, firstByteMs: 0, dead: false }));
    let id = 0;
    this.#lanes = this.#roads.flatMap((route) =>
      route.model.rates.map((rate, index) => {
        const out = index >= (route.model.allows ?? Infinity);
        if (out) this.#refused++;
        return {
          id: id++,
          route,
          rate,
          meter: new SpeedMeter(laneWindowMs),
          recent: new SpeedMeter(400),
          held: undefined,
          next: undefined,
          copy: undefined,
          connected: false,
          connectedMs: 0,
          lastEnd: undefined,
          lastRate: undefined,
          lastByteMs: undefined,
          askAtMs: 0,
          out,
          crumb: 0,
        };
      }),
    );
  }

  /** Runs to the end. Throws where the file is not done after an hour of simulated time. */
  run(): Outcome {
    while (!this.#ledger.complete) {
      this.#bury();
      for (const lane of this.#lanes) this.#ask(lane);
      this.#flow();
      this.#each?.(this.#ledger, this.#now);
      this.#now += stepMs;
      if (this.#now > 3_600_000) throw new Error("the scheduler does not come to an end");
    }
    for (const lane of this.#lanes) if (lane.copy) this.#wasted += lane.copy.position - lane.copy.start;
    const seconds = this.#now / 1000;
    return {
      seconds,
      ratio: seconds / fluidLimit(this.#world, stepMs),
      duplicates: this.#wasted / this.#world.size,
      requests: this.#requests,
      killed: this.#killed,
      refused: this.#refused,
      hedged: this.#hedged,
    };
  }

  /** Routes that die give everything back. */
  #bury(): void {
    for (const road of this.#roads) {
      const { diesAt } = road.model;
      if (road.dead || diesAt === undefined || this.#ledger.doneBytes < diesAt * this.#world.size) continue;
      road.dead = true;
      for (const lane of this.#lanes) {
        if (lane.route !== road) continue;
        lane.out = true;
        for (const held of [lane.held, lane.next]) if (held) this.#ledger.release(held.lease);
        if (lane.copy) this.#wasted += lane.copy.position - lane.copy.start;
        lane.held = lane.next = lane.copy = undefined;
      }
    }
  }

  #ask(lane: Lane): void {
    if (lane.out || lane.copy || lane.next || this.#now < lane.askAtMs) return;
    if (lane.held) {
      const { lease, firstByteMs, askedTo } = lane.held;
      const rate = lane.meter.at(this.#now);
      const soon =
        lease.end - lease.position <= (rate * lane.route.model.rttMs) / 1000 + rate * (waitMs / 1000);
      // One request ahead; never behind an answer that will be cut off.
      if (!this.#world.ahead || !soon || this.#now < firstByteMs || lease.end < askedTo) return;
    }
    const state = this.#state(lane);
    const asking = lane.held ? { ...state, lastEnd: lane.held.lease.end } : state;
    const states = this.#lanes.filter((one) => !one.out).map((one) => this.#state(one));
    const order = this.#scheduler.next(asking, {
      free: this.#ledger.free,
      lanes: states,
      hedging: this.#budget > 0,
    });
    if (order.kind === "take") return this.#take(lane, order.start, order.end);
    if (order.kind === "steal") {
      const victim = this.#lanes[order.victim];
      if (!victim?.held) return;
      this.#ledger.trim(victim.held.lease, order.start);
      this.#take(lane, order.start, order.end);
      if (victim.held.lease.position < victim.held.lease.end) return;
      // Who was robbed of all has to show again what it can do.
      victim.lastRate = (victim.lastRate ?? 0) / 4;
      victim.meter = new SpeedMeter(laneWindowMs);
      return this.#finish(victim);
    }
    lane.askAtMs = this.#now + waitMs;
    if (lane.held || this.#ledger.freeBytes > 0) return;
    const hedged = new Set(this.#lanes.flatMap((one) => (one.copy ? [one.copy.victim.id] : [])));
    const twice = hedge(state, states, hedged, this.#budget);
    const victim = twice && this.#lanes[twice.victim];
    if (!twice || !victim) return;
    this.#budget -= twice.end - twice.start;
    lane.copy = { ...twice, victim, position: twice.start, firstByteMs: this.#send(lane) };
  }

  /** Sends a request. Out: when its first byte is here. */
  #send(lane: Lane, behindMs = 0): number {
    const { model } = lane.route;
    this.#requests++;
    const cost = lane.connected ? model.rttMs : model.connectMs;
    if (!lane.connected) lane.connectedMs = this.#now + cost;
    lane.connected = true;
    lane.route.firstByteMs = Math.max(lane.route.firstByteMs / 2, cost);
    return Math.max(this.#now + cost, behindMs);
  }

  #take(lane: Lane, start: number, end: number): void {
    const lease = this.#ledger.take(start, end, lane.route.model.name);
    const held = { lease, askedTo: end, sinceMs: this.#now, firstByteMs: this.#send(lane) };
    if (lane.held) lane.next = held;
    else lane.held = held;
  }

  /** A lane is through with its lease. */
  #finish(lane: Lane): void {
    if (!lane.held) return;
    const { lease, askedTo } = lane.held;
    this.#ledger.release(lease);
    lane.lastEnd = lease.end;
    if (lease.end < askedTo) {
      // HTTP/1.1 cannot take a request back: what is under way is lost, and so is the connection.
      const rate = lane.meter.at(this.#now);
      this.#wasted += Math.min(askedTo - lease.end, (rate * lane.route.model.rttMs) / 1000);
      this.#killed++;
      lane.connected = false;
      if (lane.next) this.#ledger.release(lane.next.lease);
      lane.next = undefined;
    }
    lane.held = lane.next;
    lane.next = undefined;
  }

  #flow(): void {
    const seconds = this.#now / 1000;
    const demands = this.#lanes.map((lane) => {
      const job = lane.copy ?? lane.held;
      if (lane.out || !job || this.#now < job.firstByteMs) return 0;
      const rate = lane.rate * (this.#world.factor?.(lane.id, seconds) ?? 1);
      if (!this.#world.slowStart) return rate;
      const { rttMs } = lane.route.model;
      const trips = Math.max(0, this.#now - lane.connectedMs) / rttMs;
      return Math.min(rate, (10 * segment * 2 ** Math.min(trips, 40)) / (rttMs / 1000));
    });
    for (const road of this.#roads) {
      const mine = this.#lanes.filter((lane) => lane.route === road);
      const shares = fairShares(
        mine.map((lane) => demands[lane.id] ?? 0),
        road.model.limit ?? Infinity,
      );
      mine.forEach((lane, index) => (demands[lane.id] = shares[index] ?? 0));
    }
    const shares = fairShares(demands, this.#world.access ?? Infinity);
    for (const lane of this.#lanes) {
      // Ledgers count whole bytes.
      const exact = ((shares[lane.id] ?? 0) * stepMs) / 1000 + lane.crumb;
      lane.crumb = exact % 1;
      this.#deliver(lane, Math.floor(exact));
    }
  }

  #deliver(lane: Lane, bytes: number): void {
    if (bytes <= 0) return;
    lane.meter.add(bytes, this.#now);
    lane.recent.add(bytes, this.#now);
    lane.lastByteMs = this.#now;
    if (lane.copy) return this.#deliverCopy(lane, lane.copy, bytes);
    let rest = bytes;
    while (rest > 0 && lane.held && this.#now >= lane.held.firstByteMs) {
      const { lease } = lane.held;
      const count = Math.min(rest, lease.end - lease.position);
      this.#ledger.advance(lease, count);
      rest -= count;
      lane.lastRate = lane.meter.at(this.#now);
      if (lease.position < lease.end) return;
      this.#finish(lane);
    }
  }

  /** A second copy counts when all of it is here before its victim is done. */
  #deliverCopy(lane: Lane, copy: Copy, bytes: number): void {
    copy.position = Math.min(copy.end, copy.position + bytes);
    const lease = copy.victim.held?.lease;
    const lost = !lease || lease.end !== copy.end || lease.position >= copy.end;
    if (!lost && copy.position < copy.end) return;
    lane.copy = undefined;
    if (lost) {
      this.#wasted += copy.position - copy.start;
      lane.connected = false;
      this.#killed++;
      return;
    }
    this.#hedged++;
    const from = Math.max(lease.position, copy.start);
    this.#wasted += from - copy.start;
    this.#ledger.trim(lease, from);
    const mine = this.#ledger.take(from, copy.end, lane.route.model.name);
    this.#ledger.advance(mine, copy.end - from);
    this.#ledger.release(mine);
    if (lease.position >= lease.end) this.#finish(copy.victim);
  }

  #state(lane: Lane): LaneState {
    const { held, next } = lane;
    const needed = {
      id: lane.id,
      route: lane.route.model.name,
      rate: lane.meter.at(this.#now),
      setupMs: lane.route.firstByteMs,
      heldMs: held ? this.#now - held.sinceMs : 0,
      lease: held && { position: held.lease.position, end: held.lease.end },
      lastEnd: lane.lastEnd,
    };
    if (this.#bare) return needed;
    return {
      ...needed,
      lastRate: lane.lastRate,
      recentRate: lane.recent.at(this.#now),
      silentMs: lane.lastByteMs === undefined ? undefined : this.#now - lane.lastByteMs,
      gapMs: this.#world.ahead ? 0 : undefined,
      ahead: next && { start: next.lease.start, end: next.lease.end },
    };
  }
}
