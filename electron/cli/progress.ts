/** A download under way as text. Pure: views in, lines out. */
import type { DownloadView, RouteProgress } from "../common/views.ts";
import { formatBytes, formatDuration, formatSpeed } from "../common/units.ts";
import type { DownloadReport } from "../engine/types.ts";
import { clip, printable } from "./text.ts";

const barWidth = 24;

/** How emphasis is written; plain where colours are not wanted. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
}

export const plain: Style = { bold: (text) => text, dim: (text) => text };
export const ansi: Style = {
  bold: (text) => `\u001b[1m${text}\u001b[22m`,
  dim: (text) => `\u001b[2m${text}\u001b[22m`,
};

/** The share that is here, 0 to 1; undefined where the size is unknown. An empty file is whole. */
export function share(view: Pick<DownloadView, "bytes" | "total">): number | undefined {
  if (view.total === null) return undefined;
  return view.total === 0 ? 1 : Math.min(1, view.bytes / view.total);
}

/** `████████░░░░`, to the half character. */
export function bar(part: number, width: number): string {
  const halves = Math.floor(Math.max(0, Math.min(1, part)) * width * 2);
  const full = Math.floor(halves / 2);
  const half = halves % 2 === 1 ? "▌" : "";
  return "█".repeat(full) + half + "░".repeat(width - full - half.length);
}

/** The one line that says it all: percent, bytes, speed, time left. Whole percents are rounded down: 100 is 100. */
export function summary(view: DownloadView): string {
  if (view.state === "opening" && view.bytes === 0)
    return `Asking ${list(view.routes.map((r) => printable(r.route)))} …`;
  if (view.state === "checking") return "All bytes are here; checking the file …";
  const part = share(view);
  const size =
    view.total === null
      ? formatBytes(view.bytes)
      : `${formatBytes(view.bytes)} of ${formatBytes(view.total)}`;
  return [
    ...(part === undefined ? [] : [`${Math.floor(part * 100)} %`]),
    size,
    formatSpeed(view.speed),
    ...(view.secondsLeft === null ? [] : [`${formatDuration(view.secondsLeft)} left`]),
  ].join("  ");
}

/** The routes side by side; empty with a single one, whose figures the summary has already. */
export function routesLine(routes: readonly RouteProgress[]): string {
  if (routes.length < 2) return "";
  return routes
    .map((route) => {
      const name = printable(route.route);
      if (route.state === "out") return `${name} out, ${formatBytes(route.bytes)}`;
      const lanes = route.lanes === 0 ? "" : ` ×${route.lanes}`;
      return `${name}${lanes} ${formatSpeed(route.speed)}, ${formatBytes(route.bytes)}`;
    })
    .join("  |  ");
}

/** What a terminal shows and redraws: one or two lines, none wider than `width`. */
export function progressDisplay(view: DownloadView, width: number, style: Style = plain): readonly string[] {
  const part = share(view);
  const drawn =
    part === undefined || view.state === "opening" || width < barWidth + 20 ? "" : bar(part, barWidth);
  const first = clip(summary(view), width - (drawn === "" ? 0 : barWidth + 1));
  const second = clip(routesLine(view.routes), width);
  return [
    drawn === "" ? first : `${style.bold(drawn)} ${first}`,
    ...(second === "" ? [] : [style.dim(second)]),
  ];
}

/** The last word on a download, for a person. In: bytes by route, and the seconds spent. */
export function doneSentence(report: DownloadReport): string {
  const used = report.routes.filter((route) => route.bytes > 0);
  const over = used.map((route) => {
    const percent = Math.round((route.bytes / report.bytes) * 100);
    const speed = route.speed === null ? "" : ` (${formatSpeed(route.speed)})`;
    return used.length === 1
      ? `over ${printable(route.route)}`
      : `${percent} % over ${printable(route.route)}${speed}`;
  });
  const ways = over.length === 0 ? "" : `, ${list(over)}`;
  const hash = report.sha256 === null ? "" : ` sha256:${report.sha256}`;
  return `${sizeAndSpeed(report)}${ways}.${hash}`;
}

/** What a comparison had fetched took none of the time, so it is left out of the speed. */
function sizeAndSpeed({ bytes, keptBytes, seconds }: DownloadReport): string {
  const size = formatBytes(bytes);
  const fetched = bytes - keptBytes;
  if (keptBytes > 0 && fetched <= 0) return `${size}, all of it fetched by the comparison before`;
  const time = `${size} in ${formatDuration(seconds)}`;
  if (seconds <= 0) return time;
  const speed = formatSpeed(fetched / seconds);
  return keptBytes === 0
    ? `${time} (${speed})`
    : `${time} (${speed}; the comparison before had fetched ${formatBytes(keptBytes)} of it)`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
