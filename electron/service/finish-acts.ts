/** Opens or shows what is finished, as was said of it or as the settings say, through the Desktop port. */
import path from "node:path";
import { AppError, describe, toFailure, type Failure } from "../common/errors.ts";
import { actOn } from "../common/on-finish.ts";
import type { DownloadView, SettingsView } from "../common/views.ts";
import type { Clock } from "../engine/clock.ts";
import type { Log } from "../engine/log.ts";
import type { Desktop } from "./desktop.ts";

/** Several that end together in one folder are shown once: nobody wants twenty windows. */
const togetherMs = 5000;

export interface FinishActsOptions {
  readonly desktop: Pick<Desktop, "can" | "open" | "reveal">;
  readonly settings: () => Pick<SettingsView, "onFinish">;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
  /** Hears why a file could not be opened or shown: nobody asked for it just now, so that nobody waits for the answer. */
  readonly failed: (failure: Failure) => void;
}

export interface FinishActs {
  /** Hears of every change of a download. */
  changed(view: DownloadView): void;
  removed(id: string): void;
}

/** Makes them. Only what was seen at work in this process counts: what ended before, or elsewhere, opens nothing. */
export function createFinishActs({ desktop, settings, clock, log, failed }: FinishActsOptions): FinishActs {
  const atWork = new Set<string>();
  const shown = new Map<string, number>();

  async function act(view: DownloadView & { readonly path: string }): Promise<void> {
    const what = actOn(view.name, view.onFinish, settings());
    if (what === "nothing" || !desktop.can[what]) return;
    if (what === "reveal") {
      const folder = path.dirname(view.path);
      const before = shown.get(folder) ?? -Infinity;
      shown.set(folder, clock.now());
      if (clock.now() - before < togetherMs) return;
    }
    await desktop[what](view.path);
  }

  return {
    changed(view) {
      const { id, state, path: file } = view;
      if (state === "opening" || state === "running" || state === "checking") atWork.add(id);
      else if (state === "paused" || state === "failed") atWork.delete(id);
      if (state !== "done" || !atWork.delete(id) || file === null) return;
      act({ ...view, path: file }).catch((error: unknown) => {
        log.warn({ id, error: describe(error) }, "a finished file could not be opened or shown");
        failed(whyNot(view.name, error));
      });
    },
    removed: (id) => void atWork.delete(id),
  };
}

function whyNot(name: string, error: unknown): Failure {
  const known = error instanceof AppError && error.code === "not-available";
  const why = String(known ? error.params["detail"] : describe(error));
  return toFailure(new AppError("not-available", { detail: `${name}: ${why}` }));
}
