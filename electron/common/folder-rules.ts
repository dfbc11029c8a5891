/** Which folder a file goes to, by what it is or where it comes from. Pure; paths are joined where there is a disk. */
import { fileTypeOf } from "./file-types.ts";
import { fitsHost } from "./rules.ts";
import type { FolderRule } from "./views.ts";

/** A path from a root: `/films`, `\\nas\films`, `D:\films`. */
const whole = /^([\\/]|[a-z]:[\\/])/i;

/**
 * Why a text cannot be a rule's folder; undefined where it can. A path from a root is what the user named; any other lies in
 * the download folder and never leads out of it. `D:films` and `~films` mean a place that depends on who reads them.
 */
export function folderProblem(text: string): "empty" | "outside" | "unclear" | undefined {
  if (text.trim() === "") return "empty";
  if (/\p{Cc}/u.test(text)) return "unclear";
  if (whole.test(text)) return undefined;
  if (/^([a-z]:|~)/i.test(text)) return "unclear";
  return text.split(/[\\/]/).some((part) => part.trim() === "..") ? "outside" : undefined;
}

/** Whether a rule's folder lies in the download folder. */
export function isInside(folder: string): boolean {
  return !whole.test(folder);
}

/** What may stand for a file's ending: `iso`, `tar.gz`. */
export const ending = /^[\p{L}\p{N}][\p{L}\p{N}_+-]{0,20}(\.[\p{L}\p{N}_+-]{1,20}){0,2}$/u;

/** The first rule that fits a file; undefined where none does. `source` is where the user said that it is. */
export function ruleOfFile(rules: readonly FolderRule[], source: URL, name: string): FolderRule | undefined {
  const small = name.toLowerCase();
  return rules.find((rule) => {
    switch (rule.by) {
      case "type":
        return fileTypeOf(name) === rule.type;
      case "endings":
        return rule.endings.some((one) => small.endsWith(`.${one.toLowerCase()}`));
      case "host":
        return fitsHost(rule.host, source);
      default:
        return rule satisfies never;
    }
  });
}
