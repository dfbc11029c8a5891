/** Actions that note what was asked. */
import type { ShellActions } from "../../../electron/main/shell-actions.ts";

export function notedActions(): { readonly actions: ShellActions; readonly asked: string[] } {
  const asked: string[] = [];
  const note =
    (name: string) =>
    (what = "") =>
      void asked.push(`${name} ${what}`.trim());
  return {
    asked,
    actions: {
      show: note("show"),
      pauseAll: note("pauseAll"),
      resumeAll: note("resumeAll"),
      setPace: note("setPace"),
      openMetalink: note("openMetalink"),
      open: note("open"),
      reveal: note("reveal"),
      quit: note("quit"),
    },
  };
}
