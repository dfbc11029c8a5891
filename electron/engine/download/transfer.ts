/**
 * One run of a download whose server has ranges: roads join, lanes take leases from the ledger, every answer is checked,
 * every byte is written once. Ends when the ledger is complete, when no road is left, or when the signal aborts.
 */
import { AppError, describe, toFailure } from "../../common/errors.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Answer } from "../http/attempt.ts";
import { checkPartial } from "../http/check-range.ts";
import { drain } from "../http/read-small.ts";
import { identityOf, type Identity } from "../http/validators.ts";
import { admit, Rebase, sampleBytes, verifyFlip, type Court } from "./admission.ts";
import type { Ledger, Lease, Span } from "./ledger.ts";
import { openRoad, sendOver, statusError, type Ask, type Opening } from "./opening.ts";
import type { PartFile } from "./part-file.ts";
import { readBody } from "./read-body.ts";
import { judge } from "./retry.ts";
import { mostTelling, type Road } from "./road.ts";
import { checkUnchanged } from "./same-file.ts";
import type { LaneState, Scheduler } from "./scheduler.ts";
import { SpeedMeter } from "./speed.ts";
import type { Throttle } from "./throttle.ts";

const KiB = 1024;
/** Below this much per lane, a further connection costs more than it brings. */
const leastPerLane = 512 * KiB;

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
  readonly part: PartFile;
  readonly scheduler: Scheduler;
  readonly throttle: Throttle;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Failures within so short a time have one cause: all lanes of a road lose their connections at once. */
const burstMs = 400;

/** How long a finished download that only relays vouch for waits for an end-to-end road's word. */
const witnessMs = 8000;

/** A server that refuses a further connection: the lane ends, the road does not suffer. */
class Refused extends Error {}

/** Why the run's own signal aborts when every byte is written. */
const complete = "complete";

/** A road at the start of a run: its first answer, which may still be on its way, and the lease that was asked for. */
export interface Entry {
  readonly road: Road;
  readonly opening: Promise<Opening>;
  /** Held for the first answer's bytes; none where the first answer is only a sample. */
  readonly lease: Lease | undefined;
}

interface Lane {
  readonly id: number;
  readonly road: Road;
  readonly meter: SpeedMeter;
  lease: Lease | undefined;
  /** When it took its lease. */
  since: number;
  /** Ends the answer that it reads. */
  close: (() => void) | undefined;
  lastEnd: number | undefined;
  /** Where the next byte to arrive goes: what lies before it is here, though it may not be written yet. */
  arrivedTo: number;
}

export class Transfer {
  readonly #options: TransferOptions;
  readonly #lanes = new Map<number, Lane>();
  readonly #failures: { road: Road; error: AppError }[] = [];
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  #nextLane = 0;
  readonly #ask: Ask;
  readonly #court: Court;

  constructor(options: TransferOptions) {
    this.#options = options;
    this.#signal = AbortSignal.any([options.signal, this.#stop.signal]);
    this.#ask = { ...options, signal: this.#signal };
    this.#court = {
      ...options,
      ask: this.#ask,
      trusted: options.trust.given,
    };
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
    await Promise.all(entries.map((entry) => this.#road(entry)));
    this.#options.signal.throwIfAborted();
    if (this.#stop.signal.reason instanceof Error) throw this.#stop.signal.reason;
    if (ledger.complete) return;
    throw mostTelling(this.#failures) ?? new AppError("no-route", { detail: "none is left" });
  }

  /** Connections at work, for the view. */
  lanesOf(road: Road): number {
    return [...this.#lanes.values()].filter((lane) => lane.road === road && lane.lease).length;
  }

  /** One road from its first answer to its end. Never rejects: failures are noted. */
  async #road({ road, opening, lease }: Entry): Promise<void> {
    const lane = this.#addLane(road);
    lane.lease = lease;
    lane.since = this.#options.clock.now();
    try {
      const joined = await this.#join(road, opening);
      if (!joined) return;
      // The answer that its lease was held for has been used up.
      if (!joined.first) this.#letGo(lane);
      const extra = this.#lanesFor(road) - 1;
      const lanes = Array.from({ length: Math.max(extra, 0) }, () => this.#addLane(road));
      await Promise.all([this.#run(lane, joined.first), ...lanes.map((one) => this.#run(one))]);
    } finally {
      this.#letGo(lane);
      this.#lanes.delete(lane.id);
      road.lanes = 0;
      road.agents.close();
    }
  }

  #addLane(road: Road): Lane {
    const id = this.#nextLane++;
    const lane: Lane = {
      id,
      road,
      meter: new SpeedMeter(2000),
      lease: undefined,
      since: 0,
      close: undefined,
      lastEnd: undefined,
      arrivedTo: 0,
    };
    this.#lanes.set(id, lane);
    return lane;
  }

  #lanesFor(road: Road): number {
    const missing = this.#options.ledger.total - this.#options.ledger.doneBytes;
    return Math.max(1, Math.min(road.cap, Math.ceil(missing / leastPerLane)));
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
        road.at = first.at;
        if (road.route.endToEnd) trust.give();
        if (ledger.complete) this.#wrapUp();
        return { first: readable ? first : undefined };
      } catch (error) {
        if (!(await this.#failed(road, error))) return undefined;
        waiting = openRoad(road, { start: 0, end: Math.min(sampleBytes, ledger.total) }, this.#ask);
        waiting.catch(() => undefined);
      }
    }
  }

  /**
   * Every byte is here, so whoever still waits for an answer waits in vain; but where only relays vouch for the file, an
   * end-to-end road that has not answered yet is heard first, for a while.
   */
  #wrapUp(): void {
    const { roads, trust, clock } = this.#options;
    const witness = roads.some((road) => road.route.endToEnd && road.state === "opening");
    if (trust.given() || !witness) return this.#stop.abort(complete);
    for (const lane of this.#lanes.values()) lane.close?.();
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

  /** A lane fetches one range after another until nothing is left to do or its road is out. */
  async #run(lane: Lane, opening?: Opening): Promise<void> {
    const { ledger, clock } = this.#options;
    const { road } = lane;
    let first = opening;
    try {
      while (!ledger.complete && road.state !== "out" && !this.#signal.aborted) {
        try {
          const lease = first ? this.#claim(lane, first) : this.#next(lane);
          if (!lease) {
            if (first) await drain(first.answer, 2 * sampleBytes, this.#signal);
            else await clock.sleep(50, this.#signal);
            first = undefined;
            continue;
          }
          lane.lease = lease;
          lane.since = clock.now();
          road.lanes = this.lanesOf(road);
          const answered = first;
          first = undefined;
          await this.#fetch(lane, lease, answered);
          road.failures = 0;
        } catch (error) {
          this.#letGo(lane);
          if (!(await this.#failed(road, error))) return;
        } finally {
          this.#letGo(lane);
        }
        // A server that refused a further connection keeps this lane out for the rest of the run.
        if (this.#tooMany(lane)) return;
      }
    } finally {
      first?.answer.close();
      this.#lanes.delete(lane.id);
    }
  }

  #letGo(lane: Lane): void {
    if (!lane.lease) return;
    lane.lastEnd = lane.lease.position;
    this.#options.ledger.release(lane.lease);
    lane.lease = undefined;
    lane.arrivedTo = 0;
    lane.close = undefined;
    lane.road.lanes = this.lanesOf(lane.road);
  }

  #tooMany(lane: Lane): boolean {
    const mine = [...this.#lanes.values()].filter((one) => one.road === lane.road).map((one) => one.id);
    return mine.length > lane.road.cap && mine.indexOf(lane.id) >= lane.road.cap;
  }

  /** The lease that a first answer serves: the one it was asked for, unless it begins elsewhere or was stolen since. */
  #claim(lane: Lane, opening: Opening): Lease | undefined {
    const { lease } = lane;
    if (!lease) return undefined;
    if (opening.kind === "ranges" && opening.part.start === lease.position && lease.position < lease.end)
      return lease;
    this.#letGo(lane);
    return undefined;
  }

  /** Asks the scheduler for the next lease. */
  #next(lane: Lane): Lease | undefined {
    const { ledger, scheduler, clock } = this.#options;
    const now = clock.now();
    const states = [...this.#lanes.values()].map((one) => laneState(one, now));
    const order = scheduler.next(laneState(lane, now), { free: ledger.free, lanes: states });
    switch (order.kind) {
      case "wait":
        return undefined;
      case "take":
        return ledger.take(order.start, order.end, lane.road.route.name);
      case "steal": {
        const victim = this.#lanes.get(order.victim);
        if (!victim?.lease || order.start >= order.end) return undefined;
        if (order.start === victim.lease.position) victim.road.robbed++;
        ledger.trim(victim.lease, order.start);
        // Nothing is left to it: it need not wait for bytes that may never come.
        if (Math.max(victim.lease.position, victim.arrivedTo) >= victim.lease.end) victim.close?.();
        return ledger.take(order.start, order.end, lane.road.route.name);
      }
    }
  }

  /** Fetches one lease. Rejects with AppError; the caller releases the lease. */
  async #fetch(lane: Lane, lease: Lease, opened?: Opening): Promise<void> {
    const { ledger, clock, part, throttle } = this.#options;
    const { road } = lane;
    const asked = { start: lease.position, end: lease.end };
    const answer = opened?.answer ?? (await this.#request(road, asked));
    const got = opened?.kind === "ranges" ? opened.part.end : await this.#check(road, asked, answer);
    // A shorter answer is legal: the rest is asked for again.
    if (got < lease.end) ledger.trim(lease, got);
    lane.close = () => answer.close();
    lane.arrivedTo = lease.position;
    await readBody(answer, {
      part,
      clock,
      throttle,
      signal: this.#signal,
      position: () => lease.position,
      end: () => lease.end,
      arrived: (count) => {
        const now = clock.now();
        lane.meter.add(count, now);
        lane.arrivedTo += count;
        road.meter.add(count, now);
      },
      written: (count) => {
        ledger.advance(lease, count);
        road.bytes += count;
        if (count > 0) road.robbed = 0;
        road.proved = true;
        if (ledger.complete) this.#wrapUp();
      },
    });
    if (lease.position < lease.end) {
      const detail = { host: answer.host, got: lease.position - lease.start, total: lease.end - lease.start };
      throw new AppError("truncated", detail);
    }
  }

  async #request(road: Road, range: Span): Promise<Answer> {
    const { source, clock } = this.#options;
    for (let again = false; ; again = true) {
      const from = road.at ?? source;
      const { answer } = await sendOver(road, from, range, this.#ask);
      road.firstByteMs = Math.max(road.firstByteMs / 2, answer.firstByteMs);
      if (answer.status === 206) return answer;
      answer.close();
      // A signed address that a redirect gave may have expired: ask the source again, once for all lanes.
      const expired =
        [400, 401, 403, 404, 410].includes(answer.status) && from.href !== source.href && !again;
      if (!expired) {
        const error = statusOr200(road, answer, clock);
        if (this.#refuses(road, answer.status)) throw new Refused("too many connections", { cause: error });
        throw error;
      }
      road.resolving ??= this.#resolve(road).finally(() => {
        road.resolving = undefined;
      });
      await road.resolving;
    }
  }

  /** Asks the source where it leads now, with the smallest request there is. */
  async #resolve(road: Road): Promise<void> {
    const { answer, at } = await sendOver(road, this.#options.source, { start: 0, end: 1 }, this.#ask);
    await drain(answer, sampleBytes, this.#signal);
    road.at = at;
  }

  /** Whether a status speaks against the number of connections; then the road may have one fewer from now on. */
  #refuses(road: Road, status: number): boolean {
    const busy = status === 429 || status === 503 || ((status === 403 || status === 200) && road.proved);
    const lanes = this.lanesOf(road);
    if (!busy || lanes < 2) return false;
    road.cap = Math.max(1, Math.min(road.cap, lanes - 1));
    return true;
  }

  /** Checks an answer to a range. Out: where its bytes end. Throws AppError, with the answer closed. */
  async #check(road: Road, asked: Span, answer: Answer): Promise<number> {
    try {
      const part = checkPartial(answer, asked);
      const seen = identityOf(answer, part.total);
      if (checkUnchanged(road, seen, answer.host) === "flip") await verifyFlip(road, seen, this.#court);
      return part.end;
    } catch (error) {
      answer.close();
      throw error;
    }
  }

  /**
   * Notes a failure and waits as long as it asks for. Out: whether the road may try again; false where it is out, where
   * the run is over, or where the whole run stops because of it.
   */
  async #failed(road: Road, thrown: unknown): Promise<boolean> {
    if (this.#signal.aborted || road.state === "out") return false;
    if (thrown instanceof Rebase) {
      this.#stop.abort(thrown);
      return false;
    }
    const { log, random, clock, roads } = this.#options;
    if (thrown instanceof Refused) {
      const wait = road.retryAfterMs ?? 250;
      road.retryAfterMs = undefined;
      await clock.sleep(wait, this.#signal);
      return !this.#signal.aborted;
    }
    const error =
      thrown instanceof AppError ? thrown : new AppError("internal", { detail: describe(thrown) }, thrown);
    const now = clock.now();
    if (road.failures === 0 || now - road.failedAt > burstMs) road.failures++;
    road.failedAt = now;
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
    log.info({ route: road.route.name, code: error.code, next: judgement.kind }, "a request failed");
    if (judgement.kind === "stop") {
      this.#stop.abort(error);
      return false;
    }
    if (judgement.kind === "out") {
      road.state = "out";
      road.problem = toFailure(error);
      this.#failures.push({ road, error });
      if (this.#options.ledger.complete) this.#wrapUp();
      return false;
    }
    road.counts.retries++;
    road.retryAfterMs = undefined;
    await clock.sleep(judgement.waitMs, this.#signal);
    return !this.#signal.aborted;
  }
}

function statusOr200(road: Road, answer: Answer, clock: Clock): AppError {
  return answer.status === 200
    ? new AppError("bad-answer", { host: answer.host, detail: "the whole file came instead of a part" })
    : statusError(road, answer, clock);
}

function laneState(lane: Lane, now: number): LaneState {
  const { lease } = lane;
  return {
    id: lane.id,
    route: lane.road.route.name,
    rate: lane.meter.at(now),
    // Who was robbed before he could begin is given longer the next time: somebody must come to the end.
    setupMs: lane.road.firstByteMs * (1 + lane.road.robbed),
    heldMs: lease ? now - lane.since : 0,
    lease: lease && {
      position: Math.min(lease.end, Math.max(lease.position, lane.arrivedTo)),
      end: lease.end,
    },
    lastEnd: lane.lastEnd,
  };
}
