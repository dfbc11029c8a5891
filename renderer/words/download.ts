/** What a download says about itself. Pure. */
import type { DownloadView } from "../../electron/common/views.ts";
import { nameOf } from "../state/roads.ts";
import { assertNever } from "./assert-never.ts";
import { share } from "./range-map.ts";
import { plain, withName, type Words } from "./words.ts";

/** A download's state as a person sees it: the contract's, `stalled`, and `planned` for one that waits for its time. */
export type Status = DownloadView["state"] | "stalled" | "planned";

/** Without a byte for so long, a running download is said to be stalled. */
const patience = 4000;

/** The state to show. `movedAt`: when its bytes last grew. */
export function statusOf(view: DownloadView, movedAt: number | undefined, now: number): Status {
  if (view.state === "paused" && view.startAt !== null) return "planned";
  const still = view.speed === 0 && movedAt !== undefined && now - movedAt > patience;
  return view.state === "running" && still ? "stalled" : view.state;
}

/** Whether it is at work, or will be by itself: in its turn, at its time, or at its next try. */
export function isGoing(view: DownloadView): boolean {
  return isActive(view) || view.state === "queued" || view.startAt !== null || view.retryAt !== null;
}

/** Whether it is at work now. */
export function isActive(view: DownloadView): boolean {
  return view.state === "opening" || view.state === "running" || view.state === "checking";
}

/** Whether it was added and nothing was done yet. */
export function isNew({ state, seconds, bytes, failure }: DownloadView): boolean {
  return state === "paused" && seconds === 0 && bytes === 0 && failure === null;
}

/** The line under a download's name; empty while the figures say it all. */
export function statusLine(
  words: Words,
  view: DownloadView,
  status: Status,
  stillFor: number,
  now = 0,
): string {
  switch (status) {
    case "queued":
      return words.say("download.queued");
    case "opening":
      return words.say("download.opening");
    case "running":
      return "";
    case "stalled":
      return words.say("download.stalled", { time: words.duration(Math.floor(stillFor / 1000)) });
    case "checking":
      return words.say("download.checking");
    case "paused":
      return pausedLine(words, view);
    case "planned":
      return words.say("download.planned", { time: words.when(view.startAt ?? 0, now) });
    case "done":
      return doneLine(words, view);
    case "failed":
      return failureLine(words, view) ?? words.say("download.status.failed");
    default:
      return assertNever(status);
  }
}

function pausedLine(words: Words, view: DownloadView): string {
  const done = share(view);
  if (isNew(view)) return words.say("download.new");
  return done === null
    ? words.say("download.pausedPlain")
    : words.say("download.paused", { percent: words.percent(done) });
}

/** Where it started later than it was to; undefined where it did not. */
export function lateLine(words: Words, { late }: DownloadView): string | undefined {
  if (!late) return undefined;
  const { planned, started } = late;
  return words.say("download.late", { planned: words.date(planned), started: words.when(started, planned) });
}

/** When a stopped download is tried again by itself; undefined where it waits for the person. */
export function retryLine(
  words: Words,
  { state, retryAt, bytes, warnings }: DownloadView,
  now: number,
): string | undefined {
  if ((state !== "paused" && state !== "failed") || retryAt === null) return undefined;
  const left = Math.ceil((retryAt - now) / 1000);
  if (left <= 0) return words.say("download.retryNow");
  // Whoever sees half a file beside it must not think that the rest is all that is to come.
  const anew = state === "failed" && bytes > 0 && warnings.includes("no-ranges");
  return words.say(anew ? "download.retryAnew" : "download.retryIn", { time: words.duration(left) });
}

/** Whether a new link can be given: it is unfinished, and something came that is worth keeping. */
export function canRelink({ state, resumable }: DownloadView): boolean {
  return state === "paused" || (state === "failed" && resumable);
}

/** After these, what came is of no use for another try. */
const spoilt: ReadonlySet<string> = new Set(["checksum-mismatch", "file-changed", "part-lost"]);

/** Whether what came is of no use for another try, which begins from zero. */
export function isSpoilt({ failure }: DownloadView): boolean {
  return failure !== null && spoilt.has(failure.code);
}

/** Whether another try throws away what came, rather than being simply another try. */
export function beginsAnew({ bytes, failure }: DownloadView): boolean {
  return bytes > 0 || (failure !== null && spoilt.has(failure.code));
}

const signInStatuses: readonly unknown[] = [401, 403];
const answers: ReadonlySet<string> = new Set(["http-status", "link-expired"]);

/**
 * Whether its server may want to know who asks: then cookies or other headers may be all that it needs. A relay that refuses
 * wants its own password or token, and must not be sent the cookies of another server.
 */
export function needsHeaders({ failure, routes }: DownloadView): boolean {
  if (!failure) return false;
  if (failure.code === "headers-locked") return true;
  const said = failure.code === "no-route" ? routes.flatMap(({ problem }) => problem ?? []) : [failure];
  return said.some(
    ({ code, params }) => answers.has(code) && signInStatuses.includes(Number(params["status"])),
  );
}

const linkStatuses: readonly unknown[] = [401, 403, 404, 410];

/** Whether a new link is what it most likely needs. */
export function needsLink({ failure }: DownloadView): boolean {
  if (!failure) return false;
  if (failure.code === "link-expired" || failure.code === "link-differs") return true;
  const answered = failure.code === "http-status" || failure.code === "relay-answered";
  return answered && linkStatuses.includes(Number(failure.params["status"]));
}

/**
 * What went wrong, or why it was paused; undefined where nothing did. Where no route was left, what each one said, in the
 * language of the page.
 */
export function failureLine(words: Words, view: DownloadView): string | undefined {
  const { failure } = view;
  if (!failure) return undefined;
  if (failure.code !== "no-route") return words.failure(failure);
  const out = view.routes.flatMap(({ route, problem }) => (problem ? [{ route, problem }] : []));
  // That a relay is not meant for the address says nothing where another route has a reason; the details have it.
  const telling = out.filter(({ problem }) => problem.code !== "not-covered");
  const said = telling.length > 0 ? telling : out;
  const [first] = said;
  if (!first) return words.failure(failure);
  const detail =
    said.length === 1
      ? words.failure(first.problem)
      : said
          .map(({ route, problem }) => plain(withName(words, nameOf(words, [], route), problem)))
          .join(words.gap);
  return words.failure({ ...failure, params: { detail } });
}

/** `3.90 of 6.10 GB · 3 min 8 s left`, in two parts so that each can keep its place. */
export function progressParts(words: Words, view: DownloadView): readonly string[] {
  // The line of a finished download says its size already.
  if (view.state === "done") return [];
  if (view.state === "failed" && view.bytes === 0) return [];
  if (isNew(view) && view.total === null) return [];
  const size =
    view.total === null
      ? words.say("download.soFar", { bytes: words.bytes(view.bytes) })
      : words.bytesOf(view.bytes, view.total);
  const left =
    view.state === "running" && view.secondsLeft !== null && view.speed > 0
      ? [words.say("download.left", { time: words.duration(Math.ceil(view.secondsLeft)) })]
      : [];
  return [size, ...left];
}

function doneLine(words: Words, view: DownloadView): string {
  const size = words.bytes(view.bytes);
  // What the comparison brought took none of this download's time, so it is left out of its speed.
  const fetched = view.bytes - view.keptBytes;
  if (fetched <= 0 && view.keptBytes > 0) return words.say("download.doneKept", { size });
  if (view.seconds <= 0) return words.say("download.doneShort", { size });
  return words.say("download.done", {
    size,
    time: words.duration(view.seconds),
    speed: words.speed(fetched / view.seconds),
  });
}
