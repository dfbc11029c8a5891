/** What the service asks of the machine, over Electron. */
import { app, nativeTheme, session, shell } from "electron";
import { access } from "node:fs/promises";
import { AppError, describe } from "../common/errors.ts";
import { readPacAnswer } from "../engine/routes/system-proxy.ts";
import type { Desktop } from "../service/desktop.ts";
import { ask } from "./dialogs.ts";
import { createKeychain } from "./keychain.ts";

/** Builds the Desktop port. The app must be ready before its functions are called. */
export function createDesktop(logFile: string): Desktop {
  const { electron, chrome, node } = process.versions;
  return {
    host: "electron",
    runtime: [`Electron ${electron}`, `Chromium ${chrome}`, `Node ${node}`],
    logFile,
    can: { open: true, reveal: true, pickFolder: true },
    keychain: createKeychain(),
    setTheme: (theme) => {
      nativeTheme.themeSource = theme;
    },
    locale: () => app.getLocale(),
    downloadsFolder: () => app.getPath("downloads"),
    async systemProxy(source) {
      // The path may be secret, and a PAC script is another's program: it hears of the host alone, as browsers do it.
      return readPacAnswer(await session.defaultSession.resolveProxy(`${source.origin}/`));
    },
    async open(file) {
      await mustExist(file);
      const problem = await shell.openPath(file);
      if (problem) throw new AppError("not-available", { detail: problem });
    },
    async reveal(file) {
      await mustExist(file);
      shell.showItemInFolder(file);
    },
    pickFolder: (current) => ask({ defaultPath: current, properties: ["openDirectory", "createDirectory"] }),
  };
}

/** The system shows nothing at all for a file that is gone, so say it ourselves. */
async function mustExist(file: string): Promise<void> {
  try {
    await access(file);
  } catch (error) {
    throw new AppError("not-available", { detail: describe(error) }, error);
  }
}
