/** What goes on, in a few numbers: for tray, taskbar and dock, and for keeping the machine awake. Pure. */
import { fill } from "../common/errors.ts";
import { formatSpeed, splitDuration } from "../common/units.ts";
import { isComparing } from "../common/is-comparing.ts";
import type { ComparisonView, DownloadView, Flow } from "../common/views.ts";
import type { ShellWords } from "./words.ts";

export interface Activity {
  /** Downloads at work, and those that wait their turn. */
  readonly running: number;
  readonly waiting: number;
  /** Bytes per second of all together. */
  readonly speed: number;
  /** How much of all of it is here, 0 to 1; null where a size is unknown. */
  readonly share: number | null;
  readonly secondsLeft: number | null;
  /** Comparisons that are being made, and requests through the gateway that bring something or wait for their first byte. */
  readonly comparing: number;
  readonly flowing: number;
  /** Whether there is one that its user could go on with. */
  readonly resumable: boolean;
}

const atWork = new Set<DownloadView["state"]>(["opening", "running", "checking"]);

/** What goes on beside downloads. */
export interface Beside {
  readonly comparisons: readonly Pick<ComparisonView, "state">[];
  readonly flows: readonly Pick<Flow, "over" | "speed" | "bytes">[];
}
const nothingBeside: Beside = { comparisons: [], flows: [] };

/** Whether a machine that slept now would break something off. */
export function isBusy({ running, comparing, flowing }: Activity): boolean {
  return running > 0 || comparing > 0 || flowing > 0;
}

export function activityOf(views: readonly DownloadView[], beside: Beside = nothingBeside): Activity {
  const running = views.filter(({ state }) => atWork.has(state));
  const waiting = views.filter(({ state }) => state === "queued");
  const all = [...running, ...waiting];
  const total = all.reduce<number | null>(
    (sum, view) => (sum === null || view.total === null ? null : sum + view.total),
    0,
  );
  const bytes = all.reduce((sum, view) => sum + view.bytes, 0);
  const speed = running.reduce((sum, view) => sum + view.speed, 0);
  return {
    running: running.length,
    waiting: waiting.length,
    speed,
    share: total ? Math.min(1, bytes / total) : null,
    secondsLeft: total && speed > 0 ? (total - bytes) / speed : null,
    comparing: beside.comparisons.filter(isComparing).length,
    // A tunnel that a program keeps open for hours without a word keeps no machine awake.
    flowing: beside.flows.filter(({ over, speed: flow, bytes: came }) => !over && (flow > 0 || came === 0))
      .length,
    resumable: views.some(({ state, startAt }) => state === "paused" && startAt === null),
  };
}

/** What a taskbar shows: Electron's `setProgressBar`, where below 0 is none and above 1 is an unknown share. */
export function progressBar({ running, share }: Activity): {
  readonly value: number;
  readonly mode: "none" | "normal" | "indeterminate";
} {
  if (running === 0) return { value: -1, mode: "none" };
  // In steps that can be seen: each change is a message to the desktop.
  return share === null
    ? { value: 2, mode: "indeterminate" }
    : { value: Math.floor(share * 200) / 200, mode: "normal" };
}

/** One line that says what goes on. */
export function statusText(activity: Activity, words: ShellWords): string {
  const { running, waiting, comparing, flowing, speed, secondsLeft } = activity;
  if (running === 0 && comparing > 0) return words.comparing;
  if (running === 0 && flowing > 0) return fill(words.flowing, { flowing });
  if (running === 0) return waiting === 0 ? words.idle : fill(words.waiting, { waiting });
  const split = secondsLeft === null ? undefined : splitDuration(secondsLeft);
  if (!split) return fill(words.running, { running, speed: formatSpeed(speed) });
  // The largest unit alone, so that the line does not change every second.
  const [largest] = split;
  const left = largest ? `${Math.round(largest.value)} ${words[largest.unit]}` : "";
  return fill(words.left, { running, speed: formatSpeed(speed), left });
}
