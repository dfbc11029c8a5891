/** Ten thousand records: what is asked for each address that is added, and for each download that starts, does not read them all. */
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, type Store } from "../../electron/engine/store/store.ts";
import { startEngine } from "../helpers/engine.ts";
import { finishedRecord } from "../helpers/records.ts";
import { tempDir } from "../helpers/temp.ts";

const count = 10_000;
const there = "/downloads";
let home: string;
let store: Store;

beforeAll(async () => {
  home = await tempDir(afterAll);
  // Written at once: a transaction each would take as long as the rest of this file.
  const made = openStore(home);
  const database = new DatabaseSync(path.join(home, "detour.sqlite"));
  database.exec("BEGIN");
  const insert = database.prepare(
    `INSERT INTO downloads (id, source, folder, state, record, created_at, position) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  for (let at = 0; at < count; at++) {
    const state = at % 2 === 0 ? "done" : "paused";
    const { order: _order, priority: _priority, ...record } = { ...finishedRecord(at, there), state };
    insert.run(record.id, record.source, there, state, JSON.stringify(record), record.createdAt, at);
  }
  database.exec("COMMIT");
  database.close();
  made.close();
  store = openStore(home, () => expect.unreachable());
  afterAll(() => store.close());
});

/** The shortest of some runs, ms: what other programs take of the machine does not count. */
function shortest(work: () => unknown): number {
  return Math.min(
    ...Array.from({ length: 7 }, () => {
      const begun = performance.now();
      work();
      return performance.now() - begun;
    }),
  );
}

test("a name is looked up in less than a millisecond, whether or not it is there", () => {
  expect(store.downloads.ofName(there, "file-00017.iso").map(({ id }) => id)).toEqual(["many-17"]);
  expect(shortest(() => store.downloads.ofName(there, "file-00017.iso"))).toBeLessThan(1);
  expect(store.downloads.ofName(there, "none.iso")).toEqual([]);
  expect(shortest(() => store.downloads.ofName(there, "none.iso"))).toBeLessThan(1);
});

test("whose part a name is, is known in less than a millisecond; a finished one has none", () => {
  expect(store.downloads.ofPart(there, "file-00017.iso.part")).toEqual(["many-17"]);
  expect(store.downloads.ofPart(there, "file-00016.iso.part")).toEqual([]);
  expect(store.downloads.ofPart("/elsewhere", "file-00017.iso.part")).toEqual([]);
  expect(shortest(() => store.downloads.ofPart(there, "file-00017.iso.part"))).toBeLessThan(1);
});

test("whether there is any is known without reading them", () => {
  expect(store.downloads.isEmpty()).toBe(false);
  expect(shortest(() => store.downloads.isEmpty())).toBeLessThan(1);
});

test("the list is read once, not once more for each of them", async () => {
  const reads = { list: 0, get: 0 };
  const { engine } = await startEngine({
    home,
    store: {
      ...store,
      downloads: {
        ...store.downloads,
        list: () => (reads.list++, store.downloads.list()),
        get: (id) => (reads.get++, store.downloads.get(id)),
      },
      close: () => undefined,
    },
  });
  expect(engine.downloads.list()).toHaveLength(count);
  expect(reads).toEqual({ list: 1, get: 0 });
});

test("all that are over leave the list in one step, and each is told of", async () => {
  const steps: number[] = [];
  const { engine } = await startEngine({
    home,
    store: {
      ...store,
      downloads: {
        ...store.downloads,
        remove(ids) {
          steps.push(ids.length);
          store.downloads.remove(ids);
        },
      },
      close: () => undefined,
    },
  });
  const told = new Set<string>();
  engine.on("removed", (id) => told.add(id));
  expect(engine.downloads.clear({ before: null, most: 0, failed: true })).toBe(count / 2);
  expect(steps).toEqual([count / 2]);
  expect(told.size).toBe(count / 2);
  expect(store.downloads.list()).toHaveLength(count / 2);
});
