/** What happens when a download is finished: what was said of it, else what the settings say. Pure. */
import { fileTypeOf } from "./file-types.ts";
import type { FinishAct, SettingsView } from "./views.ts";

/** What is done with a file. A program is never started by itself: it is shown in its folder, where a person decides. */
export function actOn(
  name: string,
  said: FinishAct | null,
  { onFinish }: Pick<SettingsView, "onFinish">,
): "open" | "reveal" | "nothing" {
  const act = said ?? onFinish;
  if (act === "open") return fileTypeOf(name) === "programs" ? "reveal" : "open";
  return act === "reveal" ? "reveal" : "nothing";
}

/** Whether a person is told of a download that ended. That one failed he is told as ever, whatever was to follow. */
export function tellsOf(
  kind: "done" | "failed",
  said: FinishAct | null,
  { notify }: Pick<SettingsView, "notify">,
): boolean {
  if (kind === "done" && said === "notify") return true;
  if (kind === "done" && said === "nothing") return false;
  return notify;
}
