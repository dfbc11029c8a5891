/** How one route stands: everything that its turns have shown. */
import type { Failure } from "../../common/errors.ts";
import type { ComparedRoute } from "../../common/views.ts";
import type { Contestant } from "./contest.ts";
import { measured, type Speeds } from "./log-ratio.ts";
import { addPoint, type Point } from "./points.ts";
import type { Turn } from "./round.ts";
import { mean, median, medianInterval } from "./statistics.ts";
import { sliceMs } from "./steady.ts";

/** A route that failed this often is left out: one slip is forgiven. */
const mostFailures = 2;

export class Standing {
  readonly contestant: Contestant;
  readonly #speeds: (number | null)[] = [];
  readonly #ramps: number[] = [];
  #single: number | null = null;
  #bytes = 0;
  #points: readonly Point[] = [];
  #ownMs = 0;
  #failures: number;
  #problem: Failure | null;

  constructor(contestant: Contestant) {
    this.contestant = contestant;
    this.#problem = contestant.problem;
    this.#failures = contestant.problem ? mostFailures : 0;
  }

  /** Whether the route takes part in the next round. */
  get able(): boolean {
    return this.#failures < mostFailures;
  }

  get problem(): Failure | null {
    return this.#problem;
  }

  get speeds(): Speeds {
    return this.#speeds;
  }

  /** Counts an arrival. */
  receive(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Adds a slice of a turn to the live picture. */
  draw(speed: number): void {
    this.#ownMs += sliceMs;
    this.#points = addPoint(this.#points, [this.#ownMs, speed]);
  }

  /** Takes in a turn that is over. Round 0 is the one of the single connection. */
  record(round: number, turn: Turn): void {
    if (turn.ended === "failed") this.#failures++;
    this.#problem = turn.problem;
    if (round === 0) {
      this.#single = turn.speed;
      return;
    }
    // A round that the route sat out stands there as null, so that the others stay paired.
    while (this.#speeds.length < round - 1) this.#speeds.push(null);
    this.#speeds.push(turn.speed);
    if (turn.rampMs !== null) this.#ramps.push(turn.rampMs);
  }

  view(connections: number, total: number | null): ComparedRoute {
    const samples = measured(this.#speeds);
    const middle = median(samples);
    const interval = medianInterval(samples);
    return {
      route: this.contestant.route,
      kind: this.contestant.kind,
      connections,
      samples: [...samples],
      median: middle,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      single: this.#single,
      firstByteMs: this.contestant.firstByteMs,
      rampMs: mean(this.#ramps),
      bytes: this.#bytes,
      seconds: total === null || !middle ? null : total / middle,
      problem: this.#problem,
      points: this.#points.map(([ms, speed]) => [ms, speed]),
    };
  }
}
