/** The native menu as data: what a desktop app's keys must do (edit, zoom, quit), and the ways to each view. */
import type { MenuItemConstructorOptions } from "electron";
import type { ViewName } from "../common/views.ts";
import type { ShellActions } from "./shell-actions.ts";
import type { ShellWords } from "./words.ts";

type Item = MenuItemConstructorOptions;
type Role =
  | "quit"
  | "undo"
  | "redo"
  | "cut"
  | "copy"
  | "paste"
  | "selectAll"
  | "resetZoom"
  | "zoomIn"
  | "zoomOut";

const line: Item = { type: "separator" };
const places = ["new", "downloads", "relays", "gateway"] as const satisfies readonly ViewName[];

/** The menu in these words. Electron's roles bring English labels on Linux and Windows, so each label is given. */
export function menuTemplate(words: ShellWords, platform: NodeJS.Platform, actions: ShellActions): Item[] {
  const mac = platform === "darwin";
  const item = (role: Role): Item => ({ id: role, role, label: words[role] });
  const act = (
    id: "newDownload" | "openMetalink" | "pauseAll" | "resumeAll",
    keys: string,
    click: () => void,
  ) => ({
    id,
    label: words[id],
    accelerator: keys,
    click,
  });
  const settings: Item = {
    id: "settings",
    label: words.settings,
    accelerator: "CmdOrCtrl+,",
    click: () => actions.show("settings"),
  };
  const about: Item = { id: "about", label: words.about, click: () => actions.show("about") };
  const app: Item = {
    role: "appMenu",
    submenu: [
      about,
      line,
      settings,
      line,
      { role: "services" },
      line,
      { role: "hide" },
      { role: "hideOthers" },
      { role: "unhide" },
      line,
      item("quit"),
    ],
  };
  const file: Item = {
    label: words.file,
    submenu: [
      act("newDownload", "CmdOrCtrl+N", () => actions.show("new")),
      act("openMetalink", "CmdOrCtrl+O", actions.openMetalink),
      line,
      act("pauseAll", "CmdOrCtrl+Shift+P", actions.pauseAll),
      act("resumeAll", "CmdOrCtrl+Shift+R", actions.resumeAll),
      line,
      ...(mac ? [] : [settings, line]),
      { id: "closeWindow", role: "close", label: words.closeWindow, accelerator: "CmdOrCtrl+W" },
      // Windows knows no key for it; the menu's role has one on Linux and macOS alone.
      ...(mac ? [] : [{ ...item("quit"), accelerator: "CmdOrCtrl+Q" }]),
    ],
  };
  const edit: Item = {
    label: words.edit,
    submenu: [item("undo"), item("redo"), line, item("cut"), item("copy"), item("paste"), item("selectAll")],
  };
  const view: Item = {
    label: words.view,
    submenu: [
      ...places.map((place, index) => ({
        id: place,
        label: words[place],
        accelerator: `CmdOrCtrl+${index + 1}`,
        click: () => actions.show(place),
      })),
      line,
      item("resetZoom"),
      item("zoomIn"),
      item("zoomOut"),
      line,
      { id: "togglefullscreen", role: "togglefullscreen", label: words.togglefullscreen },
    ],
  };
  // macOS has its About in the app's own menu.
  const help: Item = { label: words.help, submenu: [about] };
  return mac ? [app, file, edit, view, { role: "windowMenu" }] : [file, edit, view, help];
}
