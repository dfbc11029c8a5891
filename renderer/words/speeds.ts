/** A download's speeds over time as data to draw and as text. Pure. */
import type { SpeedHistory } from "../../electron/common/views.ts";

/** What one route did. */
export interface RouteSpeeds {
  readonly route: string;
  /** Over the time in which it had part; bytes per second. */
  readonly mean: number;
  readonly peak: number;
}

export interface SpeedPlot {
  /** A moment in seconds, and each route's speed then. */
  readonly points: readonly (readonly [number, ...(number | null)[]])[];
  readonly routes: readonly RouteSpeeds[];
  readonly from: number;
  readonly to: number;
  readonly peak: number;
}

/** What there is to draw; undefined where nothing came yet. */
export function speedPlot({ at, step, routes }: SpeedHistory): SpeedPlot | undefined {
  const [first, last] = [at[0], at.at(-1)];
  if (first === undefined || last === undefined || routes.length === 0) return undefined;
  const valuesAt = (index: number) => routes.map(({ speeds }) => speeds[index] ?? null);
  const points = at.map((time, index) => [time + step / 2, ...valuesAt(index)] as const);
  const said = routes.map(({ route, speeds }) => {
    const known = speeds.filter((speed) => speed !== null);
    const sum = known.reduce((total, speed) => total + speed, 0);
    return { route, mean: sum / known.length, peak: Math.max(...known) };
  });
  return {
    // A line needs two ends.
    points: at.length > 1 ? points : [first, first + step].map((time) => [time, ...valuesAt(0)] as const),
    routes: said,
    from: first,
    to: last + step,
    peak: Math.max(...said.map(({ peak }) => peak)),
  };
}
