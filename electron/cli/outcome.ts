import type { Failure } from "../common/errors.ts";
import { AppError, toFailure } from "../common/errors.ts";
import type { DownloadView } from "../common/views.ts";
import { exitStatus, type ExitStatus } from "./exit-status.ts";

/** How a command ended: its result already told, or a failure that is still to be told. */
export type Outcome =
  | { readonly status: ExitStatus }
  | { readonly failure: Failure; readonly resumable: boolean };

export const done: Outcome = { status: exitStatus.done };

/** Stopped by a signal; the same command goes on. */
export const interrupted: Outcome = { failure: toFailure(new AppError("interrupted", {})), resumable: true };

/**
 * How a download ended that came to no file; undefined for any other. One that the disk or the network paused goes on by
 * the same command, once that is mended. `bySignal`: whether the user asked for the stop.
 */
export function stopOf(
  { state, failure, resumable }: Pick<DownloadView, "state" | "failure" | "resumable">,
  bySignal: boolean,
): Outcome | undefined {
  if (state === "paused" && bySignal) return interrupted;
  return failure ? { failure, resumable: resumable || state === "paused" } : undefined;
}
