/**
 * The package.json beside the built main process: what Electron starts in a checkout (`electron out/main`). The project's own
 * names no `main`: npm would put that file into its package, which has no Electron in it. electron-builder writes one for the
 * desktop package.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

const root = path.dirname(import.meta.dirname);

/** Writes it with every build of the main process. */
export const electronManifest: Plugin = {
  name: "electron-manifest",
  applyToEnvironment: ({ name }) => name === "main",
  generateBundle() {
    const project = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Readonly<
      Record<string, unknown>
    >;
    const { name, version, type, desktopName } = project;
    const manifest = { name, version, type, desktopName, main: "main.js" };
    this.emitFile({
      type: "asset",
      fileName: "package.json",
      source: `${JSON.stringify(manifest, undefined, 2)}\n`,
    });
  },
};
