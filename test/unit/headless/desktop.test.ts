import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { createHeadlessDesktop, downloadsFolder, systemLocale } from "../../../electron/headless/desktop.ts";

test.each([
  [{ LANG: "zh_CN.UTF-8" }, "zh-CN"],
  [{ LANG: "en_GB.UTF-8", LC_ALL: "de_DE@euro" }, "de-DE"],
  [{ LANG: "C.UTF-8" }, Intl.DateTimeFormat().resolvedOptions().locale],
  [{ LANG: "!!" }, Intl.DateTimeFormat().resolvedOptions().locale],
  [{}, Intl.DateTimeFormat().resolvedOptions().locale],
])("the locale of %j is %s", (env, tag) => {
  expect(systemLocale(env)).toBe(tag);
});

test("the downloads folder is the one XDG names, else ~/Downloads", async () => {
  const home = await mkdtemp(path.join(tmpdir(), "detour-home-"));
  const env = { HOME: home, XDG_CONFIG_HOME: home };
  expect(downloadsFolder(env, "linux")).toBe(path.join(home, "Downloads"));
  await writeFile(path.join(home, "user-dirs.dirs"), '# a comment\nXDG_DOWNLOAD_DIR="$HOME/下载"\n');
  expect(downloadsFolder(env, "linux")).toBe(path.join(home, "下载"));
  await writeFile(path.join(home, "user-dirs.dirs"), 'XDG_DOWNLOAD_DIR="relative"\n');
  expect(downloadsFolder(env, "linux")).toBe(path.join(home, "Downloads"));
  expect(downloadsFolder({ ...env, XDG_DOWNLOAD_DIR: "/elsewhere" }, "linux")).toBe("/elsewhere");
  await rm(home, { recursive: true });
});

test.each([
  [{ env: {}, platform: "linux" as const }, false],
  [{ env: { DISPLAY: ":0" }, platform: "linux" as const }, true],
  [{ env: { WAYLAND_DISPLAY: "wayland-0" }, platform: "linux" as const }, true],
  [{ env: { DISPLAY: ":0" }, platform: "linux" as const, remote: true }, false],
  [{ env: {}, platform: "darwin" as const }, true],
])("whether it can open files: %j", (options, able) => {
  expect(createHeadlessDesktop(options).can).toEqual({ open: able, reveal: able, pickFolder: false });
});

test("what it cannot do it says in a sentence", async () => {
  const desktop = createHeadlessDesktop({ env: {}, platform: "linux" });
  await expect(desktop.open("/etc/hosts")).rejects.toMatchObject({ code: "not-available" });
  await expect(desktop.pickFolder("/")).rejects.toMatchObject({ code: "not-available" });
});
