import { expect, test } from "vitest";
import { updateWay, type Installed } from "../../../electron/main/update-way.ts";

const installed = (more: Partial<Installed>): Installed => ({
  packaged: true,
  platform: "linux",
  env: {},
  packageType: undefined,
  hasChannel: true,
  ...more,
});

test.each([
  ["a checkout", { packaged: false, env: { APPIMAGE: "/x" } }, "source"],
  ["an AppImage", { env: { APPIMAGE: "/opt/Detour.AppImage" } }, "itself"],
  ["a Debian package", { packageType: "deb", env: {} }, "deb"],
  ["an unpacked archive", {}, "archive"],
  ["an installed Windows app", { platform: "win32" }, "itself"],
  [
    "a portable Windows app",
    { platform: "win32", env: { PORTABLE_EXECUTABLE_FILE: "C:\\D.exe" } },
    "portable",
  ],
  ["a macOS app", { platform: "darwin" }, "itself"],
  ["an AppImage without a channel", { env: { APPIMAGE: "/x" }, hasChannel: false }, "none"],
  ["a Windows app without a channel", { platform: "win32", hasChannel: false }, "none"],
  ["a macOS app without a channel", { platform: "darwin", hasChannel: false }, "none"],
  ["a Debian package, which needs no channel", { packageType: "deb", hasChannel: false }, "deb"],
] as const)("%s is updated so: %o -> %s", (_what, more, way) => {
  expect(updateWay(installed(more))).toBe(way);
});
