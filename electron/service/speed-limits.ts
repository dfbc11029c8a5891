/** Keeps the limit in force that the settings and the time of day say. */
import { limitAt, localTime, type LocalTime, type Pace } from "../common/speed-schedule.ts";
import type { LimitNow } from "../common/views.ts";
import type { Clock } from "../engine/clock.ts";

/** The machine may have slept, and its clock may be set: what the time is, is looked at again so often. */
const lookMs = 30_000;

export interface SpeedLimitsOptions {
  readonly clock: Pick<Clock, "date" | "sleep">;
  /** Hears bytes per second, null for no limit, at each change; until the first there is none. */
  readonly apply: (limit: number | null) => void;
  readonly changed: (now: LimitNow) => void;
  /** What a clock on the wall shows; this machine's unless given. */
  readonly toLocal?: (date: number) => LocalTime;
}

export interface SpeedLimits {
  view(): LimitNow;
  /** Goes by these settings from now on. */
  set(pace: Pace): void;
  close(): void;
}

const atFirst: Pace = { pace: "set", slowLimit: 1, schedule: [], limit: null };

/** Makes them; without a limit until `set` is called. Nothing is looked at by itself where there is no schedule. */
export function createSpeedLimits(options: SpeedLimitsOptions): SpeedLimits {
  const { clock, apply, changed, toLocal = localTime } = options;
  let pace = atFirst;
  let now: LimitNow = look();
  let waiting = new AbortController();

  function look(): LimitNow {
    const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
    return { ...limitAt(pace, clock.date(), toLocal), zone };
  }

  function update(): void {
    const next = look();
    if (JSON.stringify(next) === JSON.stringify(now)) return;
    const other = next.limit !== now.limit;
    now = next;
    if (other) apply(now.limit);
    changed(now);
  }

  async function watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && pace.pace === "set" && pace.schedule.length > 0) {
      const left = now.until === null ? lookMs : now.until - clock.date();
      // A clock that is a little slow would not have come to it yet: then it is asked again at once, not in half a minute.
      await clock.sleep(Math.min(lookMs, Math.max(20, left)), signal);
      if (!signal.aborted) update();
    }
  }

  return {
    view: () => now,
    set(next) {
      pace = next;
      waiting.abort();
      waiting = new AbortController();
      update();
      void watch(waiting.signal);
    },
    close: () => waiting.abort(),
  };
}
