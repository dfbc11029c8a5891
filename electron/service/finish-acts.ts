/** Opens or shows what is finished, as was said of it or as the settings say, through the Desktop port. */
import path from "node:path";
import { describe } from "../common/errors.ts";
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
}

export interface FinishActs {
  /** Hears of every change of a download. */
  changed(view: DownloadView): void;
  removed(id: string): void;
}

/** Makes them. Only what was seen at work in this process counts: what ended before, or elsewhere, opens nothing. */
export function createFinishActs({ desktop, settings, clock, log }: FinishActsOptions): FinishActs {
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
      act({ ...view, path: file }).catch((error: unknown) =>
        log.warn({ id, error: describe(error) }, "a finished file could not be opened or shown"),
      );
    },
    removed: (id) => void atWork.delete(id),
  };
}
