/** Everything that outlives a process: downloads (the journal), comparison drafts, relays, settings. */
import path from "node:path";
import { z } from "zod";
import { AppError, describe } from "../../common/errors.ts";
import { priorities, type Priority } from "../../common/queue-order.ts";
import { parseRelaySpec } from "../../common/relay-spec.ts";
import {
  failure,
  finishAct,
  integrity,
  mode,
  pastComparison,
  relayUses,
  warning,
  type PastComparison,
  type RelayUse,
} from "../../common/views.ts";
import type { Ended } from "../download/clearing.ts";
import type { Cipher } from "./cipher.ts";
import { inTransaction, openDatabase, setPatience, showsDamage, showsHeld, storeError } from "./database.ts";
import { takeLock, type Lock } from "./lock.ts";
import { reseal, sweep } from "./reseal.ts";
import { openRecord, openSpec, sealRecord, sealSpec } from "./sealing.ts";

/** A name in a folder, never a way out of it. */
const isName = (text: string) => text !== "" && path.basename(text) === text && text !== "." && text !== "..";

function isRelaySpec(text: string): boolean {
  try {
    parseRelaySpec(text);
    return true;
  } catch {
    return false;
  }
}

/** What ties answers to one file: see http/validators.ts. */
export const identity = z.object({
  total: z.int().nonnegative().nullable(),
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
});
export type Identity = z.infer<typeof identity>;

/** [start, end, route's name]: bytes that are on disk, and the route they came over. */
const doneRange = z.tuple([z.int().nonnegative(), z.int().nonnegative(), z.string()]);

export const downloadRecord = z.object({
  id: z.string(),
  // A record that was damaged, or is another program's, is left out as a whole.
  source: z.string().refine((text) => URL.canParse(text)),
  /** The folder that was asked for. */
  folder: z.string(),
  wantedName: z.string().nullable(),
  state: z.enum(["unfinished", "paused", "done", "failed"]),
  mode,
  relays: z.array(
    z.object({
      name: z.string(),
      spec: z.string().refine(isRelaySpec),
      use: z.enum(relayUses).default("auto"),
      /** Its secrets, sealed, where words stand in their place: see sealing.ts. */
      sealed: z.string().optional(),
    }),
  ),
  connections: z.int(),
  checksum: z.string().nullable(),
  wantSha256: z.boolean(),
  limit: z.number().nullable(),
  headers: z.record(z.string(), z.string()),
  /** What words stand for in the headers, sealed: it cannot be opened here. Null where they are whole. */
  sealedHeaders: z.string().nullable().default(null),
  /** The finished file's name, and its unfinished part's; null until the first answer. */
  fileName: z.string().refine(isName).nullable(),
  partName: z.string().refine(isName).nullable(),
  /** Which file on which disk the part is: another file of its name is not ours. */
  partId: z.string().nullable(),
  identity: identity.nullable(),
  /** Whether an end-to-end route vouches for the identity. */
  trusted: z.boolean(),
  /** False where the server has no ranges: then nothing can be resumed. */
  ranges: z.boolean(),
  done: z.array(doneRange),
  keptBytes: z.int(),
  warnings: z.array(warning),
  /** Counts by route's name, over all sessions. */
  counts: z.record(z.string(), z.object({ connections: z.int(), requests: z.int(), retries: z.int() })),
  sha256: z.string().nullable(),
  /** Fields with a default came later than the first records. */
  integrity: integrity.nullable().default(null),
  /** Save a web page even where the address looks like another kind of file. */
  acceptPage: z.boolean().default(false),
  /** Look for a checksum beside the file even where no relay that could change it takes part. */
  findChecksum: z.boolean().default(false),
  /** How often it began again since the file changed on the server. */
  restarts: z.int().default(0),
  /** Addresses of other copies of the file. */
  mirrors: z.array(z.string().refine((text) => URL.canParse(text))).default([]),
  /** Whether the folder is chosen by the file's name, and the one that was: null for the folder that was asked for. */
  sorted: z.boolean().default(false),
  placedIn: z.string().nullable().default(null),
  /** A new link that the user gave, until it proves to lead to the same file. */
  newSource: z.string().nullable().default(null),
  failure: failure.nullable(),
  seconds: z.number(),
  createdAt: z.number(),
  finishedAt: z.number().nullable(),
  /** What is to happen when it is finished; null as the settings say. */
  onFinish: finishAct.nullable().default(null),
  /** When its last run finished or failed; null where it did neither. */
  endedAt: z.number().nullable().default(null),
  /** When it starts by itself, ms since 1970; null where it waits for the user or its turn. */
  startAt: z.number().nullable().default(null),
  /** Where it started later than it was to: both times, ms since 1970. */
  late: z.object({ planned: z.number(), started: z.number() }).nullable().default(null),
  /**
   * The host under which it runs or waits its turn (see host-slot.ts), also after that ended: it goes on by itself then. Null
   * where its person has the next word, and under a command that does not stay.
   */
  heldBy: z.int().nullable().default(null),
  /** When that host tries it again, ms since 1970; null where it failed for good, or not at all. */
  tryAt: z.number().nullable().default(null),
  /** Whether the next run begins from zero. */
  again: z.boolean().default(false),
  /**
   * What earlier tries left beside it. Parts are deleted once the new file is right; a whole file
   * that failed its checksum is the user's to delete.
   */
  aside: z
    .array(z.object({ folder: z.string(), name: z.string().refine(isName), part: z.boolean() }))
    .default([]),
  /** The whole file that failed its checksum, as it lies beside its place: it can be checked again without being fetched. */
  wrong: z
    .object({ name: z.string().refine(isName), id: z.string(), done: z.array(doneRange) })
    .nullable()
    .default(null),
  /** Its place in the queue: see common/queue-order.ts. In columns of their own, since a running download is saved whole. */
  order: z.number().default(0),
  priority: z.enum(priorities).catch("normal").default("normal"),
});
export type DownloadRecord = z.infer<typeof downloadRecord>;

const draftRecord = z.object({ identity, done: z.array(doneRange) });
/** What a comparison fetched: a part file in the data folder that a download of the same source takes over. */
export type Draft = z.infer<typeof draftRecord> & {
  readonly source: string;
  readonly path: string;
  readonly createdAt: number;
};

const relayUse = z.enum(relayUses);

/** Most bytes that may go through a relay in a day and in a calendar month; null without a limit. */
export interface Quota {
  readonly day: number | null;
  readonly month: number | null;
}

export interface RelayRow {
  readonly id: string;
  readonly spec: string;
  readonly practice: boolean;
  readonly use: RelayUse;
  readonly quota: Quota;
  /** Its secrets as they were sealed, where they cannot be opened here. */
  readonly sealed?: string;
}

/** What a route was to an origin's host, on one network, the last time. */
export interface RouteMemory {
  readonly network: string;
  readonly host: string;
  /** The route's name. */
  readonly route: string;
  /** Bytes per second while it was at work, and its time to the first byte; null where it never brought enough to say. */
  readonly speed: number | null;
  readonly firstByteMs: number | null;
  readonly at: number | null;
  /** Why it was left out the last time, and when; null where it did well since. Times are ms since 1970. */
  readonly failure: string | null;
  readonly failedAt: number | null;
}

export interface Store {
  readonly folder: string;
  readonly downloads: {
    list(): DownloadRecord[];
    /** Those of one source, the oldest first. */
    ofSource(source: string): DownloadRecord[];
    /** Those whose file has a name in a folder, or is to have it; the oldest first. */
    ofName(folder: string, name: string): DownloadRecord[];
    get(id: string): DownloadRecord | undefined;
    /** The ids of those, not finished, whose part in a folder has a name. */
    ofPart(folder: string, name: string): string[];
    isEmpty(): boolean;
    /** Those that are over: finished, or failed with no part on the disk. */
    ended(): Ended[];
    /** What is said of its place stays as it is, once it is there. */
    save(record: DownloadRecord): void;
    /** Those that start at a time. */
    planned(): DownloadRecord[];
    /** Those that a host had at work, or has. */
    held(): DownloadRecord[];
    /** Those that are not finished, in no order, as far as their places go. */
    queue(): Pick<DownloadRecord, "id" | "order" | "priority">[];
    /** A number behind all others. */
    queueEnd(): number;
    /** Sets places, all or none. */
    place(
      changes: readonly { readonly id: string; readonly order?: number; readonly priority?: Priority }[],
    ): void;
    /** Takes all of these off, or none. */
    remove(ids: readonly string[]): void;
  };
  readonly drafts: {
    get(source: string): Draft | undefined;
    list(): Draft[];
    save(draft: Draft): void;
    remove(source: string): void;
  };
  readonly relays: {
    list(): RelayRow[];
    /** What is said of its use stays as it is. */
    save(row: Pick<RelayRow, "id" | "spec" | "practice">): void;
    setUse(id: string, use: RelayUse): void;
    setQuota(id: string, quota: Quota): void;
    /** Puts these in this order, behind all others. */
    arrange(ids: readonly string[]): void;
    remove(id: string): void;
  };
  readonly routeMemory: {
    /** All routes to a host that are known on a network. */
    of(network: string, host: string): RouteMemory[];
    save(memory: RouteMemory): void;
    /** Drops what is older, or beyond the newest so many. */
    prune(before: number, most: number): void;
  };
  readonly comparisons: {
    /** Those with a host (with its port, where that is not the usual one), or all; the oldest first. */
    list(host?: string): PastComparison[];
    /** Records one, and drops those that are older than `before`, or beyond the newest `most`. */
    save(comparison: PastComparison, before: number, most: number): void;
    /** Drops those that are older than `before` (ms since 1970), or beyond the newest `most`. */
    prune(before: number, most: number): void;
    /** Out: whether it was there. */
    remove(id: string): boolean;
    clear(): void;
  };
  readonly traffic: {
    /** Adds bytes to a relay's count of each period (`2026-11`, `2026-11-25`); safe beside other processes. */
    add(relay: string, periods: readonly string[], bytes: number): void;
    of(relay: string, period: string): number;
    /** Drops the counts of all other periods. */
    keepOnly(periods: readonly string[]): void;
  };
  /** What protects relays' secrets, and what signs downloads in: see cipher.ts. */
  readonly secrets: {
    /** The keys by their ids, wrapped by a keychain; the oldest first. */
    keys(): { readonly id: string; readonly wrapped: string }[];
    addKey(key: { readonly id: string; readonly wrapped: string; readonly createdAt: number }): void;
    /**
     * From now on sealed secrets are opened by `cipher`, and written sealed where `seal` says so. What is there already is
     * written anew where it is the other way; out: how many rows that were. Nothing of what stood there before stays in
     * the file.
     */
    use(cipher: Cipher, seal: boolean): number;
  };
  readonly settings: {
    get(key: string): unknown;
    set(key: string, value: unknown): void;
  };
  /** The one lock on a file among all processes; undefined where it is held. */
  lock(file: string): Lock | undefined;
  close(): void;
}

/**
 * Opens the store in a folder (see data-folder.ts). Rows that cannot be read (another version's, damaged) are left in
 * place and left out. A damaged database is kept aside, also where its damage shows only later, and `warn` is told. Throws
 * AppError `folder-not-writable` where the folder cannot be used. Its functions throw AppError `disk-full` or `disk-error`
 * where the database cannot be read or written.
 */
export function openStore(folder: string, warn: (sentence: string) => void = () => undefined): Store {
  let db = openOrSay(folder, warn);
  let cipher: Cipher | undefined;
  let sealing: Cipher | undefined;
  const readDownloads = (rows: readonly Record<string, unknown>[]): DownloadRecord[] =>
    rows.flatMap((row) => {
      const record = parseJson(row["record"], downloadRecord);
      return record ? [{ ...openRecord(record, cipher), ...placeOf(row) }] : [];
    });
  /** Damage is mended where it is met: an app that only said so could not start again. */
  function attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!showsDamage(error)) throw storeError(error, folder);
      db.close();
      db = openOrSay(folder, warn, true);
      if (cipher) db.exec(leaveNothing);
    }
    try {
      return work();
    } catch (error) {
      throw storeError(error, folder);
    }
  }
  let patient = true;
  /** What writes: after one that another program kept from it, none waits until one is let in again. */
  function write<T>(work: () => T): T {
    try {
      const value = attempt(work);
      if (!patient) setPatience(db, true);
      patient = true;
      return value;
    } catch (error) {
      if (patient && showsHeld(error)) {
        setPatience(db, false);
        patient = false;
      }
      throw error;
    }
  }
  const all = (sql: string, ...values: (string | number)[]) => attempt(() => db.prepare(sql).all(...values));
  const run = (sql: string, ...values: (string | number | null)[]) =>
    void write(() => db.prepare(sql).run(...values));
  /** For each of these, all or none. */
  const runAll = (sql: string, rows: readonly (readonly (string | number | null)[])[]) =>
    write(() =>
      inTransaction(db, () => {
        const statement = db.prepare(sql);
        for (const values of rows) statement.run(...values);
      }),
    );
  const pruneComparisons = (before: number, most: number) =>
    run(
      `DELETE FROM comparisons WHERE at < ? OR id NOT IN
       (SELECT id FROM comparisons ORDER BY at DESC, id LIMIT ?)`,
      before,
      most,
    );
  // Where the desktop app seals, what another process writes unsealed goes when it is written over.
  if (all("SELECT 1 FROM secret_keys LIMIT 1").length > 0) db.exec(leaveNothing);
  return {
    folder,
    downloads: {
      list: () => readDownloads(all(`${selectDownloads} ORDER BY created_at, id`)),
      ofSource: (source) =>
        readDownloads(all(`${selectDownloads} WHERE source = ? ORDER BY created_at, id`, source)),
      ofName: (folder, name) =>
        readDownloads(
          // In the words of its index: to read each record of thousands would take long.
          all(
            `${selectDownloads} WHERE folder = ? AND json_valid(record)
             AND coalesce(record ->> 'fileName', record ->> 'wantedName') = ?
             ORDER BY created_at, id`,
            folder,
            name,
          ),
        ),
      ofPart: (folder, name) =>
        all(
          `SELECT id FROM downloads WHERE folder = ? AND state <> 'done' AND json_valid(record)
           AND record ->> 'partName' = ?`,
          folder,
          name,
        ).map((row) => String(row["id"])),
      isEmpty: () => all("SELECT 1 FROM downloads LIMIT 1").length === 0,
      get: (id) => readDownloads(all(`${selectDownloads} WHERE id = ?`, id))[0],
      planned: () => readDownloads(all(`${selectDownloads} WHERE start_at IS NOT NULL`)),
      held: () =>
        readDownloads(
          all(
            `${selectDownloads} WHERE CASE WHEN state <> 'done' AND json_valid(record)
             THEN record ->> 'heldBy' IS NOT NULL END`,
          ),
        ),
      save: ({ order, priority, ...record }) =>
        run(
          `INSERT INTO downloads (id, source, folder, wanted_name, state, record, created_at, start_at, position, priority)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET source = excluded.source, folder = excluded.folder, state = excluded.state, record = excluded.record,
             start_at = excluded.start_at`,
          record.id,
          record.source,
          record.placedIn ?? record.folder,
          record.wantedName,
          record.state,
          JSON.stringify(sealRecord(record, sealing)),
          record.createdAt,
          record.startAt,
          order,
          priority,
        ),
      // Read by the database: whole records of thousands would take long.
      ended: () =>
        all(
          `SELECT id, state, created_at, record ->> 'endedAt' AS ended, record ->> 'finishedAt' AS finished
           FROM downloads WHERE json_valid(record)
           AND (state = 'done' OR (state = 'failed' AND record ->> 'partName' IS NULL
             AND coalesce(json_array_length(record, '$.aside'), 0) = 0))`,
        ).map((row) => ({
          id: String(row["id"]),
          // Records of earlier versions do not say when they failed.
          at: amount(row["ended"]) ?? amount(row["finished"]) ?? Number(row["created_at"]),
          failed: row["state"] === "failed",
        })),
      queue: () =>
        all("SELECT id, position, priority FROM downloads WHERE state <> 'done'").map((row) => ({
          id: String(row["id"]),
          ...placeOf(row),
        })),
      queueEnd: () =>
        Math.floor(amount(all("SELECT max(position) AS last FROM downloads")[0]?.["last"]) ?? 0) + 1,
      place: (changes) =>
        runAll(
          "UPDATE downloads SET position = coalesce(?, position), priority = coalesce(?, priority) WHERE id = ?",
          changes.map(({ id, order, priority }) => [order ?? null, priority ?? null, id]),
        ),
      remove: (ids) =>
        runAll(
          "DELETE FROM downloads WHERE id = ?",
          ids.map((id) => [id]),
        ),
    },
    drafts: {
      get: (source) => readDrafts(all("SELECT * FROM drafts WHERE source = ?", source))[0],
      list: () => readDrafts(all("SELECT * FROM drafts")),
      save: (draft) =>
        run(
          "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?)",
          draft.source,
          draft.path,
          JSON.stringify({ identity: draft.identity, done: draft.done }),
          draft.createdAt,
        ),
      remove: (source) => run("DELETE FROM drafts WHERE source = ?", source),
    },
    relays: {
      list: () =>
        all("SELECT * FROM relays ORDER BY position, id").map((row) => {
          const sealed = text(row["sealed"]);
          const spec = openSpec(String(row["spec"]), sealed, cipher);
          return {
            id: String(row["id"]),
            spec,
            practice: row["practice"] === 1,
            use: relayUse.catch("auto").parse(row["use"]),
            quota: { day: amount(row["day_quota"]), month: amount(row["month_quota"]) },
            ...(typeof sealed === "string" && spec === row["spec"] && { sealed }),
          };
        }),
      save: ({ id, practice, ...row }) => {
        const { spec, sealed } = sealSpec(row.spec, sealing);
        const before = all("SELECT sealed FROM relays WHERE id = ?", id)[0]?.["sealed"];
        run(
          `INSERT INTO relays (id, spec, practice, sealed, position)
           VALUES (?, ?, ?, ?, (SELECT coalesce(max(position), 0) + 1 FROM relays))
           ON CONFLICT (id) DO UPDATE SET spec = excluded.spec, practice = excluded.practice, sealed = excluded.sealed`,
          id,
          spec,
          practice ? 1 : 0,
          sealed === undefined ? (text(before) ?? null) : sealed,
        );
      },
      setUse: (id, use) => run("UPDATE relays SET use = ? WHERE id = ?", use, id),
      setQuota: (id, { day, month }) =>
        run("UPDATE relays SET day_quota = ?, month_quota = ? WHERE id = ?", day, month, id),
      arrange: (ids) =>
        runAll(
          "UPDATE relays SET position = (SELECT coalesce(max(position), 0) + 1 FROM relays) WHERE id = ?",
          ids.map((id) => [id]),
        ),
      remove: (id) => run("DELETE FROM relays WHERE id = ?", id),
    },
    routeMemory: {
      of: (network, host) =>
        all("SELECT * FROM route_memory WHERE network = ? AND host = ?", network, host).map((row) => ({
          network,
          host,
          route: String(row["route"]),
          speed: amount(row["speed"]),
          firstByteMs: amount(row["first_byte_ms"]),
          at: amount(row["at"]),
          failure: typeof row["failure"] === "string" ? row["failure"] : null,
          failedAt: amount(row["failed_at"]),
        })),
      save: (one) =>
        run(
          "INSERT OR REPLACE INTO route_memory VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          one.network,
          one.host,
          one.route,
          one.speed,
          one.firstByteMs,
          one.at,
          one.failure,
          one.failedAt,
        ),
      prune: (before, most) =>
        run(
          `DELETE FROM route_memory WHERE max(coalesce(at, 0), coalesce(failed_at, 0)) < ? OR rowid NOT IN
           (SELECT rowid FROM route_memory ORDER BY max(coalesce(at, 0), coalesce(failed_at, 0)) DESC LIMIT ?)`,
          before,
          most,
        ),
    },
    comparisons: {
      list: (host) =>
        readComparisons(
          host === undefined
            ? all("SELECT record FROM comparisons ORDER BY at, id")
            : all("SELECT record FROM comparisons WHERE host = ? ORDER BY at, id", host),
        ),
      save: (one, before, most) => {
        run(
          "INSERT OR REPLACE INTO comparisons VALUES (?, ?, ?, ?)",
          one.id,
          one.host,
          one.at,
          JSON.stringify(one),
        );
        pruneComparisons(before, most);
      },
      prune: pruneComparisons,
      remove: (id) => {
        const there = all("SELECT id FROM comparisons WHERE id = ?", id).length > 0;
        run("DELETE FROM comparisons WHERE id = ?", id);
        return there;
      },
      clear: () => run("DELETE FROM comparisons"),
    },
    traffic: {
      add: (relay, periods, bytes) => {
        // All or none: what was not added to one of them would be added to all the next time.
        run(
          `INSERT INTO relay_traffic VALUES ${periods.map(() => "(?, ?, ?)").join(", ")}
           ON CONFLICT (relay, period) DO UPDATE SET bytes = bytes + excluded.bytes`,
          ...periods.flatMap((period) => [relay, period, bytes]),
        );
      },
      of: (relay, period) =>
        amount(
          all("SELECT bytes FROM relay_traffic WHERE relay = ? AND period = ?", relay, period)[0]?.["bytes"],
        ) ?? 0,
      keepOnly: (periods) =>
        run(
          `DELETE FROM relay_traffic WHERE period NOT IN (${periods.map(() => "?").join(", ")})`,
          ...periods,
        ),
    },
    secrets: {
      keys: () =>
        all("SELECT id, wrapped FROM secret_keys ORDER BY created_at, id").map((row) => ({
          id: String(row["id"]),
          wrapped: String(row["wrapped"]),
        })),
      addKey: ({ id, wrapped, createdAt }) =>
        run("INSERT OR IGNORE INTO secret_keys VALUES (?, ?, ?)", id, wrapped, createdAt),
      use(next, seal) {
        cipher = next;
        sealing = seal ? next : undefined;
        return write(() => {
          db.exec(leaveNothing);
          const rewritten = reseal(db, next, sealing);
          sweep(db);
          return rewritten;
        });
      },
    },
    settings: {
      get: (key) => {
        const value = all("SELECT value FROM settings WHERE key = ?", key)[0]?.["value"];
        return parseJson(value, z.unknown());
      },
      set: (key, value) => run("INSERT OR REPLACE INTO settings VALUES (?, ?)", key, JSON.stringify(value)),
    },
    lock(file) {
      try {
        return takeLock(folder, file);
      } catch (error) {
        throw storeError(error, folder);
      }
    },
    close: () => db.close(),
  };
}

function openOrSay(
  folder: string,
  warn: (sentence: string) => void,
  suspect?: boolean,
): ReturnType<typeof openDatabase> {
  try {
    return openDatabase(folder, warn, suspect);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (typeof code !== "string") throw error;
    throw new AppError("folder-not-writable", { folder, detail: describe(error) }, error);
  }
}

/** What is written over, or deleted, is not to be found in the file afterwards. */
const leaveNothing = "PRAGMA secure_delete = ON";

const selectDownloads = "SELECT record, position, priority FROM downloads";
const place = downloadRecord.pick({ order: true, priority: true });

function placeOf(row: Record<string, unknown>): Pick<DownloadRecord, "order" | "priority"> {
  return place.parse({ order: amount(row["position"]) ?? 0, priority: row["priority"] });
}

function readComparisons(rows: readonly Record<string, unknown>[]): PastComparison[] {
  return rows.flatMap((row) => parseJson(row["record"], pastComparison) ?? []);
}

function readDrafts(rows: readonly Record<string, unknown>[]): Draft[] {
  return rows.flatMap((row): Draft[] => {
    const record = parseJson(row["record"], draftRecord);
    if (!record) return [];
    const { source, path, created_at: createdAt } = row;
    return [{ ...record, source: String(source), path: String(path), createdAt: Number(createdAt) }];
  });
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function amount(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function parseJson<T>(text: unknown, schema: z.ZodType<T>): T | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
