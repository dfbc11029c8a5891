import { expect, test } from "vitest";
import { updateWay, type Installed } from "../../../electron/main/update-way.ts";

const installed = (more: Partial<Installed>): Installed => ({
  packaged: true,
  platform: "linux",
  env: {},
  packageType: undefined,
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
] as const)("%s is updated so: %o -> %s", (_what, more, way) => {
  expect(updateWay(installed(more))).toBe(way);
});
