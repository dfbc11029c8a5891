import { setTimeout as sleep } from "node:timers/promises";

/** A machine that wakes has no network for some seconds: resolves when it has one, or after `limitMs`. */
export async function untilOnline(isOnline: () => boolean, stepMs = 500, limitMs = 30_000): Promise<void> {
  for (let waited = 0; waited < limitMs && !isOnline(); waited += stepMs) await sleep(stepMs);
}
