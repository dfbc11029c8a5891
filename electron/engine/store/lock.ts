import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

export interface Lock {
  release(): void;
}

/**
 * Takes the one lock on a file, among all processes that share the data folder. Out: the lock, or undefined where
 * somebody holds it. Node has no file locks, SQLite does: an exclusive transaction on a small database of its own is let
 * go by the system when its process ends, however it ends.
 */
export function takeLock(dataFolder: string, file: string): Lock | undefined {
  const folder = path.join(dataFolder, "locks");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = createHash("sha256").update(path.resolve(file)).digest("hex").slice(0, 32);
  const database = new DatabaseSync(path.join(folder, name), { timeout: 0 });
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}
