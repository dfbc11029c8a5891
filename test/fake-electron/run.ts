/** Finds the app as Electron does (a folder with package.json's `main`, or a file) and starts it. */
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { setAppPath } from "./app.ts";
import { entryLoaded } from "./lifecycle.ts";

// As Electron has it: behind the program comes what it was given.
process.argv.splice(1, 1);
const named = process.argv.slice(1).find((arg) => !arg.startsWith("-"));
const target = path.resolve(named ?? ".");
const isFolder = statSync(target).isDirectory();
setAppPath(isFolder ? target : path.dirname(target));
const entry = isFolder ? path.join(target, mainOf(target)) : target;
await import(pathToFileURL(entry).href);
entryLoaded();

function mainOf(folder: string): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const main =
    typeof manifest === "object" && manifest !== null && "main" in manifest ? manifest.main : undefined;
  if (typeof main !== "string") throw new Error(`fake-electron: ${folder}/package.json names no main`);
  return main;
}
