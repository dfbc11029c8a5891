import type { MenuItemConstructorOptions } from "electron";
import { expect, test } from "vitest";
import { menuTemplate } from "../../../electron/main/menu-template.ts";
import { shellWords } from "../../../electron/main/words.ts";
import { notedActions } from "./shell-samples.ts";

const menu = (locale: string, platform: NodeJS.Platform, { actions } = notedActions()) =>
  menuTemplate(shellWords("system", locale), platform, actions);
const items = (template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
const labels = (locale: string, platform: NodeJS.Platform) =>
  menu(locale, platform).map(({ label, role }) => label ?? role);

test("the menu speaks the system's language", () => {
  expect(labels("en-GB", "linux")).toEqual(["File", "Edit", "View", "Help"]);
  expect(labels("zh-CN", "win32")).toEqual(["文件", "编辑", "视图", "帮助"]);
});

test("macOS gets its own menus", () => {
  expect(labels("en", "darwin")).toEqual(["appMenu", "File", "Edit", "View", "windowMenu"]);
});

test.each(["linux", "win32", "darwin"] as const)(
  "on %s it offers neither reloading nor developer tools",
  (platform) => {
    const roles = items(menu("en", platform)).flatMap(({ role }) => role ?? []);
    for (const role of ["undo", "copy", "paste", "selectAll", "zoomIn", "togglefullscreen", "close", "quit"])
      expect(roles).toContain(role);
    for (const role of ["reload", "forceReload", "toggleDevTools"]) expect(roles).not.toContain(role);
  },
);

test.each(["linux", "win32", "darwin"] as const)("on %s each key means one thing", (platform) => {
  const keys = items(menu("en", platform)).flatMap(({ accelerator }) => accelerator ?? []);
  expect(new Set(keys).size).toBe(keys.length);
  for (const key of ["N", "O", ",", "W", "1", "2", "3", "4", "Shift+P", "Shift+R"])
    expect(keys).toContain(`CmdOrCtrl+${key}`);
});

test.each([
  ["newDownload", "show new"],
  ["openMetalink", "openMetalink"],
  ["pauseAll", "pauseAll"],
  ["resumeAll", "resumeAll"],
  ["settings", "show settings"],
  ["downloads", "show downloads"],
  ["relays", "show relays"],
  ["gateway", "show gateway"],
  ["about", "show about"],
])("%s does: %s", (id, does) => {
  const noted = notedActions();
  const item = items(menu("en", "linux", noted)).find((one) => one.id === id);
  // Electron hands the item, its window and the event over; none of them is asked for here.
  (item?.click as (() => void) | undefined)?.();
  expect(noted.asked).toEqual([does]);
});
