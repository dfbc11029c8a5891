import { chmodSync, mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * Each entry takes the database from the version of its index to the next; none is ever changed once released.
 * A JSON column holds what is only ever read and written whole.
 */
const migrations: readonly string[] = [
  `CREATE TABLE downloads (
     id TEXT PRIMARY KEY,
     source TEXT NOT NULL,
     folder TEXT NOT NULL,
     wanted_name TEXT,
     state TEXT NOT NULL,
     record TEXT NOT NULL,
     created_at INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX downloads_by_source ON downloads (source);
   CREATE TABLE drafts (
     source TEXT PRIMARY KEY,
     path TEXT NOT NULL,
     record TEXT NOT NULL,
     created_at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE relays (
     id TEXT PRIMARY KEY,
     spec TEXT NOT NULL,
     practice INTEGER NOT NULL,
     position INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`,
];

/**
 * Opens (and makes, or brings up to date) the database in a folder. The folder and the file are the user's alone
 * (0700, 0600): they hold whole URLs and relay tokens. Throws what node:sqlite throws; a database of a newer Detour
 * throws an Error that says so.
 */
export function openDatabase(folder: string): DatabaseSync {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, "detour.sqlite");
  const database = new DatabaseSync(file, { timeout: 5000 });
  chmodSync(file, 0o600);
  // In WAL mode NORMAL may lose the last commits in a power cut, never the order: the journal then claims too little.
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  migrate(database, file);
  return database;
}

function migrate(database: DatabaseSync, file: string): void {
  const version = () => Number(database.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);
  if (version() > migrations.length) {
    throw new Error(`${file} was written by a newer version of Detour; update this one, or set DETOUR_HOME`);
  }
  while (version() < migrations.length) {
    // Another process may be doing the same: whoever holds the write lock looks at the version again.
    database.exec("BEGIN IMMEDIATE");
    try {
      const at = version();
      const step = migrations[at];
      if (step !== undefined) database.exec(`${step}; PRAGMA user_version = ${at + 1};`);
      database.exec("COMMIT");
    } catch (error) {
      database.exec("ROLLBACK");
      throw error;
    }
  }
}
