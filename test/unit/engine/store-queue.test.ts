import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { openStore } from "../../../electron/engine/store/store.ts";
import { finishedRecord } from "../../helpers/records.ts";
import { tempDir } from "../../helpers/temp.ts";

test("a store from before there were places has its downloads in the order of adding", async () => {
  const folder = await tempDir();
  const store = openStore(folder);
  for (const at of [3, 1, 2]) store.downloads.save({ ...finishedRecord(at, folder), state: "paused" });
  store.close();
  const database = new DatabaseSync(path.join(folder, "detour.sqlite"));
  database.exec(
    `DROP INDEX downloads_by_name; DROP INDEX downloads_by_part; DROP INDEX downloads_by_position; DROP INDEX downloads_planned; ALTER TABLE downloads DROP COLUMN position;
     ALTER TABLE downloads DROP COLUMN priority; ALTER TABLE downloads DROP COLUMN start_at; PRAGMA user_version = 4`,
  );
  database.close();
  const again = openStore(folder, () => expect.unreachable());
  expect(again.downloads.list().map(({ id, order, priority }) => [id, order, priority])).toEqual([
    ["many-1", 1, "normal"],
    ["many-2", 2, "normal"],
    ["many-3", 3, "normal"],
  ]);
  expect(again.downloads.queueEnd()).toBe(4);
  again.close();
});

test("a place outlives what is saved of a download, and a finished one has none", async () => {
  const folder = await tempDir();
  const store = openStore(folder);
  expect(store.downloads.queueEnd()).toBe(1);
  const record = { ...finishedRecord(1, folder), state: "paused" as const, order: 7 };
  store.downloads.save(record);
  store.downloads.save(finishedRecord(2, folder));
  store.downloads.place([
    { id: record.id, order: 3.5 },
    { id: "gone", order: 1 },
  ]);
  store.downloads.place([{ id: record.id, priority: "high" }]);
  // As another process would save it, which has not heard of it.
  store.downloads.save(record);
  expect(store.downloads.get(record.id)).toEqual({ ...record, order: 3.5, priority: "high" });
  expect(store.downloads.queue()).toEqual([{ id: record.id, order: 3.5, priority: "high" }]);
  store.close();
});

test("a store from before names were looked up has them found, also where a record of it is damaged", async () => {
  const folder = await tempDir();
  const store = openStore(folder);
  for (const at of [1, 2]) store.downloads.save(finishedRecord(at, folder));
  store.close();
  const database = new DatabaseSync(path.join(folder, "detour.sqlite"));
  database.exec(
    `DROP INDEX downloads_by_name; DROP INDEX downloads_by_part; PRAGMA user_version = 5;
     UPDATE downloads SET record = '{"fileName":' WHERE id = 'many-1'`,
  );
  database.close();
  const again = openStore(folder, () => expect.unreachable());
  expect(again.downloads.ofName(folder, "file-00002.iso").map(({ id }) => id)).toEqual(["many-2"]);
  expect(again.downloads.ofName(folder, "file-00001.iso")).toEqual([]);
  again.downloads.save({ ...finishedRecord(3, folder), state: "paused" });
  expect(again.downloads.ofPart(folder, "file-00003.iso.part")).toEqual(["many-3"]);
  again.close();
});
