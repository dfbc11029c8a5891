/** What the plot of a road shows, for those who do not see it. Pure. */
import type { ComparedRoute } from "../../electron/common/views.ts";
import type { Words } from "./words.ts";

/** One sentence or two; the median is known after the road's first turn. */
export function plotText(
  words: Words,
  name: string,
  { points, median }: Pick<ComparedRoute, "points" | "median">,
): string {
  if (points.length === 0) return words.say("road.plotEmpty", { route: name });
  const values = {
    route: name,
    count: points.length,
    peak: words.speed(Math.max(...points.map(([, y]) => y))),
  };
  return median === null
    ? words.say("road.plotFirst", values)
    : words.say("road.plot", { ...values, median: words.speed(median) });
}
