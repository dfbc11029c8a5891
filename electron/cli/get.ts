/** `detour get`: one file, over the best way there is. */
import { parseSource } from "../common/source.ts";
import type { DownloadView, Mode } from "../common/views.ts";
import type { Checksum, DownloadRequest, Downloads } from "../engine/types.ts";
import type { Context } from "./context.ts";
import { connectionsOf } from "./defaults.ts";
import { doneLine, progressLine } from "./json-lines.ts";
import { parseTarget } from "./options.ts";
import { done, interrupted, type Outcome } from "./outcome.ts";
import { doneSentence, progressDisplay, summary } from "./progress.ts";
import { chooseRelays, parseRelayChoice } from "./relays.ts";
import { withSession } from "./session.ts";
import { throttle } from "./throttle.ts";
import { warningSentences } from "./warnings.ts";

export interface GetOptions {
  readonly output?: string;
  readonly relay?: readonly string[];
  readonly route: Mode;
  readonly connections?: number;
  readonly checksum?: Checksum;
  readonly sha256?: true;
  readonly limit?: number;
  readonly header?: Readonly<Record<string, string>>;
  readonly restart?: true;
}

/** At most 5 a second go to a script, 4 to a person's eyes, and now and then a line to a log. */
const jsonEveryMs = 200;
const liveEveryMs = 250;
const plainEveryMs = 5000;

/** Fetches a file. Out: done, or why not and whether the same command goes on. Throws AppError where it cannot begin. */
export function get(url: string, options: GetOptions, context: Context): Promise<Outcome> {
  const source = parseSource(url);
  const target = parseTarget(options.output);
  const choices = (options.relay ?? []).map((typed) => parseRelayChoice(typed));
  return withSession(context.log, async ({ store, engine }) => {
    const view = await start(engine.downloads, context, {
      source,
      ...target,
      mode: options.route,
      relays: chooseRelays(choices, store.relays.list()),
      connections: options.connections ?? connectionsOf(store),
      ...(options.checksum && { checksum: options.checksum }),
      ...(options.sha256 && { sha256: true }),
      ...(options.limit !== undefined && { limit: options.limit }),
      ...(options.header && { headers: options.header }),
      ...(options.restart && { restart: true }),
    });
    const unwatch = engine.on("download", watcher(view.id, context));
    const end = await engine.downloads.settled(view.id);
    unwatch();
    return conclude(end, engine.downloads, context);
  });
}

/** Begins the download, and sees to it that a signal pauses it, whenever it comes. */
async function start(
  downloads: Downloads,
  context: Context,
  request: DownloadRequest,
): Promise<DownloadView> {
  const { output, interrupts } = context;
  const view = await downloads.add(request);
  context.log.debug({}, "download recorded");
  const pause = () => {
    output.say("Stopping: what came is written to disk. Ctrl-C again ends at once.");
    // Whatever comes of the pause, `settled` tells it.
    void downloads
      .pause(view.id)
      .catch((error: unknown) => context.log.error({ error: String(error) }, "pause"));
  };
  if (interrupts.signal.aborted) pause();
  else interrupts.signal.addEventListener("abort", pause, { once: true });
  return view;
}

/** Tells of each change of one download: progress, and once each, warnings and routes that were left out. */
function watcher(id: string, { output }: Context): (view: DownloadView) => void {
  const told = new Set<string>();
  const tell = (key: string, sentence: string) => {
    if (!told.has(key)) output.say(sentence);
    told.add(key);
  };
  const json = throttle(jsonEveryMs, (view: DownloadView) => output.progress(progressLine(view)));
  const live = throttle(liveEveryMs, (view: DownloadView) =>
    output.show(progressDisplay(view, output.width, output.style)),
  );
  // What is over soon needs no line of its own.
  const lines = throttle(plainEveryMs, (view: DownloadView) => {
    if (view.seconds > 1) output.say(summary(view));
  });
  const progress = output.json ? json : output.live ? live : lines;
  return (view) => {
    if (view.id !== id) return;
    for (const warning of view.warnings) tell(warning, warningSentences[warning]);
    // Where no route is left, the failure itself says why.
    const goesOn = view.routes.some(({ state }) => state !== "out");
    for (const { route, state, problem } of goesOn ? view.routes : [])
      if (state === "out" && problem)
        tell(`${route} ${problem.code}`, `${route} is left out. ${problem.message}`);
    if (isUnderWay(view)) progress(view);
  };
}

function isUnderWay({ state }: DownloadView): boolean {
  return state === "opening" || state === "running" || state === "checking";
}

function conclude(view: DownloadView, downloads: Downloads, { output, interrupts }: Context): Outcome {
  if (view.state === "paused" && interrupts.signal.aborted) return interrupted;
  if (view.failure) return { failure: view.failure, resumable: view.resumable };
  if (view.state !== "done") throw new Error(`the download ended as ${view.state}`);
  const report = downloads.report(view.id);
  if (!report) throw new Error("a finished download has no report");
  output.line(doneLine(report));
  if (!output.json) output.say(doneSentence(report));
  output.result(report.file);
  return done;
}
