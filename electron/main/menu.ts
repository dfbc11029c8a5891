import { Menu } from "electron";
import { menuTemplate } from "./menu-template.ts";
import type { ShellActions } from "./shell-actions.ts";
import type { ShellWords } from "./words.ts";

/** Sets the application's menu in these words. */
export function setMenu(words: ShellWords, actions: ShellActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(words, process.platform, actions)));
}
