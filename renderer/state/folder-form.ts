/** Folders by kind of file as a person types them: rows of the form, and what is wrong with them. Pure. */
import { fileTypes, type FileType } from "../../electron/common/file-types.ts";
import { ending, folderProblem, isInside, ruleOfFile } from "../../electron/common/folder-rules.ts";
import { hostPattern } from "../../electron/common/rules.ts";
import type { FolderRule } from "../../electron/common/views.ts";
import type { AnyRow } from "../ui/use-rows.ts";

/** What a row goes by: one of the kinds, endings, or a host. */
export const rowKinds = [...fileTypes, "endings", "host"] as const;
export type RowKind = (typeof rowKinds)[number];

export interface FolderRow extends AnyRow {
  readonly kind: RowKind;
  /** Endings with spaces or commas between, or a host; unused for a kind of file. */
  readonly what: string;
  readonly folder: string;
}

export type FolderRowProblem = "endings" | "host" | "empty" | "outside" | "unclear";

/** The field that a person mends it in. */
export const fieldOf = {
  endings: "what",
  host: "what",
  empty: "folder",
  outside: "folder",
  unclear: "folder",
} as const satisfies Record<FolderRowProblem, keyof FolderRow>;

/** A rule as a row. */
export function folderRowOf(rule: FolderRule, key: number): FolderRow {
  const { folder } = rule;
  switch (rule.by) {
    case "type":
      return { key, kind: rule.type, what: "", folder };
    case "endings":
      return { key, kind: "endings", what: rule.endings.join(" "), folder };
    case "host":
      return { key, kind: "host", what: rule.host, folder };
    default:
      return rule satisfies never;
  }
}

/** The first thing that is wrong with a row; undefined where it can be saved. */
export function folderRowProblem({ kind, what, folder }: FolderRow): FolderRowProblem | undefined {
  if (kind === "endings" && !isEndings(endingsOf(what))) return "endings";
  if (kind === "host" && hostPattern(what.trim()) === undefined) return "host";
  return folderProblem(folder.trim());
}

/** The rules that rows say; undefined where one of them cannot be saved. */
export function folderRulesOf(rows: readonly FolderRow[]): FolderRule[] | undefined {
  if (rows.some((row) => folderRowProblem(row))) return undefined;
  return rows.map(({ kind, what, folder: typed }): FolderRule => {
    const folder = typed.trim();
    if (kind === "endings") return { by: "endings", endings: endingsOf(what), folder };
    if (kind === "host") return { by: "host", host: hostPattern(what.trim()) ?? "", folder };
    return { by: "type", type: kind, folder };
  });
}

/** A rule for each kind of file that has none yet; `nameOf` gives each its folder in the download folder. */
export function rulesForAll(rows: readonly FolderRow[], nameOf: (type: FileType) => string): FolderRow[] {
  const first = Math.max(0, ...rows.map(({ key }) => key)) + 1;
  return fileTypes
    .filter((type) => !rows.some(({ kind }) => kind === type))
    .map((type, at) => ({ key: first + at, kind: type, what: "", folder: nameOf(type) }));
}

/**
 * Where a file would go by the rules, as a person reads it; undefined where none fits. `folder` is the download folder;
 * the host alone knows how its system writes paths, and decides.
 */
export function ruledFolder(
  rules: readonly FolderRule[],
  folder: string,
  source: URL,
  name: string,
): string | undefined {
  const rule = ruleOfFile(rules, source, name);
  if (!rule || !isInside(rule.folder)) return rule?.folder;
  const between = folder.includes("\\") && !folder.includes("/") ? "\\" : "/";
  return `${folder.replace(/[\\/]+$/, "")}${between}${rule.folder}`;
}

function endingsOf(text: string): string[] {
  return text
    .split(/[\s,;，、]+/)
    .map((one) => one.replace(/^\*?\./, ""))
    .filter((one) => one !== "");
}

function isEndings(list: readonly string[]): boolean {
  return list.length > 0 && list.length <= 100 && list.every((one) => ending.test(one));
}
