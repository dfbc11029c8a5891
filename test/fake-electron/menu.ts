/** Menus as data, found by id. */
import type { MenuItemConstructorOptions, PopupOptions } from "electron";
import { BrowserWindow } from "./browser-window.ts";

const edits = ["undo", "redo", "cut", "copy", "paste", "selectAll"] as const;

/** What a role does to the window that has the focus; undefined for roles that are not here. */
function roleClick(role: string | undefined): (() => void) | undefined {
  const edit = edits.find((one) => one === role);
  return edit && (() => BrowserWindow.getFocusedWindow()?.webContents[edit]());
}

export class MenuItem {
  readonly id: string | undefined;
  readonly label: string | undefined;
  readonly role: string | undefined;
  readonly accelerator: string | undefined;
  readonly enabled: boolean;
  readonly checked: boolean;
  readonly submenu: Menu | undefined;
  readonly click: (() => void) | undefined;
  constructor(options: MenuItemConstructorOptions) {
    this.id = options.id;
    this.label = options.label;
    this.role = options.role;
    this.accelerator = options.accelerator;
    this.enabled = options.enabled ?? true;
    this.checked = options.checked ?? false;
    this.click = (options.click as (() => void) | undefined) ?? roleClick(options.role);
    this.submenu = Array.isArray(options.submenu) ? Menu.buildFromTemplate(options.submenu) : undefined;
  }
}

let current: Menu | null = null;

export class Menu {
  /** For tests: the menus that were shown where something was clicked, in order, and where. */
  static readonly popped: { readonly menu: Menu; readonly options: PopupOptions }[] = [];
  items: MenuItem[] = [];
  static setApplicationMenu(menu: Menu | null): void {
    current = menu;
  }
  static getApplicationMenu(): Menu | null {
    return current;
  }
  static buildFromTemplate(template: readonly MenuItemConstructorOptions[]): Menu {
    const menu = new Menu();
    menu.items = template.map((options) => new MenuItem(options));
    return menu;
  }
  popup(options: PopupOptions = {}): void {
    Menu.popped.push({ menu: this, options });
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
}
