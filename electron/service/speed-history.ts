/**
 * How fast each download came over each route while Detour runs, for its plot: read off the changes of its view, so that it
 * is there for whoever opens the page later, and costs the page nothing until somebody looks.
 */
import type { DownloadView, SpeedHistory } from "../common/views.ts";
import type { Engine } from "../engine/types.ts";

/** Of each download, so many points at most: about what a plot has pixels for. */
export const mostPoints = 600;
/** Of one that rests until its person says otherwise, so many: nobody looks at it for long. */
export const mostPointsAfter = 150;
/** So many that rest keep theirs. */
const mostAtRest = 200;
/** The finest step, in seconds of running time: an engine tells at most five times a second. */
const finest = 0.25;

/** One stretch of time: for each route, its speeds' sum. */
interface Bucket {
  readonly slot: number;
  readonly sums: Map<string, number>;
  told: number;
}

/**
 * Speeds of one download. Time is the time that it ran, so pauses take no room. A point is the mean of what was told in its
 * step; when there are too many, steps double and neighbours become one.
 */
export class Speeds {
  #step = finest;
  #buckets: Bucket[] = [];

  /** Notes what a view of a running download says. */
  note({ seconds, routes }: Pick<DownloadView, "seconds" | "routes">): void {
    const slot = Math.floor(seconds / this.#step);
    let last = this.#buckets.at(-1);
    if (last === undefined || slot > last.slot) {
      last = { slot, sums: new Map(), told: 0 };
      this.#buckets.push(last);
    }
    last.told++;
    for (const { route, speed } of routes) last.sums.set(route, (last.sums.get(route) ?? 0) + speed);
    this.shrink(mostPoints);
  }

  /** Makes steps coarser until there are no more points than `most`. */
  shrink(most: number): void {
    while (this.#buckets.length > most) {
      this.#step *= 2;
      const joined: Bucket[] = [];
      for (const { slot: finer, sums, told } of this.#buckets) {
        const slot = Math.floor(finer / 2);
        const last = joined.at(-1);
        if (last?.slot !== slot) joined.push({ slot, sums, told });
        else {
          last.told += told;
          for (const [route, sum] of sums) last.sums.set(route, (last.sums.get(route) ?? 0) + sum);
        }
      }
      this.#buckets = joined;
    }
  }

  view(): SpeedHistory {
    // A road that never brought anything would be one more line on the floor.
    const names = new Set(
      this.#buckets.flatMap(({ sums }) => [...sums].flatMap(([route, sum]) => (sum > 0 ? route : []))),
    );
    return {
      step: this.#step,
      at: this.#buckets.map(({ slot }) => slot * this.#step),
      routes: [...names].map((route) => ({
        route,
        speeds: this.#buckets.map(({ sums, told }) => {
          const sum = sums.get(route);
          return sum === undefined ? null : sum / told;
        }),
      })),
    };
  }
}

export interface SpeedHistories {
  /** Empty of a download that did not run since Detour began, or too shortly. */
  of(id: string): SpeedHistory;
  close(): void;
}

/** Listens to the engine until it is closed; a download that is removed is forgotten. */
export function createSpeedHistories(engine: Pick<Engine, "on">): SpeedHistories {
  const kept = new Map<string, Speeds>();
  /** In the order in which they ended, or were paused. */
  const atRest = new Set<string>();
  const stops = [
    engine.on("download", (view) => {
      if (view.state === "running") {
        atRest.delete(view.id);
        const speeds = kept.get(view.id) ?? new Speeds();
        kept.set(view.id, speeds);
        speeds.note(view);
      } else if (rests(view) && kept.has(view.id) && !atRest.has(view.id)) {
        kept.get(view.id)?.shrink(mostPointsAfter);
        atRest.add(view.id);
        const [oldest] = atRest;
        if (atRest.size <= mostAtRest || oldest === undefined) return;
        atRest.delete(oldest);
        kept.delete(oldest);
      }
    }),
    engine.on("removed", (id) => {
      kept.delete(id);
      atRest.delete(id);
    }),
  ];
  return {
    of: (id) => kept.get(id)?.view() ?? new Speeds().view(),
    close() {
      for (const stop of stops) stop();
    },
  };
}

/** Whether it does not go on by itself soon. */
function rests({ state, retryAt }: DownloadView): boolean {
  return state === "done" || ((state === "failed" || state === "paused") && retryAt === null);
}
