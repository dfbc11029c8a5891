/** Roads that leave the work to others for a while: a dead one would hold the last ranges again and again. */
import type { Clock } from "../clock.ts";
import type { Lane } from "./lane.ts";
import type { Road } from "./road.ts";

/**
 * The first rest, twice as long each time in a row, and the longest; how long a road counts as living after a byte, and how
 * long it may be quiet before it may have to rest.
 */
const rest = { firstMs: 500, mostMs: 10_000, heardMs: 1500, quietMs: 400 } as const;

export class Resting {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A road was silent while others moved: it takes nothing new for a while. */
  begin(road: Road): void {
    const now = this.#clock.now();
    if (road.restUntil > now) return;
    road.restUntil = now + Math.min(rest.firstMs * 2 ** road.outrun, rest.mostMs);
    road.outrun++;
  }

  /**
   * All that a lane held was taken from it, by a lane of `thief`. Where that is another road's, and its own has not brought
   * a byte just now, its own is slow or dead.
   */
  outrun({ road }: Lane, thief: Road): void {
    if (road === thief) road.robbed++;
    else if (this.#clock.now() - road.heardAt > rest.quietMs) this.begin(road);
  }

  /**
   * Whether a road leaves the work to others now: it rests, or has not brought a byte since and one of its lanes tries it
   * already. In: all lanes. Where nobody else can be told to live, everybody tries.
   */
  rests(road: Road, lanes: Iterable<Lane>): boolean {
    if (road.outrun === 0) return false;
    const now = this.#clock.now();
    const all = [...lanes];
    const tried = all.some((lane) => lane.road === road && (lane.lease || lane.copying));
    if (road.restUntil <= now && !tried) return false;
    return all.some((lane) => lane.road !== road && !lane.leaving && now - lane.road.heardAt < rest.heardMs);
  }
}
