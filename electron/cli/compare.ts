/** `detour compare`: direct and relays over one source, side by side; once, or again and again. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { exportComparison, exportKinds, type ExportKind } from "../common/comparison-export.ts";
import { AppError, describe } from "../common/errors.ts";
import { parseSource } from "../common/source.ts";
import type { ComparisonView } from "../common/views.ts";
import { readRules, refused, ruleComparison } from "../service/rules.ts";
import type { Comparison, ComparisonRequest } from "../engine/types.ts";
import { compareDisplay, comparisonSentence, comparisonTable } from "./comparison-text.ts";
import type { Context } from "./context.ts";
import { exitStatus } from "./exit-status.ts";
import { comparedLine } from "./json-lines.ts";
import { badOption } from "./options.ts";
import { done, type Outcome } from "./outcome.ts";
import { chooseRelays, parseRelayChoice } from "./relays.ts";
import { compareOften } from "./scheduled.ts";
import { withSession, type Session } from "./session.ts";
import { throttle } from "./throttle.ts";

export interface CompareOptions {
  readonly relay?: readonly string[];
  readonly rounds?: number;
  readonly seconds?: number;
  readonly bytes?: number;
  readonly connections?: number;
  readonly header?: Readonly<Record<string, string>>;
  /** A file for the measurements: .json or .csv. */
  readonly export?: string;
  /** Milliseconds from one comparison to the next, and from the first to the last. */
  readonly every?: number;
  readonly for?: number;
}

const liveEveryMs = 250;
const dayMs = 24 * 3600 * 1000;

/** Compares the routes. A signal ends it early with what was measured so far (status 130). */
export function compare(url: string, options: CompareOptions, context: Context): Promise<Outcome> {
  const source = parseSource(url);
  const choices = (options.relay ?? []).map((typed) => parseRelayChoice(typed));
  const file = options.export === undefined ? undefined : exportFile(options.export);
  if (options.for !== undefined && options.every === undefined)
    throw badOption("--for", "it says how long --every goes on, which is missing");
  if (file && options.every !== undefined)
    throw badOption(
      "--export",
      "it holds one comparison; `detour history --json` tells of those that --every makes",
    );
  return withSession(context.log, async (session) => {
    const { store, engine } = session;
    const wanted = { relays: chooseRelays(choices, store.relays.list()), direct: true };
    // Who names relays has said whom to ask.
    const asked = choices.length > 0 ? wanted : ruleComparison(readRules(store), source, wanted);
    if (!asked) throw refused(source);
    const request: ComparisonRequest = {
      source,
      relays: await engine.resolve(
        asked.relays.filter(({ use }) => use !== "never"),
        source,
      ),
      direct: asked.direct,
      ...(options.rounds !== undefined && { rounds: options.rounds }),
      ...(options.seconds !== undefined && { seconds: options.seconds }),
      ...(options.bytes !== undefined && { bytes: options.bytes }),
      ...(options.connections !== undefined && { connections: options.connections }),
      ...(options.header && { headers: options.header }),
    };
    if (options.every !== undefined) {
      const plan = { everyMs: options.every, forMs: options.for ?? dayMs };
      return compareOften(plan, () => compareOnce(request, session, context), context);
    }
    const end = await compareOnce(request, session, context);
    if (file && !end.failure) save(file, end);
    if (end.failure) return { failure: end.failure, resumable: false };
    return context.interrupts.signal.aborted ? { status: exitStatus.interrupted } : done;
  });
}

/** Makes one comparison and tells its result, unless it failed. */
async function compareOnce(
  request: ComparisonRequest,
  { engine }: Session,
  context: Context,
): Promise<ComparisonView> {
  const { output } = context;
  const comparison = engine.compare(request);
  const stop = stopAtInterrupt(comparison, context);
  const show = throttle(liveEveryMs, (view: ComparisonView) =>
    output.show(compareDisplay(view, output.width)),
  );
  const unwatch = engine.on("comparison", (view) => {
    if (view.id === comparison.id) show(view);
  });
  const end = await comparison.finished;
  unwatch();
  stop();
  if (end.failure) return end;
  output.line(comparedLine(end));
  output.result(`${comparisonTable(end)}\n\n${comparisonSentence(end)}`);
  return end;
}

/** Out: stops watching. */
function stopAtInterrupt(comparison: Comparison, { interrupts: { signal } }: Context): () => void {
  const stop = () => comparison.stop();
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  return () => signal.removeEventListener("abort", stop);
}

interface ExportFile {
  readonly path: string;
  readonly kind: ExportKind;
}

function exportFile(typed: string): ExportFile {
  const ending = path.extname(typed).slice(1).toLowerCase();
  const kind = exportKinds.find((known) => known === ending);
  if (!kind) throw badOption("--export", "the file's name must end in .json or .csv");
  return { path: path.resolve(typed), kind };
}

function save(file: ExportFile, view: ComparisonView): void {
  try {
    writeFileSync(file.path, exportComparison(view, file.kind));
  } catch (error) {
    const detail = describe(error);
    throw new AppError("folder-not-writable", { folder: path.dirname(file.path), detail }, error);
  }
}
