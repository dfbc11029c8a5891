/** After a restart: what ran or waited when Detour ended goes on by itself, unless that is what ends Detour. */
import { z } from "zod";
import { AppError, describe, toFailure, type Failure } from "../common/errors.ts";
import type { Clock } from "../engine/clock.ts";
import type { Log } from "../engine/log.ts";
import type { Store } from "../engine/store/store.ts";
import type { Downloads } from "../engine/types.ts";

const key = "going-on";
/** A host that lives so long with what went on is not ended by it. */
const settledMs = 20_000;
/** So many ends in a row that nobody asked for, each soon after going on: then it is not tried once more. */
const mostEnds = 2;

/** What is kept of the last time: whether it has yet to prove itself, and how many ends in a row went before it. */
const kept = z.object({ open: z.boolean(), ends: z.int() }).catch({ open: false, ends: 0 });

export interface GoingOnOptions {
  readonly downloads: Pick<Downloads, "interrupted" | "goOn" | "leave">;
  readonly store: Pick<Store, "settings">;
  readonly clock: Pick<Clock, "sleep">;
  readonly log: Log;
  /** Whether the person wants it. */
  readonly wanted: () => boolean;
  /** Hears that it was left, and why. */
  readonly left: (notice: Failure) => void;
}

export interface GoingOn {
  /** Goes on, or leaves it; once, when all that is needed for it is there. */
  begin(): void;
  /** Why it was left this time; undefined where it was not, or nobody wants it. */
  notice(): Failure | undefined;
  /** Detour ends, and in good order. */
  close(): void;
}

/** Makes it. Nothing happens before `begin`. */
export function createGoingOn({ downloads, store, clock, log, wanted, left }: GoingOnOptions): GoingOn {
  const closing = new AbortController();
  let open = false;
  let notice: Failure | undefined;

  function keep(state: z.infer<typeof kept>): void {
    store.settings.set(key, state);
    ({ open } = state);
  }

  function look(): void {
    const count = downloads.interrupted();
    if (count === 0) return;
    const last = kept.parse(store.settings.get(key));
    const ends = last.open ? last.ends + 1 : 0;
    if (!wanted() || ends >= mostEnds) {
      downloads.leave();
      keep({ open: false, ends: 0 });
      if (!wanted()) return;
      log.warn({ count, ends }, "downloads do not go on by themselves this time");
      notice = toFailure(new AppError("left-paused", { count }));
      left(notice);
      return;
    }
    // First, so that an end in the midst of it is found the next time.
    keep({ open: true, ends });
    downloads.goOn();
    void clock.sleep(settledMs, closing.signal).then(settle);
  }

  function settle(): void {
    if (!open) return;
    try {
      keep({ open: false, ends: 0 });
    } catch (error) {
      log.warn({ error: describe(error) }, "going on was not recorded as over");
    }
  }

  return {
    begin() {
      if (closing.signal.aborted) return;
      try {
        look();
      } catch (error) {
        log.warn({ error: describe(error) }, "downloads could not go on by themselves");
      }
    },
    notice: () => notice,
    close() {
      closing.abort();
      settle();
    },
  };
}
