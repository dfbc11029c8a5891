/** Which downloads that are over leave the list. Pure; their files are nobody's business here. */

/** A download that is over. One that failed and has a part on the disk is not: it can be gone on with, or needs a word. */
export interface Ended {
  readonly id: string;
  /** When it ended, ms since 1970. */
  readonly at: number;
  readonly failed: boolean;
}

export interface Clearing {
  /** Those that ended before, ms since 1970; null for none. */
  readonly before: number | null;
  /** All beyond the newest so many; null for none. */
  readonly most: number | null;
  /** Whether those that failed leave too. */
  readonly failed: boolean;
}

/** The ids of those that leave, of `ended` in any order. */
export function toClear(ended: readonly Ended[], { before, most, failed }: Clearing): string[] {
  return ended
    .filter((one) => failed || !one.failed)
    .toSorted((a, b) => b.at - a.at)
    .filter(({ at }, index) => (before !== null && at < before) || (most !== null && index >= most))
    .map(({ id }) => id);
}
