import type { MenuItemConstructorOptions } from "electron";
import { expect, test } from "vitest";
import { contextMenuTemplate, type Clicked } from "../../../electron/main/context-menu-template.ts";
import { shellWords } from "../../../electron/main/words.ts";

const none = {
  canUndo: false,
  canRedo: false,
  canCut: false,
  canCopy: false,
  canPaste: false,
  canSelectAll: false,
};

function menu(clicked: Partial<Clicked>, locale = "en", copied: string[] = []) {
  const all = { isEditable: false, selectionText: "", linkURL: "", editFlags: none, ...clicked };
  return contextMenuTemplate(all, shellWords("system", locale), (text) => void copied.push(text));
}
const labels = (items: readonly MenuItemConstructorOptions[]) =>
  items.map(({ label, type, enabled }) => (type === "separator" ? "-" : `${enabled ? "" : "no "}${label}`));

test("a field offers what can be done with its text, in the language that is spoken", () => {
  const editFlags = { ...none, canPaste: true, canSelectAll: true };
  expect(labels(menu({ isEditable: true, editFlags }))).toEqual([
    "no Undo",
    "no Redo",
    "-",
    "no Cut",
    "no Copy",
    "Paste",
    "-",
    "Select All",
  ]);
  const selected = { ...editFlags, canUndo: true, canRedo: true, canCut: true, canCopy: true };
  expect(labels(menu({ isEditable: true, editFlags: selected }, "zh-CN"))).toEqual([
    "撤销",
    "重做",
    "-",
    "剪切",
    "复制",
    "粘贴",
    "-",
    "全选",
  ]);
});

test("what a field offers is what its keys do", () => {
  const roles = menu({ isEditable: true }).flatMap(({ id, role }) => (role ? [[id, role]] : []));
  expect(roles).toEqual(["undo", "redo", "cut", "copy", "paste", "selectAll"].map((role) => [role, role]));
});

test("selected text can be copied; where nothing is, there is no menu", () => {
  const editFlags = { ...none, canCopy: true, canSelectAll: true };
  expect(labels(menu({ selectionText: "the server said 503", editFlags }))).toEqual(["Copy"]);
  expect(menu({ editFlags })).toEqual([]);
  expect(menu({ selectionText: " \n", editFlags })).toEqual([]);
});

test("a link's address can be copied, but not that of a place in the app", () => {
  const copied: string[] = [];
  const linkURL = "https://example.com/a%2Fb?c=1";
  const items = menu({ linkURL }, "en", copied);
  expect(items.map(({ id, label }) => [id, label])).toEqual([["copyLink", "Copy Link Address"]]);
  (items[0]?.click as (() => void) | undefined)?.();
  expect(copied).toEqual([linkURL]);
  expect(menu({ linkURL }, "zh-CN")[0]?.label).toBe("复制链接地址");
  for (const inner of ["app://bundle/#list", "javascript:void 0", ""])
    expect(menu({ linkURL: inner })).toEqual([]);
});
