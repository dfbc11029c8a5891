/** Where a file goes whose folder nobody named: by the user's rules, within what he named. */
import { homedir } from "node:os";
import path from "node:path";
import { AppError } from "../common/errors.ts";
import { folderProblem, isInside, ruleOfFile } from "../common/folder-rules.ts";
import type { SettingsView } from "../common/views.ts";

/**
 * A folder as a person types it, whole: `~` is his own. Throws AppError `folder-not-writable` for a path that begins nowhere:
 * where it led would hang on where Detour was started.
 */
export function wholeFolder(typed: string): string {
  const whole = /^~($|[\\/])/.test(typed) ? path.join(homedir(), typed.slice(1)) : typed;
  if (!path.isAbsolute(whole))
    throw new AppError("folder-not-writable", { folder: typed, detail: "it is no whole path" });
  return whole;
}

/**
 * In: the settings, the source, and the file's name as it is known (a safe one: see file-name.ts). Out: the folder. Throws
 * AppError `folder-not-writable` for a rule whose folder would lead out of the download folder.
 */
export function folderFor(
  { folder, folderRules }: Pick<SettingsView, "folder" | "folderRules">,
  source: URL,
  name: string,
): string {
  const rule = ruleOfFile(folderRules, source, name);
  if (!rule) return folder;
  const base = path.resolve(folder);
  const chosen = path.resolve(base, rule.folder);
  const inside = chosen === base || chosen.startsWith(base.endsWith(path.sep) ? base : base + path.sep);
  if (folderProblem(rule.folder) !== undefined || (isInside(rule.folder) && !inside)) {
    throw new AppError("folder-not-writable", {
      folder: rule.folder,
      detail: "it leads out of the download folder",
    });
  }
  return chosen;
}
