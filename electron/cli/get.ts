/** `detour get`: one file, over the best way there is. */
import { AppError } from "../common/errors.ts";
import { parseSource } from "../common/source.ts";
import type { DownloadView, Mode, Warning } from "../common/views.ts";
import type { Checksum, DownloadRequest, Downloads } from "../engine/types.ts";
import { applyRules, readRules, refused } from "../service/rules.ts";
import type { Context } from "./context.ts";
import { connectionsOf } from "./defaults.ts";
import {
  checkedLine,
  doneLine,
  noticeLine,
  poolLine,
  progressLine,
  routeLine,
  sawLine,
} from "./json-lines.ts";
import { parseTarget } from "./options.ts";
import { poolSentence } from "./pool-text.ts";
import { done, stopOf, type Outcome } from "./outcome.ts";
import { doneSentence, progressDisplay, summary } from "./progress.ts";
import { proofSentence } from "./proof.ts";
import { chooseRelays, parseRelayChoice } from "./relays.ts";
import { watchRoutes } from "./route-changes.ts";
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
  readonly acceptPage?: true;
  readonly findChecksum?: true;
  readonly mirror?: readonly string[];
  readonly continueWith?: string;
  readonly restart?: true;
}

/** At most 5 a second go to a script, 4 to a person's eyes, and now and then a line to a log. */
const jsonEveryMs = 200;
const liveEveryMs = 250;
const plainEveryMs = 5000;

/** Fetches a file. Out: done, or why not and whether the same command goes on. Throws AppError where it cannot begin. */
export function get(url: string, options: GetOptions, context: Context): Promise<Outcome> {
  const source = parseSource(url);
  const continueWith = options.continueWith === undefined ? undefined : parseSource(options.continueWith);
  const mirrors = (options.mirror ?? []).map((typed) => parseMirror(typed));
  const target = parseTarget(options.output);
  const choices = (options.relay ?? []).map((typed) => parseRelayChoice(typed));
  return withSession(context.log, async ({ store, engine }) => {
    const wanted = { relays: chooseRelays(choices, store.relays.list()), mode: options.route };
    // Who says which way has said it; a rule speaks where he did not.
    const ruled =
      choices.length > 0 || options.route !== "auto" ? wanted : applyRules(readRules(store), source, wanted);
    if (!ruled) throw refused(source);
    const view = await start(engine.downloads, context, {
      source,
      ...target,
      mode: ruled.mode,
      relays: ruled.relays,
      connections: options.connections ?? connectionsOf(store),
      ...(options.checksum && { checksum: options.checksum }),
      ...(options.sha256 && { sha256: true }),
      ...(options.limit !== undefined && { limit: options.limit }),
      ...(options.header && { headers: options.header }),
      ...(options.acceptPage && { acceptPage: true }),
      ...(options.findChecksum && { findChecksum: true }),
      ...(mirrors.length > 0 && { mirrors }),
      ...(continueWith && { continueWith }),
      ...(options.restart && { restart: true }),
    });
    const watch = watcher(view.id, context);
    const unwatch = engine.on("download", watch);
    const end = await engine.downloads.settled(view.id);
    unwatch();
    // What was found out at the very end is told before the last line.
    watch(end);
    return conclude(end, engine.downloads, context);
  });
}

/** Reads a mirror's address. Throws as `parseSource` does, and AppError `bad-option` for one with a user name in it. */
function parseMirror(typed: string): URL {
  const mirror = parseSource(typed);
  if (!mirror.username && !mirror.password) return mirror;
  throw new AppError("bad-option", {
    option: "--mirror",
    problem: "a mirror's address must not carry a user name or password",
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

/** Tells of each change of one download: progress, warnings once each, routes that were left out or came back. */
function watcher(id: string, { output }: Context): (view: DownloadView) => void {
  const told = new Set<string>();
  const once = (key: string, sentence: string) => {
    if (!told.has(key)) output.say(sentence);
    told.add(key);
  };
  const noticed = new Set<Warning>();
  const routeChanges = watchRoutes();
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
    // With one route there is nothing to choose.
    if (view.pool.length > 1 && !told.has("pool")) {
      output.line(poolLine(view.pool));
      const sentence = poolSentence(view.pool, Date.now());
      if (sentence !== undefined) output.say(sentence);
      told.add("pool");
    }
    for (const warning of view.warnings) {
      if (noticed.has(warning)) continue;
      noticed.add(warning);
      output.line(noticeLine(warning));
      output.say(warningSentences[warning]);
    }
    for (const change of routeChanges(view.routes)) {
      output.line(routeLine(change));
      // A script is told of each change; a person is not told the same twice.
      const { route, problem } = change;
      if (problem) once(`${route} ${problem.code}`, `${route} is left out. ${problem.message}`);
      else once(`${route} back`, `${route} takes part again.`);
    }
    if (isUnderWay(view)) progress(view);
  };
}

function isUnderWay({ state }: DownloadView): boolean {
  return state === "opening" || state === "running" || state === "checking";
}

function conclude(view: DownloadView, downloads: Downloads, { output, interrupts }: Context): Outcome {
  const stop = stopOf(view, interrupts.signal.aborted);
  if (stop) return stop;
  if (view.state !== "done") throw new Error(`the download ended as ${view.state}`);
  const report = downloads.report(view.id);
  if (!report) throw new Error("a finished download has no report");
  const { integrity } = report;
  output.line(sawLine(report));
  if (integrity) output.line(checkedLine(integrity));
  output.line(doneLine(report));
  if (!output.json) {
    output.say(doneSentence(report));
    if (integrity) output.say(proofSentence(integrity));
  }
  output.result(report.file);
  return done;
}
