/** Speed limits by time as a person types them: rows of the form, and what is wrong with them. Pure. */
import type { SpeedRule } from "../../electron/common/views.ts";
import type { AnyRow } from "../ui/use-rows.ts";

/** One row. Times are as a time field has them (`09:00`); empty where nothing is typed. */
export interface Row extends AnyRow {
  readonly days: readonly number[];
  readonly from: string;
  readonly to: string;
  /** Bytes per second; null for no limit. */
  readonly limit: number | null;
}

export type RowProblem = "days" | "time";

/** What a new row begins with; it holds once the person adds it. */
export const newRule: SpeedRule = { days: [1, 2, 3, 4, 5], from: 9 * 60, to: 18 * 60, limit: 1_000_000 };

/** A rule as a row. */
export function rowOf({ days, from, to, limit }: SpeedRule, key: number): Row {
  return { key, days, from: timeOf(from), to: timeOf(to), limit };
}

/** The first thing that is wrong with a row; undefined where it can be saved. */
export function problemOf({ days, from, to }: Row): RowProblem | undefined {
  if (days.length === 0) return "days";
  return minutesOf(from) === undefined || minutesOf(to) === undefined ? "time" : undefined;
}

/** The rules that rows say; undefined where one of them cannot be saved. */
export function rulesOf(rows: readonly Row[]): SpeedRule[] | undefined {
  if (rows.some((row) => problemOf(row))) return undefined;
  return rows.map(({ days, from, to, limit }) => ({
    days: [...days].sort((a, b) => a - b),
    from: minutesOf(from) ?? 0,
    to: minutesOf(to) ?? 0,
    limit,
  }));
}

/** How a row's times lie: within a day, over midnight, or all day long. */
export function spanOf({ from, to }: Row): "day" | "night" | "whole" {
  const [begin, end] = [minutesOf(from) ?? 0, minutesOf(to) ?? 0];
  return begin === end ? "whole" : begin < end ? "day" : "night";
}

/** `540` as `09:00`. */
export function timeOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

/** `09:00` as `540`; undefined for what is no time of day. */
export function minutesOf(time: string): number | undefined {
  const read = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  return read ? Number(read[1]) * 60 + Number(read[2]) : undefined;
}
