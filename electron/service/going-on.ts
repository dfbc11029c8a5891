/** After a restart: what ran or waited when Detour ended goes on by itself, unless that is what ends Detour. */
import { z } from "zod";
import { AppError, describe, toFailure, type Failure } from "../common/errors.ts";
import type { Clock } from "../engine/clock.ts";
import type { Log } from "../engine/log.ts";
import type { Store } from "../engine/store/store.ts";
import type { Downloads } from "../engine/types.ts";
import { askAgain } from "./ask-again.ts";

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
  /** Goes on, or leaves it; once, when all that is needed for it is there. Where the store refuses, it is asked for a minute. */
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
  let before: z.infer<typeof kept> | undefined;
  let notice: Failure | undefined;

  function keep(state: z.infer<typeof kept>): void {
    store.settings.set(key, state);
    ({ open } = state);
  }

  function look(): void {
    const count = downloads.interrupted();
    if (count === 0) return;
    // What this start itself has kept by now is no end.
    before ??= kept.parse(store.settings.get(key));
    const ends = before.open ? before.ends + 1 : 0;
    if (!wanted() || ends >= mostEnds) {
      // First, so that what is refused here is asked again with all that it is about.
      keep({ open: false, ends: 0 });
      downloads.leave();
      if (!wanted()) return;
      tell(toFailure(new AppError("left-paused", { count })));
      return;
    }
    // First, so that an end in the midst of it is found the next time.
    keep({ open: true, ends });
    downloads.goOn();
    void clock.sleep(settledMs, closing.signal).then(settle);
  }

  async function tryToLook(): Promise<void> {
    for (let times = 0; !closing.signal.aborted; times++) {
      try {
        return look();
      } catch (error) {
        if (times === 0) log.warn({ error: describe(error) }, "downloads could not go on by themselves yet");
        if (times < askAgain.times) await clock.sleep(askAgain.ms, closing.signal);
        else return tell(toFailure(error));
      }
    }
  }

  function tell(why: Failure): void {
    log.warn({ code: why.code, ...why.params }, "downloads do not go on by themselves this time");
    notice = why;
    left(why);
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
      void tryToLook();
    },
    notice: () => notice,
    close() {
      closing.abort();
      settle();
    },
  };
}
