/** What clocks on the wall show in a time zone, whatever zone the test runs in. */
import type { LocalTime } from "../../electron/common/speed-schedule.ts";

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** In: an IANA zone's name. Out: from ms since 1970 to day of the week and minute of the day there, by the ICU's tables. */
export function clockIn(timeZone: string): (date: number) => LocalTime {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (date) => {
    const parts = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
    return {
      day: days.indexOf(parts["weekday"] ?? ""),
      minute: Number(parts["hour"]) * 60 + Number(parts["minute"]),
    };
  };
}
