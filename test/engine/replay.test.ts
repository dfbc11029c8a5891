import { stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { openStore, type DownloadRecord } from "../../electron/engine/store/store.ts";
import { randomFrom } from "../crash/random.ts";
import { recordingDisk, type Step } from "../helpers/disks.ts";
import { dropAt, type FaultServer } from "../helpers/fault-server.ts";
import { fileOf, relaysFrom, serve, startEngine } from "../helpers/engine.ts";
import { tempDir } from "../helpers/temp.ts";

/**
 * What a power cut leaves (a kill leaves the system's cache, and proves nothing of it): every step on the disk and every
 * journal of one real download are written down; for each moment between two steps, what was not synced then is dropped,
 * kept or torn, and what the journal claims must be there all the same.
 */

const size = 6_000_000;

type Event = { readonly step: Step; readonly index: number } | { readonly record: DownloadRecord };

const faults = (request: { index: number }) => ({
  rate: 90_000,
  ...(request.index % 7 === 3 ? dropAt(150_000) : {}),
});

/** The files of a folder as a power cut leaves them, by name. */
type Left = ReadonlyMap<string, Buffer>;

test("whatever a power cut drops, the journal claims nothing that is not on disk", async () => {
  const origin = await serve({ size, handle: faults });
  const relay = await serve({ size, handle: faults });
  const { events, folder } = await record(origin, relay);
  const right = origin.bytes();
  const random = randomFrom(11);
  const moments = events.map((_, index) => index + 1);
  const saves = events.filter((event) => "record" in event).length;
  expect(moments.length).toBeGreaterThan(300);
  expect(saves).toBeGreaterThan(3);

  const chosen = moments.length > 600 ? moments.filter(() => random() < 600 / moments.length) : moments;
  const cuts: { left: Left; journal: DownloadRecord }[] = [];
  let claims = 0;
  for (const moment of chosen) {
    const before = events.slice(0, moment);
    const records = before.flatMap((event) => ("record" in event ? event.record : []));
    for (const keep of [() => false, () => true, () => random() < 0.5]) {
      const left = cut(before, keep);
      // With `synchronous NORMAL` the last commits may be lost too, never their order.
      for (const journal of new Set([records.at(-1), records.at(-2)])) {
        if (!journal) continue;
        claims += check(journal, left, folder, right);
        // Whole files: few of them are kept.
        if (random() < 14 / (chosen.length * 5)) cuts.push({ left, journal });
      }
    }
  }
  expect(claims).toBeGreaterThan(300);

  origin.script(undefined);
  relay.script(undefined);
  expect(cuts.length).toBeGreaterThan(5);
  for (const { journal, left } of cuts) await goOn(journal, left, right);
}, 60_000);

async function record(origin: FaultServer, relay: FaultServer): Promise<{ events: Event[]; folder: string }> {
  const events: Event[] = [];
  let index = 0;
  const home = await tempDir();
  const store = openStore(home);
  const downloads = {
    ...store.downloads,
    save(saved: DownloadRecord) {
      events.push({ record: structuredClone(saved) });
      store.downloads.save(saved);
    },
  };
  const disk = recordingDisk((step) => events.push({ step, index: index++ }));
  const one = await startEngine({ home, store: { ...store, downloads }, disk });
  const view = await one.get(origin.url, {
    relays: relaysFrom(`reverse:${relay.base}/=${origin.base}/`),
    connections: 3,
  });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  return { events, folder: one.folder };
}

/** What is left after these events, where `keep` says for each unsynced step whether it reached the disk nevertheless. */
function cut(events: readonly Event[], keep: () => boolean): Left {
  const steps = events.flatMap((event) => ("step" in event ? event : []));
  const covered = Math.max(0, ...steps.map(({ step }) => (step.kind === "sync" ? step.covers : 0)));
  const named = steps.findLast(({ step }) => step.kind === "sync-folder")?.index ?? -1;
  let content = Buffer.alloc(0);
  const names = new Set<string>();
  // A file system keeps the order of names: what comes after one that was lost is lost.
  let namesLost = false;
  for (const { step, index } of steps) {
    if (step.kind === "write" || step.kind === "truncate") {
      if (index >= covered && !keep()) continue;
      const end =
        step.kind === "write" ? Math.max(content.length, step.position + step.bytes.length) : step.size;
      if (end !== content.length) content = Buffer.concat([content.subarray(0, end)], end);
      // A torn write: only a part of it reached the disk.
      const bytes =
        step.kind === "write" && index >= covered && keep() ? step.bytes.subarray(0, 512) : undefined;
      if (step.kind === "write") (bytes ?? step.bytes).copy(content, step.position);
    } else if (step.kind !== "sync" && step.kind !== "sync-folder") {
      namesLost ||= index > named && !keep();
      if (namesLost) continue;
      if (step.kind === "create") names.add(step.file);
      else if (step.kind === "unlink") names.delete(step.file);
      else if ("to" in step) {
        if (step.kind === "rename") names.delete(step.file);
        names.add(step.to);
      }
    }
  }
  return new Map([...names].map((name) => [name, content]));
}

/** Throws where a journal claims what is not there; out: how many ranges it claims. */
function check(journal: DownloadRecord, left: Left, folder: string, right: Buffer): number {
  const at = (name: string | null) => (name === null ? undefined : left.get(path.join(folder, name)));
  const done = journal.state === "done";
  if (!done && journal.done.length === 0) return 0;
  const content = done ? at(journal.fileName) : (at(journal.partName) ?? at(journal.fileName));
  const claims = done ? [[0, right.length] as const] : journal.done;
  if (content?.length !== right.length)
    throw new Error(`the file is not there: ${[...left.keys()].join(" ")}`);
  for (const [start, end] of claims) {
    if (!content.subarray(start, end).equals(right.subarray(start, end)))
      throw new Error(`bytes ${start}-${end} are claimed, and wrong`);
  }
  return claims.length;
}

/** Puts what is left into a new place, and goes on with it by a fresh engine. */
async function goOn(journal: DownloadRecord, left: Left, right: Buffer): Promise<void> {
  const [folder, home] = [await tempDir(), await tempDir()];
  let partId = journal.partId;
  for (const [name, content] of left) {
    const file = path.join(folder, path.basename(name));
    await writeFile(file, content);
    const { dev, ino } = await stat(file);
    if (partId !== null) partId = `${dev}:${ino}`;
  }
  const store = openStore(home);
  store.downloads.save({ ...journal, folder, partId });
  store.close();
  const one = await startEngine({ folder, home });
  if (journal.state !== "done") await one.engine.downloads.resume(journal.id);
  const view = await one.engine.downloads.settled(journal.id);
  expect(view).toMatchObject({ state: "done", failure: null });
  expect((await fileOf(view)).equals(right)).toBe(true);
  await one.engine.close();
}
