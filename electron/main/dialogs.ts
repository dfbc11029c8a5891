/** The system's dialogs, each beginning in the folder where the last one ended. */
import { app, BrowserWindow, dialog, type OpenDialogOptions } from "electron";
import path from "node:path";
import { fill } from "../common/errors.ts";
import type { ShellWords } from "./words.ts";

/** Where a file was chosen last, also before this start. */
export interface LastFolder {
  get(): string | undefined;
  set(folder: string): void;
}

/** The file or folder that was chosen, or null. */
export async function ask(options: OpenDialogOptions): Promise<string | null> {
  const window = frontWindow();
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return canceled ? null : (filePaths[0] ?? null);
}

/** Lets the person choose a Metalink file. */
export async function askMetalink(words: ShellWords, last: LastFolder): Promise<string | null> {
  const file = await ask({
    defaultPath: last.get() ?? app.getPath("downloads"),
    filters: [{ name: words.metalinks, extensions: ["meta4", "metalink"] }],
    properties: ["openFile"],
  });
  if (file !== null) last.set(path.dirname(file));
  return file;
}

/** Says that a file is no Metalink file. */
export async function sayNoMetalink(file: string, words: ShellWords): Promise<void> {
  const options = {
    type: "warning",
    message: fill(words.noMetalink, { file: path.basename(file) }),
  } as const;
  const window = frontWindow();
  await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
}

function frontWindow(): BrowserWindow | undefined {
  return BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
}
