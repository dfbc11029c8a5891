/** What belongs to the OS: recorded, and answered as if the person had dismissed it. Tests replace members. */
import { EventEmitter } from "node:events";
import { record, strict } from "./strict.ts";

export const dialog = strict("dialog", {
  showOpenDialog: async (...args: unknown[]) =>
    record("dialog.showOpenDialog", { canceled: true, filePaths: [] as string[] })(...args),
  showMessageBox: async (...args: unknown[]) =>
    record("dialog.showMessageBox", { response: 0, checkboxChecked: false })(...args),
  showErrorBox: (title: string, text: string) => {
    process.stderr.write(`${title}: ${text}\n`);
    record("dialog.showErrorBox", undefined)(title, text);
  },
});

export const shell = strict("shell", {
  openExternal: async (...args: unknown[]) => record("shell.openExternal", undefined)(...args),
  openPath: async (...args: unknown[]) => record("shell.openPath", "")(...args),
  showItemInFolder: record("shell.showItemInFolder", undefined),
});

export const nativeTheme = strict(
  "nativeTheme",
  Object.assign(new EventEmitter(), { shouldUseDarkColors: false, themeSource: "system" }),
);
