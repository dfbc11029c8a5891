import type { Failure } from "../../electron/common/errors.ts";

/** Runs `work` as `name` while the person waits; `tell` hears what went wrong. Out: undefined where it did. */
export type Run = <T>(
  name: string,
  work: () => Promise<T>,
  tell?: (failure: Failure) => void,
) => Promise<T | undefined>;
