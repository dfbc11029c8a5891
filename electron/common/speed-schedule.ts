/** Which speed limit holds when: the schedule's rules over local time. Pure; what time it is comes as an argument. */
import type { LimitNow, SettingsView, SpeedRule } from "./views.ts";

/** A moment as a clock on the wall shows it: the day of the week (0 is Sunday), and minutes since midnight. */
export interface LocalTime {
  readonly day: number;
  readonly minute: number;
}

const minuteMs = 60_000;
const dayMinutes = 24 * 60;
/** A week, and a day for clocks that are put forward or back: whatever changes at all has changed by then. */
const aheadMinutes = 8 * dayMinutes;

/** What the wall clock shows at `date` (ms since 1970) where this process runs. */
export function localTime(date: number): LocalTime {
  const at = new Date(date);
  return { day: at.getDay(), minute: at.getHours() * 60 + at.getMinutes() };
}

/** Whether a rule holds at a time. One that goes over midnight belongs to the day on which it begins. */
export function holds({ days, from, to }: SpeedRule, { day, minute }: LocalTime): boolean {
  if (from === to) return days.includes(day);
  if (from < to) return days.includes(day) && minute >= from && minute < to;
  return (days.includes(day) && minute >= from) || (days.includes((day + 6) % 7) && minute < to);
}

/** What of the settings says how fast all downloads together may be. */
export type Pace = Pick<SettingsView, "pace" | "slowLimit" | "schedule" | "limit">;

/** The limit in force, and why; `limit` in bytes per second, null for none. */
function inForce(
  { pace, slowLimit, schedule, limit }: Pace,
  time: () => LocalTime,
): Pick<LimitNow, "limit" | "by"> {
  if (pace === "full") return { limit: null, by: "full" };
  if (pace === "slow") return { limit: slowLimit, by: "slow" };
  const at = time();
  const rule = schedule.find((one) => holds(one, at));
  return rule ? { limit: rule.limit, by: "schedule" } : { limit, by: "always" };
}

/**
 * The limit at `date` (ms since 1970), until when it holds (null: until the settings change), and which one follows. Clocks
 * that are put forward or back are met by asking `toLocal` for each minute ahead, not by counting hours: what holds from
 * 1:30 to 2:30 holds twice as long in the night in which that hour comes twice.
 */
export function limitAt(
  pace: Pace,
  date: number,
  toLocal: (date: number) => LocalTime = localTime,
): Omit<LimitNow, "zone"> {
  const now = inForce(pace, () => toLocal(date));
  const still = { ...now, until: null, next: null };
  if (pace.pace !== "set" || pace.schedule.length === 0) return still;
  // No zone in use is off by less than a minute.
  const first = Math.floor(date / minuteMs) + 1;
  for (let minute = first; minute <= first + aheadMinutes; minute++) {
    const { limit } = inForce(pace, () => toLocal(minute * minuteMs));
    if (limit !== now.limit) return { ...now, until: minute * minuteMs, next: limit };
  }
  return still;
}
