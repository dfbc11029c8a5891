/** A clock that runs faster than the wall's, so that a wait of a minute costs a test a second or two. */
import { systemClock, type Clock } from "../../electron/engine/clock.ts";

/** `times` is how many of its milliseconds pass in one of the wall's. */
export function fastClock(times: number): Clock {
  const started = systemClock.now();
  const date = systemClock.date();
  const now = () => started + (systemClock.now() - started) * times;
  return {
    now,
    date: () => Math.round(date + (now() - started)),
    sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
  };
}
