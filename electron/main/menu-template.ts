/** The native menu as data: what a desktop app's keys must do (edit, zoom, quit). Everything else is in the page. */
import type { MenuItemConstructorOptions } from "electron";

/** Electron's roles bring English labels on Linux and Windows, so each label is given. */
const labels = {
  en: {
    file: "File",
    quit: "Quit Detour",
    edit: "Edit",
    undo: "Undo",
    redo: "Redo",
    cut: "Cut",
    copy: "Copy",
    paste: "Paste",
    selectAll: "Select All",
    view: "View",
    resetZoom: "Actual Size",
    zoomIn: "Zoom In",
    zoomOut: "Zoom Out",
    togglefullscreen: "Toggle Full Screen",
  },
  zh: {
    file: "文件",
    quit: "退出 Detour",
    edit: "编辑",
    undo: "撤销",
    redo: "重做",
    cut: "剪切",
    copy: "复制",
    paste: "粘贴",
    selectAll: "全选",
    view: "视图",
    resetZoom: "实际大小",
    zoomIn: "放大",
    zoomOut: "缩小",
    togglefullscreen: "切换全屏",
  },
} as const;

type Role = Exclude<keyof typeof labels.en, "file" | "edit" | "view">;

/** The menu in the language of a BCP 47 tag: English, or Chinese. */
export function menuTemplate(locale: string, platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const words = labels[locale.startsWith("zh") ? "zh" : "en"];
  const item = (role: Role): MenuItemConstructorOptions => ({ id: role, role, label: words[role] });
  const line: MenuItemConstructorOptions = { type: "separator" };
  const first: MenuItemConstructorOptions =
    platform === "darwin" ? { role: "appMenu" } : { label: words.file, submenu: [item("quit")] };
  return [
    first,
    {
      label: words.edit,
      submenu: [
        item("undo"),
        item("redo"),
        line,
        item("cut"),
        item("copy"),
        item("paste"),
        item("selectAll"),
      ],
    },
    {
      label: words.view,
      submenu: [item("resetZoom"), item("zoomIn"), item("zoomOut"), line, item("togglefullscreen")],
    },
    ...(platform === "darwin" ? [{ role: "windowMenu" as const }] : []),
  ];
}
