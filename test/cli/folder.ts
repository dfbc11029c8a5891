import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A folder of one test's own, and the environment that keeps all of Detour's data in it. */
export interface Place extends Disposable {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  at(name: string): string;
}

export function newPlace(): Place {
  const folder = mkdtempSync(path.join(tmpdir(), "detour-cli-"));
  return {
    folder,
    env: { DETOUR_HOME: path.join(folder, "data") },
    at: (name) => path.join(folder, name),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
