import { Menu } from "electron";
import { menuTemplate } from "./menu-template.ts";

/** Sets the application's menu in the language of a BCP 47 tag. */
export function setMenu(locale: string): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(locale, process.platform)));
}
