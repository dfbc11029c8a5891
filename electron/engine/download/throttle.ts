/** A token bucket in bytes: keeps a download under its rate. */
import type { Clock } from "../clock.ts";

export interface Throttle {
  /** Resolves when so many bytes may have been read; callers wait in turn. */
  take(bytes: number, signal: AbortSignal): Promise<void>;
}

export const unlimited: Throttle = { take: () => Promise.resolve() };

/** A limit in bytes per second; a tenth of a second's bytes may come at once. */
export function createThrottle(rate: number, clock: Clock): Throttle {
  const burst = rate / 10;
  let tokens = burst;
  let filled = clock.now();
  return {
    async take(bytes, signal) {
      const now = clock.now();
      tokens = Math.min(burst, tokens + ((now - filled) * rate) / 1000) - bytes;
      filled = now;
      // A debt is paid by waiting; who comes later finds a deeper debt and waits longer, so the order holds.
      if (tokens < 0) await clock.sleep((-tokens * 1000) / rate, signal);
    },
  };
}
