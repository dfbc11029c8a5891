/**
 * One run of a download whose server has ranges: roads join, lanes take leases from the ledger, every answer is checked,
 * every byte is written once. Ends when the ledger is complete, when no road is left, or when the signal aborts.
 */
import { AppError, describe, toFailure } from "../../common/errors.ts";
import type { ConnectionView } from "../../common/views.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { badAnswer, type Answer } from "../http/attempt.ts";
import { takesAhead } from "../http/range-reader/send.ts";
import type { Identity } from "../http/validators.ts";
import { admit, Rebase, sampleBytes, type Court } from "./admission.ts";
import { blame, contradiction, Quarantine, type Dispute } from "./contradiction.ts";
import { fillByStream } from "./fill-by-stream.ts";
import { Lane, type AskedAhead } from "./lane.ts";
import type { Seats } from "./host-seats.ts";
import type { Ledger, Lease } from "./ledger.ts";
import { modestRange, openRoad, type Ask, type Opening } from "./opening.ts";
import type { PartFile } from "./part-file.ts";
import { OverlapDiffers, readBody, type BodyReader } from "./read-body.ts";
import { judge, mayComeBack } from "./retry.ts";
import { Flipped, RangeRequests, Refused, type Checked } from "./range-requests.ts";
import { Resting } from "./resting.ts";
import { Sampling } from "./sampling.ts";
import type { Samples } from "./samples.ts";
import { mostTelling, type Road } from "./road.ts";
import { stalled, type Scheduler } from "./scheduler.ts";
import { SecondCopies } from "./second-copy.ts";
import { silentRoads } from "./silent-roads.ts";
import { Staffing } from "./staffing.ts";
import type { Throttle } from "./throttle.ts";

const KiB = 1024;

export interface TransferOptions {
  readonly source: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly reference: Identity & { readonly total: number };
  /** Whether an end-to-end road vouches for the reference by now, and where it is said that one does. */
  readonly trust: { readonly given: () => boolean; readonly give: () => void };
  /** The road whose answer the reference was read from; none where an earlier session knew it. */
  readonly introducer: Road | undefined;
  readonly roads: readonly Road[];
  readonly ledger: Ledger;
  /** Where bytes go; writes are merged up to `mergeBytes` where it says so. */
  readonly part: Pick<PartFile, "read" | "write"> & { readonly mergeBytes?: number };
  /** Whether every road keeps a lane though it adds nothing (mode `all`). */
  readonly keepAll: boolean;
  readonly scheduler: Scheduler;
  readonly throttle: Throttle;
  /** What this download may have of the connections to its host, which it shares with others. */
  readonly seats?: Seats | undefined;
  /** Where what roads say of a few places is kept, and compared. */
  readonly samples: Samples;
  /** Hears that a server bears so many connections over a road, and no more. */
  readonly learned: (road: Road, cap: number) => void;
  readonly acceptPage: boolean;
  /** How many lanes served a road best before, and where that is noted. */
  readonly lanesKnown?: (road: Road) => number | undefined;
  readonly lanesLearned?: (road: Road, lanes: number) => void;
  /** Whether a checksum was given, which will tell whose bytes are right. */
  readonly proved?: boolean;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Failures within so short a time have one cause: all lanes of a road lose their connections at once. */
const burstMs = 400;

/** So many bytes before a range are fetched again and compared, when a road begins (HTTP, row 7). */
const overlapBytes = 4 * KiB;
/** A range must be here after so long, and so long for each of its bytes: who drips is left, though never silent. */
const deadline = { ms: 30_000, rate: 8 * KiB } as const;
/** Answers in a row that are no part, after which a road is taken to send the whole file only. */
const mostMisfits = 3;
/** Requests sent ahead that were lost, after which a server is taken not to bear them. */
const mostLost = 2;
/** Failures in a row, after which a road in reserve stands in. */
const relievedAfter = 2;
/** How often the number of lanes is looked at, and whether one stands still. */
const lookMs = 100;
/** A lane that was told to wait asks again after so long. */
const waitMs = 50;
/** A lane that its road can do without is closed unless it is through with its lease in so long. */
const leaveMs = 1500;
/** A road that went out is asked again after so long, then twice as long, up to a minute. */
const revival = { firstMs: 5000, mostMs: 60_000 } as const;
/** How long a finished download that only relays vouch for waits for an end-to-end road's word. */
const witnessMs = 8000;

/** Why the run's own signal aborts when every byte is written. */
const complete = "complete";

/** A road at the start of a run: its first answer, which may still be on its way, and the lease that was asked for. */
export interface Entry {
  readonly road: Road;
  readonly opening: Promise<Opening>;
  /** Held for the first answer's bytes; none where the first answer is only a sample. */
  readonly lease: Lease | undefined;
}

export class Transfer {
  readonly #options: TransferOptions;
  readonly #lanes = new Map<number, Lane>();
  #failures: { road: Road; error: AppError }[] = [];
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  #nextLane = 0;
  readonly #ask: Ask;
  readonly #court: Court;
  readonly #requests: RangeRequests;
  readonly #sampling: Sampling;
  readonly #staffing: Staffing;
  readonly #copies: SecondCopies;
  readonly #resting: Resting;
  readonly #relieved = new Set<Road>();
  readonly #standIns: Promise<void>[] = [];

  constructor(options: TransferOptions) {
    this.#options = options;
    this.#signal = AbortSignal.any([options.signal, this.#stop.signal]);
    this.#ask = { ...options, signal: this.#signal, total: options.reference.total };
    this.#court = {
      ...options,
      ask: this.#ask,
      trusted: options.trust.given,
    };
    this.#requests = new RangeRequests({
      ...options,
      court: this.#court,
      lanesOf: (road) => this.lanesOf(road),
      readingOf: (road) =>
        [...this.#lanes.values()].filter((lane) => lane.road === road && lane.reading).length,
      refused: (road) => this.#staffing.refused(road),
    });
    this.#staffing = new Staffing(options);
    this.#copies = new SecondCopies({ ...options, requests: this.#requests, signal: this.#signal });
    this.#resting = new Resting(options.clock);
    this.#sampling = new Sampling(options, this.#ask);
  }

  /**
   * Runs until the ledger is complete. Rejects with AppError where no road is left or the file changed, with Rebase, or
   * with the signal's reason.
   */
  async run(entries: readonly Entry[]): Promise<void> {
    const { ledger } = this.#options;
    if (ledger.complete) {
      for (const { opening } of entries)
        void opening.then(
          ({ answer }) => answer.close(),
          () => undefined,
        );
      return;
    }
    const watching = Promise.all([this.#watchSamples(), this.#watchLanes()]);
    await Promise.all(entries.map((entry) => this.#road(entry)));
    // Who stands in may be relieved in turn.
    for (let at = 0; at < this.#standIns.length; at++) await this.#standIns[at];
    if (!ledger.complete) await this.#lastStream();
    this.#staffing.close();
    this.#stop.abort(complete);
    await watching;
    this.#options.signal.throwIfAborted();
    if (this.#wrong) throw this.#wrong;
    if (this.#stop.signal.reason instanceof Error) throw this.#stop.signal.reason;
    if (ledger.complete) return;
    throw mostTelling(this.#failures) ?? new AppError("no-route", { detail: "none is left" });
  }

  /** Connections at work, for the view. */
  lanesOf(road: Road): number {
    return [...this.#lanes.values()].filter((lane) => lane.road === road && lane.lease).length;
  }

  /** What each of them fetches just now. */
  connections(): ConnectionView[] {
    const now = this.#options.clock.now();
    return [...this.#lanes.values()].flatMap((lane) => {
      const { lease, route, rate } = lane.state(now);
      const { start } = lane.lease ?? {};
      if (!lease || start === undefined) return [];
      return {
        route,
        start,
        position: lease.position,
        end: lease.end,
        speed: rate,
        waiting: lane.fresh,
        copy: lane.copying,
      };
    });
  }

  async #watchSamples(): Promise<void> {
    const error = await this.#sampling.watch();
    if (error) this.#stopBy(error);
  }

  #wrong: Error | undefined;
  /** Ends the run with an error, also where it is complete already. */
  #stopBy(error: Error): void {
    this.#wrong ??= error;
    this.#stop.abort(error);
  }

  /** Where only a road is left that sends the whole file, its one stream fills what is missing. */
  async #lastStream(): Promise<void> {
    if (this.#signal.aborted) return;
    const able = this.#options.roads.filter(({ rangeless }) => rangeless);
    const road = able.find(({ route }) => route.endToEnd) ?? able[0];
    if (!road) return;
    Object.assign(road, { state: "active", rangeless: false, misfits: 0, failures: 0 });
    for (let failures = 1; ; failures++) {
      const before = this.#options.ledger.doneBytes;
      try {
        return await fillByStream(road, { ...this.#options, ask: this.#ask, signal: this.#signal });
      } catch (error) {
        if (this.#options.ledger.doneBytes > before) failures = 1;
        if (failures > 3 || !(await this.#failed(road, error))) {
          road.state = "out";
          return;
        }
      }
    }
  }

  /** One road to the end of the run: from its first answer on, and again after it was out for a reason that may pass. */
  async #road(entry: Entry): Promise<void> {
    let next: Entry | undefined = entry;
    for (let times = 0; next; times++) {
      await this.#once(next);
      if (entry.road.state === "out") this.#relieve(entry.road);
      next = await this.#revive(entry.road, times);
    }
  }

  /** The next road in reserve stands in for one that fails; once for each. */
  #relieve(failing: Road): void {
    const { roads, ledger } = this.#options;
    const road = roads.find(({ reserve }) => reserve);
    if (!road || this.#relieved.has(failing) || this.#signal.aborted || ledger.complete) return;
    this.#relieved.add(failing);
    road.reserve = false;
    this.#standIns.push(this.#road(this.#askSample(road)));
  }

  /** Asks a road that joins late for a sample, as `admit` wants it. */
  #askSample(road: Road): Entry {
    const asked = { start: 0, end: Math.min(sampleBytes, this.#options.ledger.total) };
    const opening = openRoad(road, asked, this.#ask);
    opening.catch(() => undefined);
    return { road, opening, lease: undefined };
  }

  /** Waits until a road that is out may be asked again, and asks. Out: undefined where it stays out. */
  async #revive(road: Road, times: number): Promise<Entry | undefined> {
    const { clock, ledger, roads } = this.#options;
    if (road.state !== "out" || !mayComeBack(road.problem)) return undefined;
    const until = clock.now() + Math.min(revival.firstMs * 2 ** times, revival.mostMs);
    while (clock.now() < until) {
      await clock.sleep(250, this.#signal);
      // It is waited for only while somebody else brings the file.
      const others = roads.some(
        (other) =>
          other !== road &&
          (other.state === "active" || (other.state === "opening" && !other.revived && !other.reserve)),
      );
      if (this.#signal.aborted || ledger.complete || !others) return undefined;
    }
    Object.assign(road, { state: "opening", revived: true, proved: false, failures: 0, overlapped: false });
    return this.#askSample(road);
  }

  /** One road from an answer until it is out or the run is over. Never rejects: failures are noted. */
  async #once({ road, opening, lease }: Entry): Promise<void> {
    const { clock } = this.#options;
    const lane = this.#addLane(road);
    lane.lease = lease;
    lane.since = clock.now();
    const crew = new Set<Promise<void>>();
    const start = (one: Lane, first?: Opening) => {
      const run = this.#run(one, first).finally(() => crew.delete(run));
      crew.add(run);
    };
    try {
      const joined = await this.#join(road, opening);
      if (!joined) return;
      // The answer that its lease was held for has been used up.
      if (!joined.first) this.#letGo(lane);
      void this.#sampling.gather(road);
      this.#staffing.look([...this.#lanes.values()]);
      start(lane, joined.first);
      while (road.state === "active" && !this.#signal.aborted) {
        this.#staff(road, start);
        await clock.sleep(lookMs, this.#signal);
      }
      await Promise.all(crew);
    } finally {
      this.#letGo(lane);
      this.#lanes.delete(lane.id);
      road.lanes = 0;
      road.agents.close();
    }
  }

  #addLane(road: Road): Lane {
    const lane = new Lane(this.#nextLane++, road);
    this.#lanes.set(lane.id, lane);
    return lane;
  }

  /** Sends lanes out, or tells some to leave: as many as the road should have now. */
  #staff(road: Road, start: (lane: Lane) => void): void {
    const mine = [...this.#lanes.values()].filter((lane) => lane.road === road);
    const staying = mine.filter((lane) => !lane.leaving);
    const wanted = this.#staffing.wanted(road, staying.length, mine.length);
    for (const lane of mine) {
      if (staying.length >= wanted) break;
      if (!lane.leaving) continue;
      lane.leaving = false;
      staying.push(lane);
    }
    for (let count = staying.length; count < wanted; count++) start(this.#addLane(road));
    const now = this.#options.clock.now();
    const left = (lane: Lane) => {
      const { lease, rate } = lane.state(now);
      return lease ? (lease.end - lease.position) / Math.max(rate, 1) : 0;
    };
    // Those who are through first leave first.
    const surplus = staying
      .toSorted((a, b) => left(a) - left(b))
      .slice(0, Math.max(0, staying.length - wanted));
    for (const lane of surplus) {
      lane.leaving = true;
      if (left(lane) * 1000 > leaveMs) this.#standDown(lane);
    }
  }

  /** Closes a lane's connection; what it holds is given back, and nobody is to blame. */
  #standDown(lane: Lane): void {
    lane.stalled = true;
    lane.close?.();
  }

  /** Looks at how the lanes do, until the run is over. */
  async #watchLanes(): Promise<void> {
    const { clock } = this.#options;
    while (!this.#signal.aborted) {
      await clock.sleep(lookMs, this.#signal);
      const lanes = [...this.#lanes.values()];
      this.#staffing.look(lanes);
      const now = clock.now();
      const states = lanes.map((lane) => lane.state(now));
      lanes.forEach((lane, index) => {
        const state = states[index];
        if (state && !lane.stalled && stalled(state, states)) this.#standDown(lane);
      });
      for (const road of silentRoads(this.#options.roads, states, now)) {
        this.#resting.begin(road);
        for (const lane of lanes)
          if (lane.road === road && (lane.lease || lane.copying)) this.#standDown(lane);
      }
    }
  }

  /**
   * Lets a road in if it carries the same file. Out: its first answer, if that may still be read; undefined where the
   * road takes no part.
   */
  async #join(road: Road, opening: Promise<Opening>): Promise<{ first: Opening | undefined } | undefined> {
    const { ledger, trust } = this.#options;
    let waiting: Promise<Opening> = opening;
    for (;;) {
      try {
        const first = await this.#unlessOver(waiting);
        // An answer to a range was checked: what goes wrong from here on may pass.
        road.proved ||= first.kind === "ranges";
        const { readable } = await admit(first, this.#court);
        road.state = "active";
        road.problem = null;
        this.#failures = this.#failures.filter((failure) => failure.road !== road);
        road.at = first.at;
        if (road.route.endToEnd) trust.give();
        if (ledger.complete) this.#wrapUp();
        return { first: readable ? first : undefined };
      } catch (error) {
        if (!(await this.#failed(road, error))) return undefined;
        waiting = this.#askSample(road).opening;
      }
    }
  }

  /**
   * Every byte is here, so whoever still waits for an answer waits in vain; but where only relays vouch for the file, an
   * end-to-end road that has not answered yet is heard first, for a while.
   */
  #wrapUp(): void {
    const { roads, trust, clock } = this.#options;
    const witness = roads.some((road) => road.route.endToEnd && road.state === "opening" && !road.reserve);
    if (trust.given() || !witness) {
      for (const lane of this.#lanes.values()) this.#standDown(lane);
      return void this.#sampling.settled().then(() => this.#stop.abort(complete));
    }
    for (const lane of this.#lanes.values()) this.#standDown(lane);
    void clock.sleep(witnessMs, this.#signal).then(() => this.#stop.abort(complete));
  }

  /** An answer, unless the run is over before it comes: then it is closed whenever it does. */
  #unlessOver(opening: Promise<Opening>): Promise<Opening> {
    return new Promise((resolve, reject) => {
      const over = () => {
        void opening.then(
          ({ answer }) => answer.close(),
          () => undefined,
        );
        reject(this.#signal.reason);
      };
      if (this.#signal.aborted) return over();
      this.#signal.addEventListener("abort", over, { once: true });
      opening.finally(() => this.#signal.removeEventListener("abort", over)).then(resolve, reject);
    });
  }

  /** A lane fetches one range after another until nothing is left to do, its road is out, or it is told to leave. */
  async #run(lane: Lane, opening?: Opening): Promise<void> {
    const { ledger, clock } = this.#options;
    const { road } = lane;
    let first = opening;
    try {
      while (
        !ledger.complete &&
        road.state !== "out" &&
        !this.#signal.aborted &&
        (first || lane.ahead || !lane.leaving)
      ) {
        try {
          const { ahead } = lane;
          lane.ahead = undefined;
          const lease = first
            ? this.#claim(lane, first)
            : (ahead?.lease ??
              (this.#resting.rests(road, this.#lanes.values()) ? undefined : this.#next(lane)));
          if (!lease) {
            if (first) await this.#sampling.keep(road, first);
            else if (!(await this.#copy(lane))) await clock.sleep(waitMs, this.#signal);
            first = undefined;
            continue;
          }
          lane.lease = lease;
          lane.since = clock.now();
          road.lanes = this.lanesOf(road);
          const answered = first;
          first = undefined;
          await this.#fetch(lane, lease, answered, ahead);
          road.failures = 0;
          road.misfits = 0;
        } catch (error) {
          if (error instanceof Flipped) lane.flipped = true;
          const moved = lane.lease !== undefined && lane.lease.position > lane.lease.start;
          const idle = lane.stalled && !(error instanceof OverlapDiffers);
          // What keeps coming, however slowly, is all there is where nobody else brings more.
          if (moved && !this.#othersActive(road)) road.failures = 0;
          this.#letGo(lane);
          if (!idle && !(await this.#failed(road, error))) return;
        } finally {
          this.#letGo(lane);
          lane.stalled = false;
        }
        // A server that refused a further connection keeps this lane out.
        if (this.#tooMany(lane)) return;
      }
    } finally {
      first?.answer.close();
      lane.ahead?.abort();
      if (lane.ahead) ledger.release(lane.ahead.lease);
      this.#lanes.delete(lane.id);
    }
  }

  /** Where nothing is left to take, fetches what a slow lane holds a second time. Out: whether there was anything to do. */
  async #copy(lane: Lane): Promise<boolean> {
    const { ledger, clock } = this.#options;
    if (ledger.free.length > 0 || !this.#copies.able || this.#resting.rests(lane.road, this.#lanes.values()))
      return false;
    const now = clock.now();
    const lanes = this.#others(lane);
    const states = lanes.map((one) => one.state(now));
    const found = this.#copies.find(lane.state(now), states, lanes);
    const victim = found && this.#lanes.get(found.victim);
    if (!found || !victim) return false;
    const { road } = lane;
    const written = await this.#copies.fetch(lane, victim, found);
    if (written === 0) road.closedAt = clock.now();
    if (lane.lateCopy) this.#resting.begin(road);
    road.bytes += written;
    this.#staffing.arrived(road, written);
    if (written > 0) road.proved = true;
    if (ledger.complete) this.#wrapUp();
    return true;
  }

  /** Lanes that hold something or may take something. */
  #others(lane: Lane): Lane[] {
    return [...this.#lanes.values()].filter(
      (one) => one === lane || one.lease || !(one.leaving || one.copying),
    );
  }

  #letGo(lane: Lane): void {
    if (!lane.lease) return;
    lane.copied?.();
    lane.copied = undefined;
    lane.lastEnd = lane.lease.position;
    this.#options.ledger.release(lane.lease);
    lane.lease = undefined;
    lane.arrivedTo = 0;
    lane.close = undefined;
    lane.road.lanes = this.lanesOf(lane.road);
  }

  #tooMany(lane: Lane): boolean {
    const mine = [...this.#lanes.values()]
      .filter((one) => one.road === lane.road && !one.leaving)
      .map((one) => one.id);
    return mine.length > lane.road.cap && mine.indexOf(lane.id) >= lane.road.cap;
  }

  /** The lease that a first answer serves: the one it was asked for, unless it begins elsewhere or was stolen since. */
  #claim(lane: Lane, opening: Opening): Lease | undefined {
    const { ledger } = this.#options;
    const { lease } = lane;
    if (!lease) return undefined;
    if (opening.kind === "ranges" && lease.position < lease.end) {
      const { start } = opening.part;
      // It may begin with bytes that are here: the overlap.
      if (start === lease.position || (start < lease.position && ledger.has(start, lease.position)))
        return lease;
    }
    this.#letGo(lane);
    return undefined;
  }

  /** Asks the scheduler for the next lease; `lastEnd` is where it would go on. */
  #next(lane: Lane, lastEnd = lane.lastEnd): Lease | undefined {
    const { ledger, scheduler, clock } = this.#options;
    const now = clock.now();
    const states = this.#others(lane).map((one) => one.state(now));
    const hedging = this.#copies.able;
    const state = { ...lane.state(now), lastEnd };
    const order = scheduler.next(state, { free: ledger.free, lanes: states, hedging });
    switch (order.kind) {
      case "wait":
        return undefined;
      case "take":
        return ledger.take(
          order.start,
          // What may have to be dropped unread is asked for in small pieces.
          Math.min(
            order.end,
            order.start + Math.min(lane.road.mostBytes, lane.flipped ? modestRange : Infinity),
          ),
          lane.road.route.name,
        );
      case "steal": {
        const victim = this.#lanes.get(order.victim);
        if (!victim?.lease || order.start >= order.end) return undefined;
        if (order.start === victim.lease.position) this.#resting.outrun(victim, lane.road);
        ledger.trim(victim.lease, order.start);
        // Nothing is left to it: it need not wait for bytes that may never come.
        if (Math.max(victim.lease.position, victim.arrivedTo) >= victim.lease.end) {
          victim.robbed();
          if (victim.fresh) this.#standDown(victim);
          else victim.close?.();
        }
        return ledger.take(order.start, order.end, lane.road.route.name);
      }
    }
  }

  /** Sends the next request behind the present one, where the server has shown that it can and it is time. */
  #askAhead(lane: Lane, lease: Lease, answer: Answer): void {
    const { road } = lane;
    const now = this.#options.clock.now();
    if (road.ahead !== "proved" || lane.ahead || lane.leaving || lane.flipped || !road.overlapped) return;
    if (now < lane.askAheadAt || road.quietUntil > now || !lane.nearEnd(now) || !takesAhead(answer)) return;
    const next = this.#next(lane, lease.end);
    if (!next) {
      lane.askAheadAt = now + waitMs;
      return;
    }
    const over = new AbortController();
    const signal = AbortSignal.any([this.#signal, over.signal]);
    const checked = this.#requests.ahead(road, next, answer, signal);
    checked.catch(() => undefined);
    lane.ahead = { lease: next, checked, abort: () => over.abort(), cut: false };
  }

  /** What a request that was sent ahead brought; undefined where it has to be sent again. */
  async #asked(road: Road, ahead: AskedAhead, over: AbortSignal): Promise<Checked | undefined> {
    const abort = () => ahead.abort();
    over.addEventListener("abort", abort);
    try {
      const checked = await ahead.checked;
      // One connection may end by chance.
      if (!checked && !ahead.cut && ++road.aheadLost >= mostLost) road.ahead = "off";
      return checked;
    } catch (error) {
      if (over.aborted) throw over.reason;
      if (error instanceof AppError && error.code === "bad-answer") {
        road.ahead = "off";
        return undefined;
      }
      throw error;
    } finally {
      over.removeEventListener("abort", abort);
    }
  }

  /** Fetches one lease. Rejects with AppError; the caller releases the lease. */
  async #fetch(lane: Lane, lease: Lease, opened?: Opening, ahead?: AskedAhead): Promise<void> {
    const { ledger, clock, part, throttle } = this.#options;
    const { road } = lane;
    const waiting = new AbortController();
    lane.close = () =>
      waiting.abort(new AppError("connection-lost", { host: road.route.name, detail: "it stood still" }));
    const signal = AbortSignal.any([this.#signal, waiting.signal]);
    const asked = ahead && (await this.#asked(road, ahead, signal));
    const from = asked
      ? lease.position
      : opened?.kind === "ranges"
        ? opened.part.start
        : this.#overlapStart(lane, lease.position);
    const bytes = from < lease.position ? await part.read(from, lease.position - from) : undefined;
    const checked: Checked =
      opened?.kind === "ranges"
        ? { answer: opened.answer, end: opened.part.end }
        : (asked ??
          (await this.#requests.get(road, { start: from, end: lease.end }, lease.position, signal)));
    const { answer, end: got } = checked;
    if (got <= lease.position) {
      answer.close();
      throw badAnswer(answer, "fewer bytes than it was asked for came, and none of them new");
    }
    // A shorter answer is legal: the rest is asked for again.
    if (got < lease.end) ledger.trim(lease, got);
    lane.close = () => answer.close();
    lane.arrivedTo = lease.position;
    const now = () => clock.now();
    const merging = part.mergeBytes === undefined ? {} : { mergeBytes: part.mergeBytes };
    const reader: BodyReader = {
      part: { ...merging, write: (buffers, position) => lane.hold(part.write(buffers, position), now) },
      clock,
      throttle: {
        get unlimited() {
          return throttle.unlimited === true;
        },
        take: (count, signal) => lane.hold(throttle.take(count, signal, lease.position), now),
      },
      overlap: bytes && { at: from, bytes },
      overlapped: () => {
        road.overlapped = true;
        lane.flipped = false;
        if (checked.flipped !== undefined) road.etags.add(checked.flipped);
      },
      deadlineMs: deadline.ms + ((lease.end - from) / deadline.rate) * 1000,
      signal: this.#signal,
      position: () => lease.position,
      end: () => lease.end,
      arrived: (count) => {
        lane.arrived(count, now());
        road.meter.add(count, now());
        road.heardAt = now();
        road.firstAt = Math.min(road.firstAt, road.heardAt);
        this.#staffing.arrived(road, count);
        if (lease.end === got) this.#askAhead(lane, lease, answer);
      },
      written: (count) => {
        ledger.advance(lease, count);
        road.bytes += count;
        if (count > 0) road.robbed = road.outrun = 0;
        road.proved = true;
        if (ledger.complete) this.#wrapUp();
      },
    };
    try {
      await readBody(answer, reader);
    } catch (error) {
      throw error instanceof OverlapDiffers ? contradiction(road, error.byte, this.#dispute()) : error;
    } finally {
      // Who leaves an answer early leaves its connection.
      if (lease.end < got || lease.position < lease.end) {
        road.closedAt = clock.now();
        if (lane.ahead) lane.ahead.cut = true;
      }
    }
    if (lease.position < lease.end) {
      const detail = { host: answer.host, got: lease.position - lease.start, total: lease.end - lease.start };
      throw new AppError("truncated", detail);
    }
  }

  /** Where a road's request begins: a little before the range, the first time that there are bytes to compare. */
  #overlapStart({ road, flipped }: Lane, position: number): number {
    const from = Math.max(0, position - overlapBytes);
    return (flipped || !road.overlapped) && from < position && this.#options.ledger.has(from, position)
      ? from
      : position;
  }

  /** What is known where two roads' bytes differ. */
  #dispute(): Dispute {
    const { ledger, roads, source, trust } = this.#options;
    return { ledger, roads, source, trusted: trust.given() };
  }

  /** Whether a road to the source itself is at work, or still to be heard. */
  #sourceMayAnswer(): boolean {
    return this.#options.roads.some(
      ({ route, state, reserve }) => !route.mirror && state !== "out" && !reserve,
    );
  }

  #othersActive(road: Road): boolean {
    return this.#options.roads.some((other) => other !== road && other.state === "active");
  }

  /**
   * Notes a failure and waits as long as it asks for. Out: whether the road may try again; false where it is out, where
   * the run is over, or where the whole run stops because of it.
   */
  async #failed(road: Road, thrown: unknown): Promise<boolean> {
    if (this.#signal.aborted || road.state === "out") return false;
    if (thrown instanceof Rebase || thrown instanceof Quarantine) {
      this.#stopBy(thrown);
      return false;
    }
    const { log, random, clock, roads } = this.#options;
    if (thrown instanceof Refused || thrown instanceof Flipped) {
      await clock.sleep(250, this.#signal);
      return !this.#signal.aborted;
    }
    const error = blame(
      road,
      this.#othersActive(road) || (road.route.mirror !== undefined && this.#sourceMayAnswer()),
      thrown instanceof AppError ? thrown : new AppError("internal", { detail: describe(thrown) }, thrown),
    );
    const now = clock.now();
    // A burst is measured from its first failure: who fails on and on is not in one for ever.
    if (road.failures === 0 || now - road.failedAt > burstMs) {
      road.failures++;
      road.failedAt = now;
    }
    // It may take long until it is given up.
    if (road.failures >= relievedAfter) this.#relieve(road);
    const judgement = judge(
      error,
      {
        failures: road.failures,
        proved: road.proved,
        others: roads.some((other) => other !== road && other.state === "active"),
        retryAfterMs: road.retryAfterMs,
      },
      random(),
    );
    // An answer that is no part, again and again: one stream may still bring the file.
    if (error.code === "bad-answer" && ++road.misfits >= mostMisfits) road.rangeless = true;
    const out = judgement.kind === "out" || (judgement.kind === "retry" && road.rangeless);
    log.info(
      { route: road.route.name, code: error.code, next: out ? "out" : judgement.kind },
      "a request failed",
    );
    if (judgement.kind === "stop") {
      this.#stop.abort(error);
      return false;
    }
    if (out) {
      road.state = "out";
      road.problem = toFailure(error);
      this.#failures.push({ road, error });
      if (this.#options.ledger.complete) this.#wrapUp();
      return false;
    }
    road.counts.retries++;
    // What one lane was told holds for all of them.
    if (road.retryAfterMs !== undefined) road.quietUntil = Math.max(road.quietUntil, now + road.retryAfterMs);
    road.retryAfterMs = undefined;
    await clock.sleep(judgement.kind === "retry" ? judgement.waitMs : 0, this.#signal);
    return !this.#signal.aborted;
  }
}
