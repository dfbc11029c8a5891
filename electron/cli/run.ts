/** One run of the command line, from its words to its exit status. */
import { toFailure } from "../common/errors.ts";
import { redactText } from "../common/redact.ts";
import type { Context } from "./context.ts";
import { exitStatus, exitStatusOf, type ExitStatus } from "./exit-status.ts";
import { watchInterrupts } from "./interrupts.ts";
import { createLog } from "./log.ts";
import { interrupted, type Outcome } from "./outcome.ts";
import { createOutput, type Output } from "./output.ts";
import { runCommand } from "./program.ts";

/**
 * Runs a command and ends the process. The exit is our own: a connection kept alive must not keep the process, and what
 * was written must have been read.
 */
export async function run(words: readonly string[], env = process.env): Promise<never> {
  const output = createOutput(asksForJson(words));
  const debug = env["DETOUR_DEBUG"] === "1";
  const interrupts = watchInterrupts(() => process.exit(exitStatus.interrupted));
  const log = createLog(debug, (line) => output.say(line));
  log.debug({}, "program loaded");
  const context: Context = {
    output,
    interrupts,
    log,
    program: env["npm_lifecycle_event"] === "detour" ? "npm run --silent detour --" : "detour",
  };
  let outcome: Outcome;
  try {
    outcome = await runCommand(words, context);
  } catch (error) {
    if (debug && error instanceof Error) output.say(redactText(error.stack ?? error.message));
    // What a signal cut short fails in its own ways; they are not what happened.
    outcome = interrupts.signal.aborted ? interrupted : { failure: toFailure(error), resumable: false };
  }
  const status = conclude(outcome, output);
  await output.flush();
  process.exit(status);
}

/** `--json` counts even where the rest cannot be read, so that the mistake is told as JSON. */
export function asksForJson(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return words.slice(0, end < 0 ? undefined : end).includes("--json");
}

function conclude(outcome: Outcome, output: Output): ExitStatus {
  if ("status" in outcome) return outcome.status;
  output.fail(outcome.failure, outcome.resumable);
  return exitStatusOf(outcome.failure, outcome.resumable);
}
