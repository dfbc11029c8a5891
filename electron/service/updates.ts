/**
 * New versions: looked for only where the person allows it or asks, downloaded only when he says so, and put in this one's place
 * when Detour ends.
 */
import type { Emit } from "../common/contract.ts";
import { AppError, describe, toFailure } from "../common/errors.ts";
import type { UpdateView } from "../common/views.ts";
import type { Log } from "../engine/log.ts";
import type { Store } from "../engine/store/store.ts";

export interface NewVersion {
  readonly version: string;
  /** What is new in it: whatever the release says, not to be trusted as markup. */
  readonly notes: string | null;
}

/** What brings a new version to this copy, where one can. */
export type Updater =
  | { readonly way: Exclude<UpdateView["way"], "itself"> }
  | {
      readonly way: "itself";
      /** Asks the place where releases are; null where there is none newer. Rejects where it does not answer. */
      find(): Promise<NewVersion | null>;
      /** Downloads and checks what was found; `progress` hears of its share, 0 to 1. */
      download(progress: (share: number) => void): Promise<void>;
      /** Ends the app, and starts the new version. */
      restart(): void;
    };

export interface Updates {
  view(): UpdateView;
  /** Whether it may look by itself, from now on. */
  allow(allowed: boolean): void;
  /** Throws AppError `not-available` where this copy is updated another way. What goes wrong is in the view. */
  check(): Promise<UpdateView>;
  /** Throws AppError `not-allowed` where none was found. */
  download(): Promise<UpdateView>;
  restart(): void;
  close(): void;
}

const key = "update-checked";
const dayMs = 24 * 3600 * 1000;
const hourMs = 3600 * 1000;
/** No release says more; a page that came in its place is cut. */
const longestNotes = 20_000;

export function createUpdates({
  updater,
  store,
  emit,
  log,
  now,
}: {
  readonly updater: Updater;
  readonly store: Pick<Store, "settings">;
  readonly emit: Emit;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}): Updates {
  const before = store.settings.get(key);
  let view: UpdateView = {
    way: updater.way,
    state: "idle",
    version: null,
    notes: null,
    share: null,
    checkedAt: typeof before === "number" ? before : null,
    problem: null,
  };
  let timer: NodeJS.Timeout | undefined;
  let checking: Promise<UpdateView> | undefined;
  const show = (change: Partial<UpdateView>): UpdateView => {
    view = { ...view, ...change };
    emit("updates.changed", view);
    return view;
  };
  const failed = (error: unknown): UpdateView => {
    log.warn({ error: describe(error) }, "a new version could not be had");
    const problem = toFailure(new AppError("update-failed", { detail: describe(error) }, error));
    return show({ state: "failed", share: null, problem });
  };

  async function look(find: () => Promise<NewVersion | null>): Promise<UpdateView> {
    show({ state: "checking", problem: null });
    try {
      const found = await find();
      noteLook();
      // The one that was found before is being downloaded by now.
      if (view.state !== "checking") return view;
      const at = { checkedAt: now() };
      if (!found) return show({ ...at, state: "current", version: null, notes: null });
      const notes = found.notes === null ? null : plainText(found.notes);
      return show({ ...at, state: "available", version: found.version, notes });
    } catch (error) {
      return view.state === "checking" ? failed(error) : view;
    }
  }

  /** A store that cannot be written costs a look that comes too soon after the next start. */
  function noteLook(): void {
    try {
      store.settings.set(key, now());
    } catch (error) {
      log.warn({ error: describe(error) }, "it could not be noted that a new version was looked for");
    }
  }

  async function check(): Promise<UpdateView> {
    if (updater.way !== "itself") throw otherWay();
    // What is being downloaded, or is here already, is not asked for again.
    if (view.state === "downloading" || view.state === "ready") return view;
    checking ??= look(() => updater.find()).finally(() => (checking = undefined));
    return checking;
  }

  /** Looks where a day has gone by. Once an hour, since a machine may sleep. */
  function tick(): void {
    // A time to come is one of a clock that was wrong.
    if (Math.abs(now() - (view.checkedAt ?? 0)) >= dayMs) void check();
  }

  return {
    view: () => view,
    allow(allowed) {
      if (updater.way !== "itself" || allowed === (timer !== undefined)) return;
      clearInterval(timer);
      timer = undefined;
      if (!allowed) return;
      timer = setInterval(tick, hourMs);
      timer.unref();
      tick();
    },
    check,
    async download() {
      if (updater.way !== "itself") throw otherWay();
      if (view.version === null || view.state === "downloading" || view.state === "ready") {
        if (view.version === null) throw new AppError("not-allowed", { detail: "no new version was found" });
        return view;
      }
      show({ state: "downloading", share: 0, problem: null });
      try {
        await updater.download((share) => {
          // In steps that can be seen.
          const seen = Math.floor(share * 100) / 100;
          if (view.state === "downloading" && seen !== view.share) show({ share: seen });
        });
        return show({ state: "ready", share: null });
      } catch (error) {
        return failed(error);
      }
    },
    restart() {
      if (updater.way !== "itself") throw otherWay();
      if (view.state !== "ready") throw new AppError("not-allowed", { detail: "no new version is ready" });
      updater.restart();
    },
    close: () => clearInterval(timer),
  };
}

function otherWay(): AppError {
  return new AppError("not-available", { detail: "this copy is updated the way it was installed" });
}

/** Notes without markup: some releases have theirs as HTML. */
function plainText(notes: string): string {
  return notes
    .replaceAll(/<\/(p|li|h\d|ul|ol)>|<br\s*\/?>/gi, "\n")
    .replaceAll(/<[^>]{0,500}>/g, "")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim()
    .slice(0, longestNotes);
}
