/** New versions of the desktop app, by electron-updater: the only user of it. */
import { app } from "electron";
import type { AppUpdater, UpdateInfo } from "electron-updater";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Log } from "../engine/log.ts";
import type { NewVersion, Updater } from "../service/updates.ts";
import { updateWay } from "./update-way.ts";

export interface DesktopUpdater {
  readonly updater: Updater;
  /**
   * Says that the app starts again as soon as it has ended: what was downloaded waits for a later end, since an installer
   * would meet the running app. False where a new version is about to start instead.
   */
  readonly giveWay: () => boolean;
}

/** Builds the port. Nothing is loaded and nobody is asked before the first call. */
export function createUpdater(log: Log): DesktopUpdater {
  const way = updateWay({
    packaged: app.isPackaged,
    platform: process.platform,
    env: process.env,
    packageType: packageType(),
    // electron-builder leaves it where the configuration says where to publish.
    hasChannel: existsSync(path.join(process.resourcesPath, "app-update.yml")),
  });
  if (way !== "itself") return { updater: { way }, giveWay: () => true };
  let loading: Promise<AppUpdater> | undefined;
  let loaded: AppUpdater | undefined;
  let restarting = false;
  const load = () => (loading ??= loadUpdater(log).then((updater) => (loaded = updater)));
  const updater: Updater = {
    way,
    async find() {
      const updater = await load();
      const result = await updater.checkForUpdates();
      return result?.isUpdateAvailable ? newVersion(result.updateInfo) : null;
    },
    async download(progress) {
      const updater = await load();
      const hear = ({ percent }: { readonly percent: number }) => progress(percent / 100);
      updater.on("download-progress", hear);
      try {
        await updater.downloadUpdate();
      } finally {
        updater.off("download-progress", hear);
      }
    },
    restart() {
      restarting = true;
      void load().then(restartInto);
    },
  };
  return {
    updater,
    giveWay() {
      if (!restarting && loaded) loaded.autoInstallOnAppQuit = false;
      return !restarting;
    },
  };
}

/** Downloads are safe on disk before the new version starts: see quit.ts. */
function restartInto(updater: AppUpdater): void {
  // Installers wait until this one has ended; an AppImage is started at once, and would find it still running.
  if (process.platform !== "linux") return updater.quitAndInstall(false, true);
  let execPath = process.env["APPIMAGE"] ?? process.execPath;
  updater.on("appimage-filename-updated", (file) => void (execPath = file));
  app.once("quit", () => app.relaunch({ execPath, args: [] }));
  app.quit();
}

/** It takes a while to load, and most starts need none of it. */
async function loadUpdater(log: Log): Promise<AppUpdater> {
  const { default: library } = await import("electron-updater");
  const { autoUpdater } = library;
  autoUpdater.autoDownload = false;
  autoUpdater.autoInstallOnAppQuit = true;
  // A release that is not one for everybody is none for this copy.
  autoUpdater.allowPrerelease = false;
  autoUpdater.logger = {
    info: (text?: unknown) => log.debug({}, `updater: ${String(text)}`),
    warn: (text?: unknown) => log.warn({}, `updater: ${String(text)}`),
    error: (text?: unknown) => log.warn({}, `updater: ${String(text)}`),
  };
  // Each call says what went wrong; without a listener the event would be thrown a second time.
  autoUpdater.on("error", () => undefined);
  return autoUpdater;
}

function newVersion({ version, releaseNotes }: UpdateInfo): NewVersion {
  const notes = Array.isArray(releaseNotes)
    ? releaseNotes.map(({ version: of, note }) => `${of}\n${note ?? ""}`).join("\n\n")
    : (releaseNotes ?? null);
  return { version, notes };
}

function packageType(): string | undefined {
  const file = path.join(process.resourcesPath, "package-type");
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}
