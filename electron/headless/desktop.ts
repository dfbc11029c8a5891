/** What plain Node can ask of the machine: open and show files where there is a display, nothing else. */
import { readFileSync } from "node:fs";
import { access } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { AppError, describe } from "../common/errors.ts";
import { proxyFromEnvironment } from "../engine/routes/system-proxy.ts";
import type { Desktop } from "../service/desktop.ts";

type Env = Readonly<Record<string, string | undefined>>;

export interface HeadlessDesktopOptions {
  /** Browsers may be on other machines, where opening a file on this one would puzzle. */
  readonly remote?: boolean;
  readonly env?: Env;
  readonly platform?: NodeJS.Platform;
}

/** Builds the Desktop port over plain Node. */
export function createHeadlessDesktop(options: HeadlessDesktopOptions = {}): Desktop {
  const { remote = false, env = process.env, platform = process.platform } = options;
  const able = !remote && hasDisplay(env, platform);
  async function launch(target: string): Promise<void> {
    if (!able) throw new AppError("not-available", { detail: "there is no display to open files on" });
    try {
      await access(target);
      const { default: open } = await import("open");
      await open(target);
    } catch (error) {
      throw new AppError("not-available", { detail: describe(error) }, error);
    }
  }
  return {
    host: "headless",
    runtime: [`Node ${process.versions.node}`],
    logFile: null,
    can: { open: able, reveal: able, pickFolder: false },
    locale: () => systemLocale(env),
    downloadsFolder: () => downloadsFolder(env, platform),
    systemProxy: async (source) => proxyFromEnvironment(source, env),
    open: launch,
    // No portable way to select a file in its folder; the folder itself is the next best.
    reveal: (file) => launch(path.dirname(file)),
    pickFolder: async () => {
      throw new AppError("not-available", { detail: "this host has no dialogs; type the folder's path" });
    },
  };
}

/** Whether something can be shown to a person on this machine. */
export function hasDisplay(env: Env = process.env, platform: NodeJS.Platform = process.platform): boolean {
  return platform !== "linux" || Boolean(env["DISPLAY"] || env["WAYLAND_DISPLAY"]);
}

/** The system's language as a BCP 47 tag: POSIX variables first (`zh_CN.UTF-8`), else what Intl found. */
export function systemLocale(env: Env = process.env): string {
  const posix = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  const tag = posix.replace(/[.@].*$/, "").replaceAll("_", "-");
  try {
    if (tag && tag !== "C" && tag !== "POSIX") return new Intl.Locale(tag).toString();
  } catch {
    // Not a language tag: fall through.
  }
  return Intl.DateTimeFormat().resolvedOptions().locale;
}

/** The user's downloads folder: as XDG says, else `~/Downloads`; whoever writes there makes it. */
export function downloadsFolder(
  env: Env = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const home = env["HOME"] || homedir();
  const fallback = path.join(home, "Downloads");
  if (platform !== "linux") return fallback;
  return env["XDG_DOWNLOAD_DIR"] || userDirsEntry(env, home) || fallback;
}

/** Reads `XDG_DOWNLOAD_DIR="$HOME/Downloads"` out of user-dirs.dirs; undefined where there is none. */
function userDirsEntry(env: Env, home: string): string | undefined {
  try {
    const file = path.join(env["XDG_CONFIG_HOME"] || path.join(home, ".config"), "user-dirs.dirs");
    const entry = /^\s*XDG_DOWNLOAD_DIR="(.*)"\s*$/m.exec(readFileSync(file, "utf8"))?.[1];
    const folder = entry?.replace(/^\$HOME/, home);
    return folder && path.isAbsolute(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}
