/** The live picture of one route, kept small. */

/** A speed (bytes/s) and the end of the time it held, in ms; it began at the point before. */
export type Point = readonly [ms: number, speed: number];

/** How many points are kept for one route. */
export const mostPoints = 400;

/** Adds a point at the end. Where there are too many, the older half is joined in pairs, which keeps their bytes. */
export function addPoint(points: readonly Point[], point: Point): readonly Point[] {
  if (points.length < mostPoints) return [...points, point];
  const thinned: Point[] = [];
  let from = 0;
  for (let index = 0; index + 1 < mostPoints / 2; index += 2) {
    const [middle, speedA] = points[index] ?? [from, 0];
    const [to, speedB] = points[index + 1] ?? [middle, 0];
    thinned.push([to, (speedA * (middle - from) + speedB * (to - middle)) / (to - from)]);
    from = to;
  }
  return [...thinned, ...points.slice(mostPoints / 2), point];
}
