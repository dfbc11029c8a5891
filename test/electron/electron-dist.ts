/** A folder that electron-builder takes for Electron's own: empty files, and an executable that carries a fuse wire. */
import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** What marks the wire in Electron's executable, then its version, its length and one character a fuse. */
const fuseWire = Buffer.concat([
  Buffer.from("dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX"),
  Buffer.from([1, 9]),
  Buffer.from("101100011"),
]);

/** Writes the folder. */
export async function writeElectronDist(folder: string, version: string): Promise<void> {
  await mkdir(path.join(folder, "locales"), { recursive: true });
  await mkdir(path.join(folder, "resources"));
  const executable = Buffer.concat([Buffer.from("#!/bin/sh\nexit 0\n"), fuseWire, Buffer.from("\n")]);
  const files: Readonly<Record<string, string | Buffer>> = {
    electron: executable,
    version,
    LICENSE: "",
    "LICENSES.chromium.html": "",
    "locales/en-US.pak": "",
    "chrome-sandbox": "",
    chrome_crashpad_handler: "",
  };
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
  await chmod(path.join(folder, "electron"), 0o755);
}
