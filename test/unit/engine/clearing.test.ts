/** Which downloads leave the list, by their records in a real store. */
import { expect, test } from "vitest";
import { toClear } from "../../../electron/engine/download/clearing.ts";
import { openStore } from "../../../electron/engine/store/store.ts";
import { finishedRecord } from "../../helpers/records.ts";
import { tempDir } from "../../helpers/temp.ts";

const ended = [
  { id: "old", at: 100, failed: false },
  { id: "new", at: 300, failed: false },
  { id: "broken", at: 200, failed: true },
];

test.each([
  ["nothing", { before: null, most: null, failed: true }, []],
  ["what is older", { before: 200, most: null, failed: true }, ["old"]],
  ["what ended just then stays", { before: 100, most: null, failed: true }, []],
  ["all but the newest", { before: null, most: 1, failed: true }, ["broken", "old"]],
  ["failed ones stay, and do not count", { before: null, most: 1, failed: false }, ["old"]],
  ["all", { before: null, most: 0, failed: true }, ["new", "broken", "old"]],
  ["either reason", { before: 200, most: 2, failed: true }, ["old"]],
])("%s", (_what, clearing, ids) => {
  expect(toClear(ended, clearing)).toEqual(ids);
});

test("the store says which are over: finished, or failed with nothing on the disk; old records, too", async () => {
  const folder = await tempDir();
  const store = openStore(folder);
  const record = finishedRecord(1, folder);
  store.downloads.save({ ...record, id: "done", endedAt: 5000 });
  store.downloads.save({ ...record, id: "failed", state: "failed", partName: null, endedAt: 6000 });
  store.downloads.save({ ...record, id: "with a part", state: "failed", partName: "x.detour" });
  store.downloads.save({ ...record, id: "paused", state: "paused" });
  store.downloads.save({ ...record, id: "running", state: "unfinished" });
  // As an earlier version wrote them.
  const { endedAt: _later, ...before } = { ...record, id: "old", finishedAt: 4000 };
  store.downloads.save(before as typeof record);
  store.downloads.save({
    ...before,
    id: "old failed",
    state: "failed",
    partName: null,
    finishedAt: null,
    createdAt: 3000,
  } as unknown as typeof record);
  expect(store.downloads.ended().toSorted((a, b) => a.at - b.at)).toEqual([
    { id: "old failed", at: 3000, failed: true },
    { id: "old", at: 4000, failed: false },
    { id: "done", at: 5000, failed: false },
    { id: "failed", at: 6000, failed: true },
  ]);
  store.close();
});

/** A comparison that measured nothing. */
const past = (at: number) => ({
  id: `c${at}`,
  host: `host-${at % 2}.example`,
  at,
  routes: [],
  best: null,
  ratio: null,
  ratioLow: null,
  ratioHigh: null,
  verdict: "unsure" as const,
});

test("comparisons are pruned by age and number, whatever host they are of", async () => {
  const store = openStore(await tempDir());
  for (let at = 1; at <= 6; at++) store.comparisons.save(past(at), 0, 100);
  store.comparisons.prune(3, 100);
  expect(store.comparisons.list().map(({ at }) => at)).toEqual([3, 4, 5, 6]);
  store.comparisons.prune(0, 2);
  expect(store.comparisons.list().map(({ at }) => at)).toEqual([5, 6]);
  store.close();
});
