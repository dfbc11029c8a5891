/** Downloads that start at a time, and late where that passed while nobody looked at the clock. */
import { describe } from "../../common/errors.ts";
import type { EngineOptions } from "../types.ts";
import type { Download } from "./download.ts";

/** A machine that sleeps stops its timers, and its clock may be set: it is looked at so often. */
const lookMs = 30_000;
/** One that could not be started then is tried again so often: the store may have been held by another program. */
const againMs = 5000;
/** What is started later than this, the person is told of. */
const lateMs = 60_000;

export interface Schedule {
  /** Notes the time in a download's record; without one, drops what was noted. */
  note(download: Download): void;
  /** Starts what is noted when its time comes, from now on. */
  begin(): void;
  /** Drops all, for good. */
  close(): void;
}

/** What is said of a download that starts later than it should have. Pure. */
export function lateness(
  planned: number,
  now: number,
): { readonly planned: number; readonly started: number } | null {
  return now - planned > lateMs ? { planned, started: now } : null;
}

/** Makes an empty schedule. `go` starts a download whose time has come, or lets it wait its turn; where it throws, it is asked again. */
export function createSchedule({ clock, log }: EngineOptions, go: (id: string) => void): Schedule {
  const waits = new Map<string, { at: number; over: AbortController }>();
  let begun = false;

  async function wait(id: string, at: number, { signal }: AbortController): Promise<void> {
    for (;;) {
      const left = at - clock.date();
      if (left <= 0) break;
      await clock.sleep(Math.min(left, lookMs), signal);
      if (signal.aborted) return;
    }
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        go(id);
        // It may have been put off, and noted anew.
        if (waits.get(id)?.over.signal === signal) waits.delete(id);
        return;
      } catch (error) {
        if (tries === 0)
          log.warn({ id, error: describe(error) }, "a download that was planned could not start yet");
        await clock.sleep(againMs, signal);
      }
    }
  }

  return {
    note({ record: { id, startAt } }) {
      waits.get(id)?.over.abort();
      waits.delete(id);
      if (startAt === null) return;
      const over = new AbortController();
      waits.set(id, { at: startAt, over });
      if (begun) void wait(id, startAt, over);
    },
    begin() {
      begun = true;
      for (const [id, { at, over }] of waits) void wait(id, at, over);
    },
    close() {
      for (const { over } of waits.values()) over.abort();
      waits.clear();
    },
  };
}
