/** What a right click offers, as data: what can be done with the text under it, and nothing else. */
import type { ContextMenuParams, MenuItemConstructorOptions } from "electron";
import type { ShellWords } from "./words.ts";

type Item = MenuItemConstructorOptions;

/** What is asked of Electron's `context-menu` event. */
export interface Clicked extends Pick<ContextMenuParams, "isEditable" | "selectionText" | "linkURL"> {
  readonly editFlags: Pick<
    ContextMenuParams["editFlags"],
    "canUndo" | "canRedo" | "canCut" | "canCopy" | "canPaste" | "canSelectAll"
  >;
}

/**
 * The menu for what was clicked; empty where there is nothing to do: no menu is shown then. Roles act on what has the focus,
 * as their keys do, and bring English labels on Linux and Windows, so each label is given.
 */
export function contextMenuTemplate(
  { isEditable, selectionText, linkURL, editFlags }: Clicked,
  words: ShellWords,
  copyText: (text: string) => void,
): Item[] {
  const item = (role: "undo" | "redo" | "cut" | "copy" | "paste" | "selectAll", enabled: boolean): Item => ({
    id: role,
    role,
    label: words[role],
    enabled,
  });
  if (isEditable)
    return [
      item("undo", editFlags.canUndo),
      item("redo", editFlags.canRedo),
      { type: "separator" },
      item("cut", editFlags.canCut),
      item("copy", editFlags.canCopy),
      item("paste", editFlags.canPaste),
      { type: "separator" },
      item("selectAll", editFlags.canSelectAll),
    ];
  return [
    ...(selectionText.trim() === "" ? [] : [item("copy", editFlags.canCopy)]),
    ...(isAddress(linkURL)
      ? [{ id: "copyLink", label: words.copyLink, click: () => copyText(linkURL) }]
      : []),
  ];
}

/** A link within the app leads nowhere else. */
function isAddress(url: string): boolean {
  return /^https?:\/\//i.test(url);
}
