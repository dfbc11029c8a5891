import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { openStore, type Store } from "../../../electron/engine/store/store.ts";
import { finishedRecord } from "../../helpers/records.ts";
import { tempDir } from "../../helpers/temp.ts";

const relay = { id: "one", spec: "reverse:https://relay.example/=https://origin.example/", practice: false };

/** A store with something in it, closed in order; out: its folder and its database's path. */
async function filled(): Promise<{ folder: string; file: string }> {
  const folder = await tempDir();
  const store = openStore(folder);
  store.relays.save(relay);
  for (let count = 0; count < 500; count++) store.settings.set(`key ${count}`, "x".repeat(200));
  store.close();
  return { folder, file: path.join(folder, "detour.sqlite") };
}

/** Opens a damaged store. Out: what was said, after it was shown that the new one works. */
function openAndUse(folder: string): { warnings: string[]; relays: number } {
  const warnings: string[] = [];
  const store = openStore(folder, (sentence) => warnings.push(sentence));
  const relays = store.relays.list().length;
  store.settings.set("works", true);
  expect(store.settings.get("works")).toBe(true);
  store.close();
  return { warnings, relays };
}

test("a sound store is opened without a word, in little time", async () => {
  const { folder } = await filled();
  const times = [1, 2, 3, 4, 5].map(() => {
    const started = performance.now();
    const store = openStore(folder, () => expect.unreachable());
    const took = performance.now() - started;
    expect(store.relays.list()).toEqual([{ ...relay, use: "auto", quota: { day: null, month: null } }]);
    store.close();
    return took;
  });
  expect(Math.min(...times)).toBeLessThan(20);
});

test.each([
  ["garbage", (file: string) => writeFileSync(file, randomBytes(50_000))],
  ["cut in its first page", (file: string) => truncateSync(file, 1000)],
  ["cut after its first page", (file: string) => truncateSync(file, 4096)],
  ["cut in the middle", (file: string) => truncateSync(file, 60_000)],
  [
    "another program's",
    (file: string) => {
      rmSync(file);
      const other = new DatabaseSync(file);
      other.exec("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('mine')");
      other.close();
    },
  ],
  [
    "another program's that has our version number",
    (file: string) => {
      rmSync(file);
      const other = new DatabaseSync(file);
      other.exec("CREATE TABLE notes (text TEXT); PRAGMA user_version = 1");
      other.close();
    },
  ],
])("a store that is %s is kept aside, told of, and a new one is made", async (_what, spoil) => {
  const { folder, file } = await filled();
  spoil(file);
  const before = readFileSync(file);
  const { warnings } = openAndUse(folder);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain("detour.sqlite.damaged-1");
  expect(readFileSync(`${file}.damaged-1`).equals(before)).toBe(true);
  expect(openAndUse(folder).warnings).toEqual([]);
});

test("what can still be read of a damaged store is carried over", async () => {
  const { folder, file } = await filled();
  const bytes = readFileSync(file);
  bytes.fill(0xff, bytes.length - 20_000);
  writeFileSync(file, bytes);
  const { warnings, relays } = openAndUse(folder);
  expect(warnings).toHaveLength(1);
  expect(relays).toBe(1);
});

test("an empty file is a new store", async () => {
  const { folder, file } = await filled();
  truncateSync(file, 0);
  expect(openAndUse(folder)).toEqual({ warnings: [], relays: 0 });
});

test("a WAL of garbage changes nothing", async () => {
  const { folder, file } = await filled();
  writeFileSync(`${file}-wal`, randomBytes(30_000));
  expect(openAndUse(folder)).toEqual({ warnings: [], relays: 1 });
});

test("a store of a newer Detour is left as it is", async () => {
  const { folder, file } = await filled();
  const newer = new DatabaseSync(file);
  newer.exec("PRAGMA user_version = 99");
  newer.close();
  expect(() => openStore(folder)).toThrow(/newer version/);
  expect(readdirSync(folder).filter((name) => name.includes("damaged"))).toEqual([]);
});

test("a record that cannot be read does not keep others of its folder from being found by name", async () => {
  const folder = await tempDir();
  const store = openStore(folder);
  const known = finishedRecord(1, "/there");
  store.downloads.save(known);
  const db = new DatabaseSync(path.join(folder, "detour.sqlite"));
  db.exec(
    `INSERT INTO downloads (id, source, folder, wanted_name, state, record, created_at) VALUES ('torn', 'x', '/there', NULL, 'done', '{"fileName":"${known.fileName}"', 1)`,
  );
  db.close();
  expect(store.downloads.ofName("/there", known.fileName ?? "").map(({ id }) => id)).toEqual([known.id]);
  expect(store.downloads.ofName("/elsewhere", known.fileName ?? "")).toEqual([]);
  expect(store.downloads.ofName("/there", known.fileName?.slice(1) ?? "")).toEqual([]);
  store.close();
});

/** A store of 3 MB, which is not read as a whole when it is opened, with damage in the middle of its downloads. */
async function largeAndDamaged(): Promise<string> {
  const folder = await tempDir();
  const store = openStore(folder);
  store.relays.save(relay);
  for (let at = 0; at < 2000; at++)
    store.downloads.save({ ...finishedRecord(at, "/there"), state: "paused" });
  store.close();
  const file = path.join(folder, "detour.sqlite");
  const bytes = readFileSync(file);
  expect(bytes.length).toBeGreaterThan(2_000_000);
  bytes.set(randomBytes(6 * 4096), 100 * 4096);
  writeFileSync(file, bytes);
  return folder;
}

test.each([
  ["reads it", (store: Store) => store.downloads.list()],
  [
    "writes to it",
    (store: Store) => {
      // Which pages are spoiled is not known by the download: one of them is written to.
      for (let at = 0; at < 2000; at++) store.downloads.save(finishedRecord(at, "/there"));
    },
  ],
  [
    "changes much of it at once",
    (store: Store) =>
      store.downloads.place(Array.from({ length: 2000 }, (_, at) => ({ id: `many-${at}`, order: at + 0.5 }))),
  ],
])("damage that is found late is mended by whoever %s", async (_who, work) => {
  const folder = await largeAndDamaged();
  const warnings: string[] = [];
  const store = openStore(folder, (sentence) => warnings.push(sentence));
  expect(warnings).toEqual([]);
  work(store);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain("detour.sqlite.damaged-1");
  // Six pages are gone, with some records in each.
  expect(store.downloads.list().length).toBeGreaterThan(1900);
  expect(store.relays.list().map(({ id }) => id)).toEqual(["one"]);
  store.close();
  expect(openAndUse(folder)).toEqual({ warnings: [], relays: 1 });
});

test("a store that another program holds is told of as the disk's refusal, not as a fault of Detour's", async () => {
  const { folder, file } = await filled();
  const store = openStore(folder);
  const other = new DatabaseSync(file);
  other.exec("BEGIN IMMEDIATE");
  expect(() => store.settings.set("limit", 1)).toThrow(
    expect.objectContaining({
      code: "disk-error",
      params: { file: path.join(folder, "detour.sqlite"), detail: "another program holds it" },
    }),
  );
  other.exec("ROLLBACK");
  other.close();
  store.settings.set("limit", 1);
  expect(store.settings.get("limit")).toBe(1);
  store.close();
});
