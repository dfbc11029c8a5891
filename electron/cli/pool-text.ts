/** Why a download takes which routes, in words. Pure. */
import { formatSpeed } from "../common/units.ts";
import type { PoolPlace } from "../common/views.ts";
import { printable } from "./text.ts";

/** One sentence where there was something to choose; undefined where every route is simply tried. */
export function poolSentence(places: readonly PoolPlace[], now: number): string | undefined {
  const telling = places.filter(({ reason }) => reason !== "new" && reason !== "long-ago");
  if (telling.length === 0 || places.length < 2) return undefined;
  return `Routes: ${places.map((place) => placeText(place, now)).join("; ")}.`;
}

function placeText({ route, role, reason, speed, at, failure }: PoolPlace, now: number): string {
  const name = printable(route);
  const measured = speed === null || at === null ? "" : `${formatSpeed(speed)} ${ago(now - at)}`;
  const why = {
    wanted: "always wanted",
    measured,
    slower: measured,
    new: "not tried here yet",
    "long-ago": "not tried here for long",
    failed: `failed lately: ${failure ?? "unknown"}`,
    banned: "never wanted",
    quota: "its quota is used up",
  }[reason];
  const place = { used: "", reserve: "in reserve, ", "left-out": "left out, " }[role];
  return `${name} (${place}${why})`;
}

/** `3 min ago`, `2 h ago`, `5 days ago`. */
function ago(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 1) return "a moment ago";
  if (minutes < 90) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 36 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}
