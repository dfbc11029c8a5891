/** Menus as data, found by id. */
import type { MenuItemConstructorOptions } from "electron";

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
    this.click = options.click as (() => void) | undefined;
    this.submenu = Array.isArray(options.submenu) ? Menu.buildFromTemplate(options.submenu) : undefined;
  }
}

let current: Menu | null = null;

export class Menu {
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
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
}
