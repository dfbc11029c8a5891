/** Roads that died without a word: what all their lanes say together is known sooner than what each of them says. Pure. */
import type { Road } from "./road.ts";
import type { LaneState } from "./scheduler.ts";

/** A road is silent after so long, or so many of its round trips, where a lane waits for so long; others were heard just now. */
const silence = { leastMs: 700, trips: 6, othersMs: 300, waitMs: 300 } as const;

/**
 * Roads none of whose lanes has brought a byte for a while, though some wait for one, while another road brings some: what
 * they hold is better given back at once. Where all are silent it is the access link, and nobody is to blame.
 *
 * @param states all lanes
 * @param now of the clock that `heardAt` is read from
 */
export function silentRoads(
  roads: readonly Road[],
  states: readonly LaneState[],
  now: number,
): readonly Road[] {
  return roads.filter((road) => {
    const quietMs = now - road.heardAt;
    const trip = Number.isFinite(road.tripMs) ? road.tripMs : road.firstByteMs;
    const enough = Math.max(silence.leastMs, silence.trips * trip);
    if (road.state !== "active" || quietMs < enough) return false;
    // What a lane waits for on this side is no silence: its own count knows.
    const waits = states
      .filter(({ route, lease }) => route === road.route.name && lease)
      .map(({ heldMs, silentMs }) => Math.min(heldMs, silentMs ?? heldMs));
    const moving = roads.some((other) => other !== road && now - other.heardAt <= silence.othersMs);
    return moving && Math.max(0, ...waits) >= silence.waitMs;
  });
}
