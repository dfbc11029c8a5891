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

/** A system that is light, unless the app says otherwise. */
class NativeTheme extends EventEmitter {
  private _source = "system";
  get shouldUseDarkColors(): boolean {
    return this._source === "dark";
  }
  get themeSource(): string {
    return this._source;
  }
  set themeSource(source: string) {
    const before = this._source;
    this._source = source;
    if (source !== before) this.emit("updated");
  }
}

export const nativeTheme = strict("nativeTheme", new NativeTheme());
