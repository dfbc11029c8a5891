/** Writes what is in the store already the way that it is to be from now on: sealed, or not. */
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Cipher } from "./cipher.ts";
import { inTransaction } from "./database.ts";
import { isSame, openRecord, openSpec, sealRecord, sealSpec } from "./sealing.ts";

const secretsInRecord = z.looseObject({
  relays: z.array(z.looseObject({ spec: z.string(), sealed: z.string().optional() })),
  headers: z.record(z.string(), z.string()).default({}),
  sealedHeaders: z.string().nullable().default(null),
});

/** In the settings as long as the file may still have what was written over. */
const unswept = "secrets-unswept";

/**
 * In: what opens sealed secrets, and what seals them, if anything shall. Out: how many rows were written; none where all are
 * as they should be. What cannot be opened stays. All or nothing; what stood there before is gone after `sweep`.
 */
export function reseal(db: DatabaseSync, opening: Cipher, sealing: Cipher | undefined): number {
  let rows = 0;
  inTransaction(db, () => {
    for (const { id, spec, sealed } of db.prepare("SELECT id, spec, sealed FROM relays").all()) {
      const before = typeof sealed === "string" ? sealed : null;
      const next = sealSpec(openSpec(String(spec), before, opening), sealing);
      // What is sealed is sealed anew each time: only whether it is counts, and what is not.
      const same = next.spec === spec && (next.sealed === null) === (before === null);
      if (next.sealed === undefined || same) continue;
      db.prepare("UPDATE relays SET spec = ?, sealed = ? WHERE id = ?").run(
        next.spec,
        next.sealed,
        String(id),
      );
      rows++;
    }
    for (const { id, record } of db.prepare("SELECT id, record FROM downloads").all()) {
      const read = readRecord(String(record));
      if (!read) continue;
      const next = sealRecord(openRecord(read, opening), sealing);
      if (isSame(next, read)) continue;
      db.prepare("UPDATE downloads SET record = ? WHERE id = ?").run(JSON.stringify(next), String(id));
      rows++;
    }
    if (rows > 0) db.prepare("INSERT OR REPLACE INTO settings VALUES (?, 'true')").run(unswept);
  });
  return rows;
}

/**
 * Leaves nothing in the files of what `reseal` wrote over, where that was not done yet: a process that ends in between, or
 * another one that reads at that moment, leaves it to the next start.
 */
export function sweep(db: DatabaseSync): void {
  if (!db.prepare("SELECT 1 FROM settings WHERE key = ?").get(unswept)) return;
  db.exec("VACUUM");
  const [busy] = Object.values(db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get() ?? {});
  if (busy === 0) db.prepare("DELETE FROM settings WHERE key = ?").run(unswept);
}

/** A record that cannot be read is left alone. */
function readRecord(text: string): z.infer<typeof secretsInRecord> | undefined {
  try {
    return secretsInRecord.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
