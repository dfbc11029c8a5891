/** The tray's menu as data. Pure. */
import type { MenuItemConstructorOptions } from "electron";
import type { PaceChoice } from "../common/views.ts";
import { statusText, type Activity } from "./activity.ts";
import type { ShellActions } from "./shell-actions.ts";
import type { ShellWords } from "./words.ts";

const paces = ["set", "slow", "full"] as const;
const paceWords = { set: "paceSet", slow: "paceSlow", full: "paceFull" } as const;

/** What goes on, and what one wants of an app that is not in sight. */
export function trayTemplate(
  activity: Activity,
  words: ShellWords,
  actions: ShellActions,
  pace: PaceChoice,
): MenuItemConstructorOptions[] {
  const busy = activity.running + activity.waiting > 0;
  return [
    { id: "status", label: statusText(activity, words), enabled: false },
    { type: "separator" },
    { id: "open", label: words.open, click: () => actions.show() },
    { id: "newDownload", label: words.newDownload, click: () => actions.show("new") },
    { type: "separator" },
    { id: "pauseAll", label: words.pauseAll, enabled: busy, click: actions.pauseAll },
    { id: "resumeAll", label: words.resumeAll, enabled: activity.resumable, click: actions.resumeAll },
    {
      id: "pace",
      label: words.pace,
      submenu: paces.map((one) => ({
        id: `pace-${one}`,
        type: "radio",
        label: words[paceWords[one]],
        checked: one === pace,
        click: () => actions.setPace(one),
      })),
    },
    { type: "separator" },
    { id: "quit", label: words.quit, click: actions.quit },
  ];
}
