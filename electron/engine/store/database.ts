import { chmodSync, existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AppError, describe } from "../../common/errors.ts";
import { takeLock, type Lock } from "./lock.ts";

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
  `ALTER TABLE relays ADD COLUMN use TEXT NOT NULL DEFAULT 'auto';
   ALTER TABLE relays ADD COLUMN day_quota INTEGER;
   ALTER TABLE relays ADD COLUMN month_quota INTEGER;
   CREATE TABLE relay_traffic (
     relay TEXT NOT NULL,
     period TEXT NOT NULL,
     bytes INTEGER NOT NULL,
     PRIMARY KEY (relay, period)
   ) STRICT;
   CREATE TABLE route_memory (
     network TEXT NOT NULL,
     host TEXT NOT NULL,
     route TEXT NOT NULL,
     speed REAL,
     first_byte_ms REAL,
     at INTEGER,
     failure TEXT,
     failed_at INTEGER,
     PRIMARY KEY (network, host, route)
   ) STRICT;`,
  `CREATE TABLE comparisons (
     id TEXT PRIMARY KEY,
     host TEXT NOT NULL,
     at INTEGER NOT NULL,
     record TEXT NOT NULL
   ) STRICT;
   CREATE INDEX comparisons_by_host ON comparisons (host, at);`,
  `ALTER TABLE relays ADD COLUMN sealed TEXT;
   CREATE TABLE secret_keys (
     id TEXT PRIMARY KEY,
     wrapped TEXT NOT NULL,
     created_at INTEGER NOT NULL
   ) STRICT;`,
  `ALTER TABLE downloads ADD COLUMN position REAL NOT NULL DEFAULT 0;
   ALTER TABLE downloads ADD COLUMN priority TEXT NOT NULL DEFAULT 'normal';
   UPDATE downloads SET position = ranked.place
   FROM (SELECT id, row_number() OVER (ORDER BY created_at, id) AS place FROM downloads) AS ranked
   WHERE downloads.id = ranked.id;
   CREATE INDEX downloads_by_position ON downloads (position);
   ALTER TABLE downloads ADD COLUMN start_at REAL;
   CREATE INDEX downloads_planned ON downloads (start_at) WHERE start_at IS NOT NULL;`,
  // A record that was damaged has no name.
  `CREATE INDEX downloads_by_name ON downloads (folder, coalesce(record ->> 'fileName', record ->> 'wantedName'))
     WHERE json_valid(record);
   CREATE INDEX downloads_by_part ON downloads (folder, record ->> 'partName')
     WHERE state <> 'done' AND json_valid(record);`,
];

const fileName = "detour.sqlite";
/** By them a database of any version is known as ours. */
const firstTables = ["downloads", "drafts", "relays", "settings"] as const;
const tables = [...firstTables, "relay_traffic", "route_memory", "comparisons", "secret_keys"] as const;
/** A larger one is checked only once damage shows where it is read: the start may not take longer for it. */
const checkedBytes = 1024 * 1024;

/** The file is a database, but not of Detour's. */
class ForeignError extends Error {}

/**
 * Opens (and makes, or brings up to date) the database in a folder. The files are the user's alone (0600), and so is the
 * folder where it is made here (0700): they hold whole URLs and relay tokens. One that is damaged, or not Detour's, is kept aside as
 * `detour.sqlite.damaged-N`; a new one takes its place with the rows that can still be read, and `warn` is told. `suspect`: it
 * showed damage, and is checked however large it is. Throws what node:sqlite throws; a database of a newer Detour throws an
 * Error that says so.
 */
export function openDatabase(
  folder: string,
  warn: (sentence: string) => void,
  suspect = false,
): DatabaseSync {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, fileName);
  try {
    return openSound(file, suspect);
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  // Another process may be mending it at this moment: then what it made is there when the lock is free.
  const lock = waitForLock(folder, file);
  try {
    return openSound(file, suspect);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const aside = keepAside(file);
    const database = openSound(file, false);
    const rows = carryOver(database, aside);
    warn(
      `The list of downloads, relays and settings was damaged (${describe(error)}). It is kept as ${aside}; ${rows} entries could be read and were carried over. Finished and unfinished files were not touched.`,
    );
    return database;
  } finally {
    lock?.release();
  }
}

/** Longest wait for another program that writes. Detour's own writes take a few milliseconds. */
const heldMs = 500;

/**
 * Sets whether the next statement waits for another program. One that was waited for in vain holds the database for longer, and
 * each further wait would stop everything here as long again.
 */
export function setPatience(database: DatabaseSync, patient: boolean): void {
  database.exec(`PRAGMA busy_timeout = ${patient ? heldMs : 0}`);
}

function openSound(file: string, suspect: boolean): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5000 });
  try {
    // What SQLite makes beside it takes its mode; what lies there already, of another time, is given it.
    for (const kept of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(kept)) chmodSync(kept, 0o600);
    refuseForeign(database);
    // In WAL mode NORMAL may lose the last commits in a power cut, never the order: the journal then claims too little.
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    migrate(database, file);
    for (const table of tables) database.prepare(`SELECT * FROM ${table} LIMIT 1`).get();
    if (suspect || statSync(file).size <= checkedBytes) {
      const [found] = Object.values(database.prepare("PRAGMA quick_check(1)").get() ?? {});
      if (found !== "ok") throw new ForeignError(String(found));
    }
    // While it waits for another program, nothing else goes on here: no download, no gateway, no answer.
    setPatience(database, true);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Before anything is written to it: throws ForeignError where it holds tables, but not ours. */
function refuseForeign(database: DatabaseSync): void {
  const version = versionOf(database);
  if (version > migrations.length) return;
  const found = new Set(
    database
      .prepare("SELECT name FROM sqlite_schema")
      .all()
      .map((row) => row["name"]),
  );
  // Another process may have made ours since the version was read.
  const ours =
    version === 0 && versionOf(database) === 0
      ? found.size === 0
      : firstTables.every((name) => found.has(name));
  if (!ours) throw new ForeignError("it is another program's database");
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);
}

/** SQLite's codes (sqlite.org/rescode.html), without what they say beyond. */
const codes = { error: 1, held: 5, damaged: 11, full: 13, noDatabase: 26 } as const;

/** The code of what node:sqlite threw; 0 for anything else. */
function codeOf(error: unknown): number {
  return error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : 0;
}

function isDamage(error: unknown): boolean {
  // Wrong tables, too: an error of a statement on a sound database would be our own.
  return error instanceof ForeignError || codeOf(error) === codes.error || showsDamage(error);
}

/** Whether a statement on an open database failed since that is damaged. */
export function showsDamage(error: unknown): boolean {
  return codeOf(error) === codes.damaged || codeOf(error) === codes.noDatabase;
}

/** Whether a statement failed since another program holds the database: it can be tried again. In: what `storeError` made of it. */
export function showsHeld(error: unknown): boolean {
  return error instanceof AppError && codeOf(error.cause) === codes.held;
}

/** What node:sqlite threw, in the closed list's words: AppError `disk-full` or `disk-error`. Anything else as it is. */
export function storeError(error: unknown, folder: string): unknown {
  const code = codeOf(error);
  if (!(error instanceof Error) || code === 0 || code === codes.error) return error;
  if (code === codes.full)
    return new AppError("disk-full", { folder, needed: "some bytes", free: "none" }, error);
  const detail = code === codes.held ? "another program holds it" : error.message;
  return new AppError("disk-error", { file: path.join(folder, fileName), detail }, error);
}

/** Does several changes, all or none. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const value = work();
    database.exec("COMMIT");
    return value;
  } catch (error) {
    // On a full or damaged disk SQLite has taken it back already: to do it again would hide why.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function waitForLock(folder: string, file: string): Lock | undefined {
  for (let tries = 0; tries < 100; tries++) {
    const lock = takeLock(folder, file);
    if (lock) return lock;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
  return undefined;
}

/** Out: the path that the damaged file has now. What SQLite keeps beside it goes with it. */
function keepAside(file: string): string {
  let count = 1;
  while (existsSync(`${file}.damaged-${count}`)) count++;
  const aside = `${file}.damaged-${count}`;
  renameSync(file, aside);
  for (const ending of ["-wal", "-shm"])
    if (existsSync(file + ending)) renameSync(file + ending, aside + ending);
  return aside;
}

/** Copies what can be read, row by row. Out: how many rows. */
function carryOver(database: DatabaseSync, aside: string): number {
  let rows = 0;
  let old: DatabaseSync | undefined;
  try {
    old = new DatabaseSync(aside, { readOnly: true });
  } catch {
    return 0;
  }
  const from = old;
  inTransaction(database, () => {
    for (const table of tables) rows += carryTable(database, from, table);
  });
  old.close();
  return rows;
}

/** A damaged part is skipped: what lies behind it can be read where the way there is sound. Out: how many rows. */
function carryTable(database: DatabaseSync, old: DatabaseSync, table: string): number {
  let rows = 0;
  let last = 0;
  for (let skip = 0; last + skip < Number.MAX_SAFE_INTEGER; skip = Math.max(1, skip * 2)) {
    try {
      const left = old.prepare(`SELECT rowid AS carried, * FROM ${table} WHERE rowid > ? ORDER BY rowid`);
      for (const { carried, ...row } of left.iterate(last + skip)) {
        last = Number(carried);
        skip = 0;
        const names = Object.keys(row);
        const marks = names.map(() => "?").join(", ");
        try {
          database
            .prepare(`INSERT OR IGNORE INTO ${table} (${names.join(", ")}) VALUES (${marks})`)
            .run(...Object.values(row));
          rows++;
        } catch {
          // A row that does not fit is left where it is.
        }
      }
      return rows;
    } catch (error) {
      // There is no such table, or the file cannot be read at all.
      if (!showsDamage(error)) return rows;
    }
  }
  return rows;
}

function migrate(database: DatabaseSync, file: string): void {
  const version = () => versionOf(database);
  if (version() > migrations.length) {
    throw new Error(`${file} was written by a newer version of Detour; update this one, or set DETOUR_HOME`);
  }
  while (version() < migrations.length) {
    // Another process may be doing the same: whoever holds the write lock looks at the version again.
    inTransaction(database, () => {
      const at = version();
      const step = migrations[at];
      if (step !== undefined) database.exec(`${step}; PRAGMA user_version = ${at + 1};`);
    });
  }
}
