/** The contest of several routes over one source: who takes turns when, when it is over, and what is known so far. */
import { AppError, toFailure, type Failure } from "../../common/errors.ts";
import type { ComparisonView } from "../../common/views.ts";
import type { Clock } from "../clock.ts";
import type { Comparison } from "../types.ts";
import type { Contestant } from "./contest.ts";
import { alpha, planLooks, type Look } from "./looks.ts";
import { takeTurn, type Turn } from "./round.ts";
import { turnLength, turnOrder } from "./schedule.ts";
import { Standing } from "./standing.ts";
import { judge, type Judgement } from "./verdict.ts";

export interface ComparisonOptions {
  /** At most one of them is direct. */
  readonly contestants: readonly Contestant[];
  /** Bytes of the whole file; null where unknown. */
  readonly total: number | null;
  /** 6 unless given. Fewer than 3 cannot name a winner. */
  readonly rounds?: number | undefined;
  /** About how long it may take in all; 20 unless given. */
  readonly seconds?: number | undefined;
  /** Most bytes that all routes together may fetch; without a bound unless given. */
  readonly bytes?: number | undefined;
  /** Connections on each route; 4 unless given. */
  readonly connections?: number | undefined;
  readonly clock: Clock;
  /** What the view says of the source. */
  readonly base: Pick<ComparisonView, "id" | "url" | "name" | "startedAt">;
  /** Bytes fetched so far that a download takes over. */
  readonly keptBytes: () => number;
  /** Hears of every change of `state`, and else at most 5 times a second. It must not throw. */
  readonly onChange: (view: ComparisonView) => void;
}

const defaults = { rounds: 6, seconds: 20, connections: 4 };

/** Least time between two views, ms, unless `state` changes. */
const viewEvery = 200;

const nothingKnown: Judgement = {
  best: null,
  ratio: null,
  ratioLow: null,
  ratioHigh: null,
  verdict: "unsure",
  decided: false,
};

/**
 * Starts a comparison. The routes take turns (schedule.ts), first with a single connection each, then round after round
 * at equal connections. It ends with the first planned look (looks.ts) that decides, with the last round, with the end
 * of the file's bytes or of those that may be fetched, or when a round leaves fewer than two routes able; a route that is alone from the start is still
 * measured for a round. `finished` never rejects.
 */
export function startComparison(options: ComparisonOptions): Comparison {
  return new RunningComparison(options);
}

class RunningComparison implements Comparison {
  readonly finished: Promise<ComparisonView>;
  readonly #options: ComparisonOptions;
  readonly #rounds: number;
  readonly #connections: number;
  readonly #turnMs: number;
  readonly #standings: readonly Standing[];
  readonly #direct: Standing | undefined;
  /** The relays that could take part at the start: each was one chance to find a best one. */
  readonly #relays: readonly Standing[];
  readonly #looks: readonly Look[];
  readonly #stopped = new AbortController();
  readonly #enough = new AbortController();
  #received = 0;
  #state: ComparisonView["state"] = "running";
  #failure: Failure | null = null;
  #round = 0;
  #turn: Standing | null = null;
  #looksTaken = 0;
  #judgement = nothingKnown;
  #bestRelay: Standing | null = null;
  #lastView = -Infinity;

  constructor(options: ComparisonOptions) {
    this.#options = options;
    this.#rounds = options.rounds ?? defaults.rounds;
    this.#connections = options.connections ?? defaults.connections;
    this.#looks = planLooks(this.#rounds);
    this.#standings = options.contestants.map((contestant) => new Standing(contestant));
    const able = this.#able();
    this.#direct = able.find(({ contestant }) => contestant.kind === "direct");
    this.#relays = able.filter(({ contestant }) => contestant.kind !== "direct");
    this.#turnMs = turnLength({
      seconds: options.seconds ?? defaults.seconds,
      rounds: this.#rounds,
      routes: Math.max(1, able.length),
      firstByteMs: Math.max(0, ...able.map(({ contestant }) => contestant.firstByteMs ?? 0)),
    });
    this.finished = this.#run();
  }

  get id(): string {
    return this.#options.base.id;
  }

  stop(): void {
    if (this.#state !== "running") return;
    this.#end("stopped");
    this.#stopped.abort();
  }

  view(): ComparisonView {
    const { base, total, keptBytes } = this.#options;
    const { ratio, ratioLow, ratioHigh, verdict } = this.#judgement;
    return {
      ...base,
      state: this.#state,
      total,
      round: this.#round,
      rounds: this.#rounds,
      routes: this.#standings.map((standing) => standing.view(this.#connections, total)),
      best: this.#bestRelay?.contestant.route ?? null,
      ratio,
      ratioLow,
      ratioHigh,
      verdict,
      keptBytes: keptBytes(),
      turn: this.#turn?.contestant.route ?? null,
      failure: this.#failure,
    };
  }

  async #run(): Promise<ComparisonView> {
    // The caller holds the comparison before it hears of the first change.
    await Promise.resolve();
    if (this.#state !== "running") return this.view();
    try {
      this.#show();
      await this.#takeRounds();
      if (this.#state === "running") this.#conclude();
    } catch (error) {
      this.#end("failed", toFailure(error));
    }
    return this.view();
  }

  async #takeRounds(): Promise<void> {
    for (let round = 0; round <= this.#rounds; round++) {
      if (this.#able().length === 0) return;
      this.#round = round;
      for (const standing of turnOrder(this.#able(), round)) {
        if (this.#state !== "running") return;
        const turn = await this.#takeTurn(standing);
        if (turn.ended === "stopped") return;
        standing.record(round, turn);
        if (turn.ended === "file") return this.#assess(true);
      }
      if (round === 0) continue;
      this.#assess(false);
      if (this.#judgement.decided || this.#able().length < 2) return;
    }
  }

  #takeTurn(standing: Standing): Promise<Turn> {
    this.#turn = standing;
    this.#showSoon();
    return takeTurn({
      contestant: standing.contestant,
      connections: this.#round === 0 ? 1 : this.#connections,
      ms: this.#turnMs,
      clock: this.#options.clock,
      signal: this.#stopped.signal,
      enough: this.#enough.signal,
      onBytes: (count) => {
        standing.receive(count);
        this.#received += count;
        if (this.#received >= (this.#options.bytes ?? Infinity)) this.#enough.abort();
      },
      onSlice: (speed) => {
        standing.draw(speed);
        this.#showSoon();
      },
    });
  }

  /**
   * Brings the figures up to date. The verdict changes at planned looks alone, since each look spends its own share of the
   * error. At the end of the file the next look is taken early: its share would else be lost.
   */
  #assess(last: boolean): void {
    const next = this.#looks[this.#looksTaken];
    const due = next !== undefined && (last || this.#round >= next.round);
    if (due) this.#looksTaken++;
    const standing = this.#relays.filter(({ able }) => able);
    const relays = standing.length > 0 ? standing : this.#relays;
    const judgement = judge({
      direct: this.#direct?.speeds ?? [],
      relays: relays.map(({ speeds }) => speeds),
      chances: Math.max(1, this.#relays.length),
      alpha: (next ?? this.#looks.at(-1))?.alpha ?? alpha,
    });
    this.#bestRelay = (judgement.best === null ? undefined : relays[judgement.best]) ?? null;
    // A route that is out has not won, however fast it was, nor has the other side by its absence.
    const open = due && standing.length > 0 && this.#direct?.able === true;
    this.#judgement = open ? judgement : { ...judgement, verdict: "unsure", decided: false };
  }

  #conclude(): void {
    const someCame = this.#standings.some(({ able }) => able);
    if (someCame || this.#standings.some(({ speeds }) => speeds.some((speed) => speed !== null))) {
      return this.#end("done");
    }
    const detail = this.#standings
      .flatMap(({ contestant, problem }) => (problem ? [`${contestant.route}: ${problem.message}`] : []))
      .join(" ");
    this.#end("failed", toFailure(new AppError("no-route", { detail })));
  }

  #end(state: "done" | "stopped" | "failed", failure: Failure | null = null): void {
    this.#state = state;
    this.#failure = failure;
    this.#turn = null;
    this.#show();
  }

  #able(): readonly Standing[] {
    return this.#standings.filter(({ able }) => able);
  }

  #show(): void {
    this.#lastView = this.#options.clock.now();
    this.#options.onChange(this.view());
  }

  #showSoon(): void {
    if (this.#state === "running" && this.#options.clock.now() - this.#lastView >= viewEvery) this.#show();
  }
}
