/** When a download is to start, as a field of date and time holds it: `2026-11-26T02:00`, in the person's own time. Pure. */

/** Small hours, when lines are free. */
const nightHour = 2;

const two = (number: number) => String(number).padStart(2, "0");

/** A moment as such a field shows it. */
export function toField(at: number): string {
  const date = new Date(at);
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The next two o'clock in the night: what a person most likely means. */
export function nextNight(now: number): string {
  const night = new Date(now);
  night.setHours(nightHour, 0, 0, 0);
  if (night.getTime() <= now) night.setDate(night.getDate() + 1);
  return toField(night.getTime());
}

/** Out: ms since 1970; undefined for what is no time, or one that has passed. */
export function readStart(text: string, now: number): number | undefined {
  const at = new Date(text).getTime();
  return Number.isNaN(at) || at <= now ? undefined : at;
}
