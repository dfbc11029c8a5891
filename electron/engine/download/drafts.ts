/** What a comparison fetched is not thrown away: a download of the same source takes it over. */
import { open, readdir, stat, unlink } from "node:fs/promises";
import path from "node:path";
import { likeness, type Identity } from "../http/validators.ts";
import type { Draft, Store } from "../store/store.ts";
import type { Ledger } from "./ledger.ts";
import type { PartFile } from "./part-file.ts";

const step = 1024 * 1024;
/** Nobody comes back to a comparison after a day. */
const keepMs = 24 * 3600 * 1000;

/**
 * Copies a draft's bytes into a part file, where the draft is of the same file beyond doubt. Out: how many bytes were
 * taken over; 0 where there is no such draft. A draft that was used or does not fit is deleted.
 */
export async function adoptDraft(
  store: Store,
  source: string,
  reference: Identity,
  ledger: Ledger,
  part: PartFile,
): Promise<number> {
  const draft = store.drafts.get(source);
  if (!draft) return 0;
  let copied = 0;
  try {
    if (likeness(draft.identity, reference) === "same") copied = await copy(draft, ledger, part);
  } catch {
    // A draft is only a help: what cannot be read is fetched.
  }
  await discardDraft(store, draft);
  return copied;
}

async function copy(draft: Draft, ledger: Ledger, part: PartFile): Promise<number> {
  let copied = 0;
  const file = await open(draft.path, "r");
  try {
    for (const [start, end, route] of draft.done) {
      for (let at = start; at < end; at += step) {
        const length = Math.min(step, end - at);
        const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, at);
        if (bytesRead < length) return copied;
        await part.write([buffer], at);
        const lease = ledger.take(at, at + length, route);
        ledger.advance(lease, length);
        ledger.release(lease);
        copied += length;
      }
    }
  } finally {
    await file.close();
  }
  return copied;
}

/** Whether a draft can ever be taken over: it has bytes, and a validator that ties them to one file. */
export function adoptable({ identity, done }: Pick<Draft, "identity" | "done">): boolean {
  return done.length > 0 && likeness(identity, identity) === "same";
}

/** Deletes a draft and its file. */
export async function discardDraft(store: Store, draft: Draft): Promise<void> {
  store.drafts.remove(draft.source);
  await unlink(draft.path).catch(() => undefined);
}

/** Deletes drafts that are older than a day, and files that a comparison left behind when its process was killed. */
export async function discardOldDrafts(store: Store, date: number): Promise<void> {
  for (const draft of store.drafts.list()) {
    if (date - draft.createdAt > keepMs) await discardDraft(store, draft);
  }
  const folder = path.join(store.folder, "drafts");
  const known = new Set(store.drafts.list().map((draft) => draft.path));
  for (const name of await readdir(folder).catch(() => [])) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined);
    // Another process may be comparing at this moment: its file is young.
    if (found && !known.has(file) && date - found.mtimeMs > keepMs) await unlink(file).catch(() => undefined);
  }
}
