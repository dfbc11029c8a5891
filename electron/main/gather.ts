/** Makes one notice of those that come within a short time: forty small files are one thing to be told of. */
import type { Clock } from "../engine/clock.ts";
import type { Notice } from "./notices.ts";

/** How long those that come after one that was shown are waited for; twice as long each time that more came. */
const waitMs = 5000;
const longestMs = 60_000;

/** A notice, or several of one kind. */
export type Notices = readonly [Notice, ...Notice[]];

export interface GatheringOptions {
  readonly clock: Clock;
  /** Shows them as one. Out: takes it away again. */
  readonly show: (notices: Notices) => () => void;
  /** Hears of those that could not be shown. */
  readonly report: (error: unknown) => void;
  /** Whether there is still somebody to be told. Asked of those that were waited for. */
  readonly wanted: () => boolean;
}

export interface Gathering {
  /** The first of its kind is shown at once; those that follow it soon are shown with it, in its place. */
  readonly add: (notice: Notice) => void;
  /** Nothing is shown any more. */
  readonly close: () => void;
}

export function createGathering({ clock, show, report, wanted }: GatheringOptions): Gathering {
  const closing = new AbortController();
  /** By kind: those that came since the last ones were shown. */
  const late = new Map<Notice["kind"], Notice[]>();

  async function follow(first: Notice): Promise<void> {
    let told: Notices = [first];
    try {
      let takeAway = show(told);
      for (let ms = waitMs; ; ms = Math.min(ms * 2, longestMs)) {
        await clock.sleep(ms, closing.signal);
        const more = late.get(first.kind) ?? [];
        if (closing.signal.aborted || more.length === 0 || !wanted()) break;
        late.set(first.kind, []);
        told = [...told, ...more];
        takeAway();
        takeAway = show(told);
      }
    } catch (error) {
      // The system's notices may fail; the next one is tried anew.
      report(error);
    } finally {
      late.delete(first.kind);
    }
  }

  return {
    add(notice) {
      const waiting = late.get(notice.kind);
      if (waiting) return void waiting.push(notice);
      late.set(notice.kind, []);
      void follow(notice);
    },
    close: () => closing.abort(),
  };
}
