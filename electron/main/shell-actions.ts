/** What a person can do from menus, tray and notifications. */
import type { PaceChoice, ViewName } from "../common/views.ts";

export interface ShellActions {
  /** Brings the window to the front, at this view where one is named. */
  readonly show: (view?: ViewName) => void;
  readonly pauseAll: () => void;
  readonly resumeAll: () => void;
  /** How fast all downloads together may be for now. */
  readonly setPace: (pace: PaceChoice) => void;
  /** Lets the person choose a Metalink file whose downloads are offered. */
  readonly openMetalink: () => void;
  readonly open: (id: string) => void;
  readonly reveal: (id: string) => void;
  readonly quit: () => void;
}
