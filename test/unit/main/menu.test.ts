import { expect, test } from "vitest";
import { menuTemplate } from "../../../electron/main/menu-template.ts";

const labels = (locale: string, platform: NodeJS.Platform) =>
  menuTemplate(locale, platform).map(({ label, role }) => label ?? role);

test("the menu speaks the system's language", () => {
  expect(labels("en-GB", "linux")).toEqual(["File", "Edit", "View"]);
  expect(labels("zh-CN", "win32")).toEqual(["文件", "编辑", "视图"]);
});

test("macOS gets its own menus", () => {
  expect(labels("en", "darwin")).toEqual(["appMenu", "Edit", "View", "windowMenu"]);
});

test("it offers to edit, zoom and quit, but neither reloading nor developer tools", () => {
  const roles = menuTemplate("en", "linux").flatMap(({ submenu }) =>
    Array.isArray(submenu) ? submenu.flatMap(({ role }) => role ?? []) : [],
  );
  expect(roles).toEqual([
    "quit",
    "undo",
    "redo",
    "cut",
    "copy",
    "paste",
    "selectAll",
    "resetZoom",
    "zoomIn",
    "zoomOut",
    "togglefullscreen",
  ]);
});
