/**
 * Electron's entry: everything that happens at start, in order. Nothing here awaits at the top level, since Electron is
 * not ready before this module has run to its end.
 */
import { app, dialog, session } from "electron";
import path from "node:path";
import { toFailure } from "../common/errors.ts";
import { dataFolder } from "../engine/store/data-folder.ts";
import { readLicences } from "../service/licences.ts";
import { startAgainAfterQuit } from "./again.ts";
import { followArrivals, type Arrivals } from "./arrivals.ts";
import { compose, makeFolder } from "./compose.ts";
import { createDesktop } from "./desktop.ts";
import { serveIpc } from "./ipc.ts";
import { createFileLog, logFile, redact } from "./log.ts";
import { createPageCare } from "./page-care.ts";
import { registerScheme, serveBundle } from "./protocol.ts";
import { closeBeforeQuit } from "./quit.ts";
import { denyPermissions, guardContents } from "./security.ts";
import { startShell } from "./shell.ts";
import { createUpdater } from "./updater.ts";
import { createAppWindow } from "./window.ts";
import { shellWords } from "./words.ts";

const folder = dataFolder();

void main();

async function main(): Promise<void> {
  try {
    prepare();
    const arrivals = followArrivals();
    if (!arrivals) return app.quit();
    followEvents();
    await app.whenReady();
    await start(arrivals);
  } catch (error) {
    dialog.showErrorBox("Detour", toFailure(error).message);
    app.exit(1);
  }
}

/** What must happen before Electron is ready. */
function prepare(): void {
  // Chromium's own files, beside ours: so DETOUR_HOME moves all of it, and the lock is one for each data folder.
  const userData = path.join(folder, "electron");
  makeFolder(userData);
  app.setPath("userData", userData);
  app.enableSandbox();
  registerScheme();
}

function followEvents(): void {
  app.on("web-contents-created", (_event, contents) => guardContents(contents));
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
}

/** Of all that is bundled: the build leaves them beside this file. */
const licences = () => readLicences(import.meta.dirname);

async function start(arrivals: Arrivals): Promise<void> {
  const log = createFileLog(folder);
  const report = (error: unknown) =>
    log.error(
      { error: redact(error instanceof Error ? (error.stack ?? error.message) : String(error)) },
      "fault",
    );
  const desktop = createDesktop(logFile(folder));
  const { updater, giveWay } = createUpdater(log);
  const service = await compose({
    folder,
    desktop,
    version: app.getVersion(),
    log,
    updater,
    licences,
  });

  denyPermissions(session.defaultSession);
  serveBundle(path.join(import.meta.dirname, "../renderer"));
  const stopServing = serveIpc(service, report);
  const settings = await service.handlers["settings.get"](undefined);
  const window = createAppWindow({
    keep: () => shell.settings().closeToTray,
    made: createPageCare({
      log,
      words: () => shellWords(shell.settings().language, desktop.locale()),
      quit: () => app.quit(),
    }),
  });
  const shell = startShell({
    service,
    settings,
    downloads: await service.handlers["downloads.list"](undefined),
    window,
    arrivals,
    lastFolder: service.lastFolder,
    locale: desktop.locale(),
    quit: () => app.quit(),
    report,
  });
  startAgainAfterQuit(arrivals, giveWay);
  closeBeforeQuit(async () => {
    stopServing();
    shell.close();
    await service.close();
  }, report);
  app.on("activate", () => window.show());
  if (!arrivals.hidden) window.show();
}
