/** Speeds over real time, held against limits. */
import { setTimeout as sleep } from "node:timers/promises";

/** What a counter of bytes gains in so many ms, as speed. */
async function speedOver(ms: number, bytes: () => number): Promise<number> {
  const [before, at] = [bytes(), performance.now()];
  await sleep(ms);
  return ((bytes() - before) * 1000) / (performance.now() - at);
}

/**
 * Speeds over 3 s, again and again, until each is within 5 % of its limit: other work on the machine may make one slower, and
 * what it kept back comes with the next.
 */
export async function within5(
  ...wanted: readonly (readonly [bytes: () => number, limit: number])[]
): Promise<number[]> {
  let speeds: number[] = [];
  for (let tries = 0; tries < 4; tries++) {
    speeds = await Promise.all(wanted.map(([bytes]) => speedOver(3000, bytes)));
    const ratios = speeds.map((speed, at) => speed / (wanted[at]?.[1] ?? 0));
    if (ratios.every((ratio) => Math.abs(ratio - 1) < 0.05)) return speeds;
  }
  throw new Error(
    `${speeds.join(", ")} B/s in the last of four times, with limits of ${wanted.map(([, limit]) => limit).join(", ")}`,
  );
}
