/** A comparison as a file to hand on: JSON with all there is, CSV with one row a sample. Pure; no query, no secret. */
import type { ComparedRoute, ComparisonView, PastComparison } from "./views.ts";

export const exportKinds = ["json", "csv"] as const;
export type ExportKind = (typeof exportKinds)[number];

/** The columns of the CSV: speeds are bytes per second, times milliseconds. */
export const csvColumns = [
  "started",
  "url",
  "route",
  "kind",
  "connections",
  "sample",
  "speed",
  "median",
  "low",
  "high",
  "single",
  "first_byte_ms",
  "ramp_ms",
  "bytes",
  "verdict",
  "ratio",
  "ratio_low",
  "ratio_high",
  "problem",
] as const;

/** Out: the file's text. A route without samples has one row, with its problem. */
export function exportComparison(view: ComparisonView, kind: ExportKind): string {
  return kind === "json" ? `${JSON.stringify(view, null, 2)}\n` : csv(view);
}

/** A name for the file, from when the comparison began. */
export function exportName({ startedAt }: Pick<ComparisonView, "startedAt">, kind: ExportKind): string {
  return `detour-comparison-${new Date(startedAt).toISOString().replaceAll(/[:.]/g, "-")}.${kind}`;
}

/** The columns of a past comparison's CSV: of its address the host alone is kept. */
export const pastColumns = [
  "started",
  "host",
  "route",
  "kind",
  "connections",
  "sample",
  "speed",
  "median",
  "low",
  "high",
  "first_byte_ms",
  "verdict",
  "ratio",
  "ratio_low",
  "ratio_high",
] as const;

/** The same of what is kept of one that is over. */
export function exportPast(past: PastComparison, kind: ExportKind): string {
  if (kind === "json") return `${JSON.stringify(past, null, 2)}\n`;
  const rows = past.routes.flatMap((route) =>
    sampleRows(past.at, past.host, route, [
      route.median,
      route.low,
      route.high,
      route.firstByteMs,
      past.verdict,
      past.ratio,
      past.ratioLow,
      past.ratioHigh,
    ]),
  );
  return sheet([pastColumns, ...rows]);
}

/** A name for that file. */
export function pastName({ at }: PastComparison, kind: ExportKind): string {
  return exportName({ startedAt: at }, kind);
}

function csv(view: ComparisonView): string {
  const rows = view.routes.flatMap((route) =>
    sampleRows(view.startedAt, view.url, route, [
      route.median,
      route.low,
      route.high,
      route.single,
      route.firstByteMs,
      route.rampMs,
      route.bytes,
      view.verdict,
      view.ratio,
      view.ratioLow,
      view.ratioHigh,
      route.problem?.code ?? null,
    ]),
  );
  return sheet([csvColumns, ...rows]);
}

type Cell = string | number | null;

/** One row a sample, with what is known of the route behind it; of a route without samples, one. */
function sampleRows(
  startedAt: number,
  of: string,
  { route, kind, connections, samples }: Pick<ComparedRoute, "route" | "kind" | "connections" | "samples">,
  figures: readonly Cell[],
): Cell[][] {
  const speeds: readonly (number | null)[] = samples.length > 0 ? samples : [null];
  return speeds.map((speed, at) => [
    new Date(startedAt).toISOString(),
    of,
    route,
    kind,
    connections,
    speed === null ? null : at + 1,
    speed === null ? null : Math.round(speed),
    ...figures,
  ]);
}

/** RFC 4180: lines end in CRLF. */
function sheet(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(Number(value.toPrecision(9)));
  // A sheet takes a text that begins so for a formula, and a server may have named the file.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
