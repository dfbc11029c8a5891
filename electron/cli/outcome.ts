import type { Failure } from "../common/errors.ts";
import { AppError, toFailure } from "../common/errors.ts";
import { exitStatus, type ExitStatus } from "./exit-status.ts";

/** How a command ended: its result already told, or a failure that is still to be told. */
export type Outcome =
  | { readonly status: ExitStatus }
  | { readonly failure: Failure; readonly resumable: boolean };

export const done: Outcome = { status: exitStatus.done };

/** Stopped by a signal; the same command goes on. */
export const interrupted: Outcome = { failure: toFailure(new AppError("interrupted", {})), resumable: true };
