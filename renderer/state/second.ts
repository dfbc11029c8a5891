/** One clock for all that shows a time: many timers of their own would draw the page as many times a second. */
const hearers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

/** Calls `hear` each second, with all others, until the returned function is called. */
export function everySecond(hear: () => void): () => void {
  hearers.add(hear);
  if (timer === undefined) {
    // While nobody listened it stood still.
    now = Date.now();
    timer = setInterval(tick, 1000);
  }
  return () => {
    hearers.delete(hear);
    if (hearers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time of the last tick, in milliseconds since 1970. It is old until somebody listens. */
export function secondNow(): number {
  return now;
}

function tick(): void {
  now = Date.now();
  for (const hear of hearers) hear();
}
