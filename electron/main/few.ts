/** How often something may be tried by itself. Pure but for the clock it is given. */

/**
 * A question that is answered with yes at most `most` times within `withinMs`; each yes counts as one. `now` gives
 * milliseconds that only grow.
 */
export function fewTimes(most: number, withinMs: number, now: () => number): () => boolean {
  let times: readonly number[] = [];
  return () => {
    const at = now();
    times = times.filter((one) => at - one < withinMs);
    if (times.length >= most) return false;
    times = [...times, at];
    return true;
  };
}
