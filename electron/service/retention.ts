/** How long what is over stays: downloads in the list, and what comparisons said. Files are never touched. */
import { describe } from "../common/errors.ts";
import type { SettingsView } from "../common/views.ts";
import type { Clock } from "../engine/clock.ts";
import type { Log } from "../engine/log.ts";
import type { Store } from "../engine/store/store.ts";
import type { Downloads } from "../engine/types.ts";

const dayMs = 24 * 3600 * 1000;
/** Days pass also while nothing is downloaded. */
const lookMs = 3600 * 1000;
/** Who looks at a download that ends sees that it ended, and several that end together are dealt with together. */
const restMs = 2000;

export interface RetentionOptions {
  readonly downloads: Pick<Downloads, "clear">;
  readonly comparisons: Pick<Store["comparisons"], "prune">;
  readonly clock: Pick<Clock, "date" | "sleep">;
  readonly log: Log;
}

type Keep = Pick<SettingsView, "keepDays" | "keepCount">;

export interface Retention {
  /** Goes by these settings from now on, and at once. */
  set(keep: Keep): void;
  /** A download ended just now. */
  ended(): void;
  close(): void;
}

/** Makes it; everything is kept until `set` says otherwise. */
export function createRetention({ downloads, comparisons, clock, log }: RetentionOptions): Retention {
  const closing = new AbortController();
  let keep: Keep = { keepDays: null, keepCount: null };
  let watching = new AbortController();
  let resting = false;

  const keepsAll = () => keep.keepDays === null && keep.keepCount === null;

  function look(): void {
    if (keepsAll() || closing.signal.aborted) return;
    const before = keep.keepDays === null ? null : clock.date() - keep.keepDays * dayMs;
    try {
      downloads.clear({ before, most: keep.keepCount, failed: true });
      comparisons.prune(before ?? 0, keep.keepCount ?? Number.MAX_SAFE_INTEGER);
    } catch (error) {
      // A store that is busy now is asked again in an hour; what stays too long does no harm.
      log.warn({ error: describe(error) }, "the list could not be cleared of what is old");
    }
  }

  async function watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !keepsAll()) {
      look();
      await clock.sleep(lookMs, signal);
    }
  }

  async function lookSoon(): Promise<void> {
    resting = true;
    await clock.sleep(restMs, closing.signal);
    resting = false;
    look();
  }

  return {
    set(next) {
      if (next.keepDays === keep.keepDays && next.keepCount === keep.keepCount) return;
      keep = { keepDays: next.keepDays, keepCount: next.keepCount };
      watching.abort();
      watching = new AbortController();
      void watch(watching.signal);
    },
    ended() {
      if (!resting && !keepsAll()) void lookSoon();
    },
    close() {
      closing.abort();
      watching.abort();
    },
  };
}
