/** A comparison as text. Pure: views in, lines out. */
import { formatDuration, formatSpeed, significant } from "../common/units.ts";
import type { ComparedRoute, ComparisonView, Verdict } from "../common/views.ts";
import { clip, printable, table } from "./text.ts";

/** From here on a ratio is said as times, below it as percent. */
const timesFrom = 1.95;

/** The routes as a table; a route without figures has its reason under the table. */
export function comparisonTable(view: ComparisonView): string {
  const head = ["", "Speed", "between", "and", "one connection", "first byte", "whole file"];
  const problems = view.routes.flatMap((route) =>
    route.problem ? [`${printable(route.route)}: ${printable(route.problem.message)}`] : [],
  );
  return [table([head, ...view.routes.map(row)]), ...problems].join("\n");
}

/** The answer as one sentence. */
export function comparisonSentence(view: ComparisonView): string {
  const { ratio, ratioLow: low, ratioHigh: high } = view;
  if (ratio === null) return "There is nothing to compare: not both sides could be measured.";
  const several = view.routes.filter((route) => route.kind !== "direct").length > 1;
  const relay = several && view.best !== null ? `relay ${printable(view.best)}` : "relay";
  const sentences: Readonly<Record<Verdict, string>> = {
    relay: `The ${relay} is ${faster(ratio)} than direct${interval(low, high)}.`,
    direct: `Direct is ${faster(1 / ratio)} than the ${relay}${interval(inverse(high), inverse(low))}.`,
    same: `The ${relay} and direct are equally fast, as far as it matters.`,
    unsure: `Not enough was measured to tell which is faster; so far the ${relay} has ${significant(ratio)} times the speed of direct.`,
  };
  return sentences[view.verdict];
}

/** The lines under way: whose turn it is, and the medians so far. */
export function compareDisplay(view: ComparisonView, width: number): readonly string[] {
  const turn = view.turn === null ? "" : `, ${printable(view.turn)} at work`;
  const medians = view.routes.map((route) => {
    const speed = route.median ?? route.points.at(-1)?.[1];
    return `${printable(route.route)} ${speed === undefined ? "…" : formatSpeed(speed)}`;
  });
  const round = view.round === 0 ? "Asking all routes" : `Round ${view.round} of ${view.rounds}${turn}`;
  return [clip(round, width), clip(medians.join("  |  "), width)];
}

/** Many comparisons by the hour in which they began (local time): each route's median speed, and the best one. */
export function hourTable(views: readonly ComparisonView[]): string {
  const names = [...new Set(views.flatMap(({ routes }) => routes.map(({ route }) => route)))];
  const rows = views.map((view) => {
    const speeds = names.map((name) => view.routes.find(({ route }) => route === name)?.median ?? null);
    const most = Math.max(...speeds.map((value) => value ?? 0));
    const best = most > 0 ? printable(names[speeds.indexOf(most)] ?? "") : "none answered";
    const at = new Date(view.startedAt).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
    return [at, ...speeds.map(speed), best];
  });
  return table([["", ...names.map(printable), "best"], ...rows]);
}

/** `41 times faster`, `62 % faster`. */
function faster(ratio: number): string {
  if (ratio >= timesFrom) return `${times(ratio)} times faster`;
  return `${Math.round((ratio - 1) * 100)} % faster`;
}

function interval(low: number | null, high: number | null): string {
  if (low === null || high === null) return "";
  if (low >= timesFrom) return ` (${times(low)} to ${times(high)} times)`;
  return ` (${Math.round((low - 1) * 100)} to ${Math.round((high - 1) * 100)} %)`;
}

/** Two digits are all that such a measurement carries. */
function times(ratio: number): string {
  return ratio >= 9.95 ? String(Math.round(ratio)) : String(Number(ratio.toFixed(1)));
}

function inverse(value: number | null): number | null {
  return value === null || value === 0 ? null : 1 / value;
}

function speed(value: number | null): string {
  return value === null ? "" : formatSpeed(value);
}

function row(route: ComparedRoute): readonly string[] {
  const name = printable(route.route);
  if (route.median === null) return [name, route.problem ? "failed" : "not measured"];
  return [
    name,
    speed(route.median),
    speed(route.low),
    speed(route.high),
    speed(route.single),
    route.firstByteMs === null ? "" : `${Math.round(route.firstByteMs)} ms`,
    route.seconds === null ? "" : formatDuration(route.seconds),
  ];
}
