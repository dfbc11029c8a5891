/** Writes what is in the store already the way that it is to be from now on: sealed, or not. */
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Cipher } from "./cipher.ts";
import { inTransaction } from "./database.ts";
import { openRelays, openSpec, sealRelays, sealSpec } from "./sealing.ts";

const recordRelays = z.looseObject({
  relays: z.array(z.looseObject({ spec: z.string(), sealed: z.string().optional() })),
});

/**
 * In: what opens sealed secrets, and what seals them, if anything shall. Out: how many rows were written; none where all are
 * as they should be. What cannot be opened stays. All or nothing.
 */
export function reseal(db: DatabaseSync, opening: Cipher, sealing: Cipher | undefined): number {
  let rows = 0;
  inTransaction(db, () => {
    for (const { id, spec, sealed } of db.prepare("SELECT id, spec, sealed FROM relays").all()) {
      const before = typeof sealed === "string" ? sealed : null;
      const next = sealSpec(openSpec(String(spec), before, opening), sealing);
      // What is sealed is sealed anew each time: only whether it is counts.
      if (next.sealed === undefined || (next.sealed === null) === (before === null)) continue;
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
      const next = sealRelays(openRelays(read.relays, opening), sealing);
      const same = next.every(
        (relay, at) => (relay.sealed === undefined) === (read.relays[at]?.sealed === undefined),
      );
      if (same) continue;
      db.prepare("UPDATE downloads SET record = ? WHERE id = ?").run(
        JSON.stringify({ ...read, relays: next }),
        String(id),
      );
      rows++;
    }
  });
  return rows;
}

/** A record that cannot be read is left alone. */
function readRecord(text: string): z.infer<typeof recordRelays> | undefined {
  try {
    return recordRelays.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
