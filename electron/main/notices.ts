/** Which changes of downloads a person is told of when he does not look. Pure. */
import type { DownloadView } from "../common/views.ts";

export interface Notice {
  readonly id: string;
  readonly kind: "done" | "failed";
  readonly name: string;
}

/** Compares what changed with what was: only a download that ran before his eyes, and ended, is news. */
export function createNotices(
  known: readonly DownloadView[],
): (changed: readonly DownloadView[]) => Notice[] {
  const states = new Map(known.map(({ id, state }) => [id, state]));
  return (changed) =>
    changed.flatMap(({ id, state, name }): Notice[] => {
      const before = states.get(id);
      states.set(id, state);
      if (state === before || (state !== "done" && state !== "failed")) return [];
      // One that was never seen at work was finished long ago, or by another process.
      return before === undefined ? [] : [{ id, kind: state, name }];
    });
}
