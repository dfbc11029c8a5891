/** Which changes of downloads a person is told of when he does not look. Pure. */
import type { DownloadView } from "../common/views.ts";

export interface Notice {
  readonly id: string;
  readonly kind: "done" | "failed";
  readonly name: string;
}

/**
 * Compares what changed with what was: only a download that ran before his eyes, and ended, is news. A failure after which
 * it is tried again is none yet.
 */
export function createNotices(
  known: readonly DownloadView[],
): (changed: readonly DownloadView[]) => Notice[] {
  const states = new Map(known.map(({ id, state }) => [id, state]));
  return (changed) =>
    changed.flatMap(({ id, state, name, retryAt }): Notice[] => {
      const before = states.get(id);
      states.set(id, state);
      if (state === before || (state !== "done" && state !== "failed")) return [];
      if (state === "failed" && retryAt !== null) return [];
      // One that was never seen at work was finished long ago, or by another process.
      return before === undefined ? [] : [{ id, kind: state, name }];
    });
}
