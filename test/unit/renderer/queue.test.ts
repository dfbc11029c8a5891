import { describe, expect, it } from "vitest";
import type { DownloadView } from "../../../electron/common/views.ts";
import { createActions } from "../../../renderer/state/actions.ts";
import { recallSort, rememberSort } from "../../../renderer/state/memory.ts";
import { dropAt, goTogether, placeInQueue, stepTo } from "../../../renderer/state/moving.ts";
import { shownDownloads } from "../../../renderer/state/shown.ts";
import { inOrder, newestFirst, sortBy, sortKeys, type Sort } from "../../../renderer/state/sorting.ts";
import { createAppStore, lookingAtAll } from "../../../renderer/state/store.ts";
import { fakeClient } from "./fake-client.ts";
import { download } from "./samples.ts";

const ids = (list: readonly DownloadView[]) => list.map(({ id }) => id).join(" ");

/** Newest first, as the list comes. */
const list = [
  download({
    id: "e",
    createdAt: 5,
    order: 1,
    state: "queued",
    name: "file-10",
    total: 30,
    bytes: 0,
    speed: 0,
  }),
  download({
    id: "d",
    createdAt: 4,
    order: 5,
    state: "paused",
    name: "File-9",
    total: null,
    bytes: 7,
    speed: 0,
  }),
  download({ id: "c", createdAt: 3, order: 3, state: "running", name: "b", total: 10, bytes: 5, speed: 9 }),
  download({
    id: "b",
    createdAt: 2,
    order: 2,
    state: "done",
    name: "a",
    total: 20,
    bytes: 20,
    speed: 0,
    finishedAt: 9,
  }),
  download({
    id: "a",
    createdAt: 1,
    order: 4,
    state: "queued",
    name: "ä",
    total: 20,
    bytes: 1,
    speed: 0,
    priority: "high",
  }),
];

describe("sorting the list", () => {
  it.each<[Sort["key"], string, string]>([
    ["added", "e d c b a", "a b c d e"],
    ["queue", "a e c d b", "a e c d b"],
    // a and ä are one letter here.
    ["name", "b a c d e", "e d c b a"],
    // What has no size comes last, either way; those alike come newest first.
    ["size", "e b a c d", "c b a e d"],
    ["progress", "b c a e d", "e a c b d"],
    ["state", "c e a d b", "b d e a c"],
    ["speed", "c e d b a", "e d b a c"],
  ])("by %s, and the other way round", (key, usual, turned) => {
    const sort = sortBy(key);
    expect(ids(inOrder(list, sort))).toBe(usual);
    expect(ids(inOrder(list, { key, down: !sort.down }))).toBe(turned);
  });

  it("comes to the same from how it was shown before, whoever came, went or changed", () => {
    for (const key of sortKeys) {
      const before = inOrder(list, sortBy(key));
      const changed = list
        .filter(({ id }) => id !== "c")
        .map((view) =>
          view.id === "e" ? { ...view, name: "0", total: 1, bytes: 1, speed: 99, order: 9 } : view,
        );
      const now = [download({ id: "f", createdAt: 6, order: 0 }), ...changed];
      expect(ids(inOrder(now, sortBy(key), before))).toBe(ids(inOrder(now, sortBy(key))));
    }
  });

  it("is done once for a list that is asked for again, and anew for another filter, search or sort", () => {
    const state = { downloads: list, looking: lookingAtAll, sort: sortBy("name") };
    const shown = shownDownloads(state);
    expect(shownDownloads({ ...state })).toBe(shown);
    expect(ids(shownDownloads({ ...state, looking: { ...lookingAtAll, filter: "active" } }))).toBe("a c e");
    expect(ids(shownDownloads({ ...state, sort: sortBy("size") }))).toBe("e b a c d");
  });

  it("is remembered by the window; what is no sort is the usual one", () => {
    const kept = new Map<string, string>();
    const local = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    } as unknown as Storage;
    expect(recallSort({ local })).toEqual(newestFirst);
    rememberSort({ local }, { key: "name", down: true });
    expect(recallSort({ local })).toEqual({ key: "name", down: true });
    kept.set("detour.sort", '{"key":"colour","down":true}');
    expect(recallSort({ local })).toEqual(newestFirst);
  });
});

describe("moving rows", () => {
  /** Two of high priority, three of normal, one of low, one finished. */
  const shown = ["A", "B", "c", "d", "e", "l", "z"].map((id, order) =>
    download({
      id,
      order,
      state: id === "z" ? "done" : "queued",
      priority: id === "l" ? "low" : id < "a" ? "high" : "normal",
    }),
  );

  it("takes along what is selected and has the same priority", () => {
    expect(goTogether(shown, new Set(), "c")).toEqual(["c"]);
    expect(goTogether(shown, new Set(["c", "e", "A", "z"]), "e")).toEqual(["c", "e"]);
    expect(goTogether(shown, new Set(["c", "e"]), "d")).toEqual(["d"]);
    expect(goTogether(shown, new Set(["z"]), "z")).toEqual([]);
    expect(goTogether(shown, new Set(), "gone")).toEqual([]);
  });

  it.each([
    ["c", 4, 4, { before: "e" }],
    ["c", 5, 5, { after: "e" }],
    ["c", 7, 5, { after: "e" }],
    ["e", 0, 2, { before: "c" }],
    ["B", 6, 2, { after: "B" }],
    ["l", 0, 5, { before: "l" }],
  ])("%s dropped before row %i lands before row %i", (id, gap, landing, to) => {
    expect(dropAt(shown, [id], gap)).toEqual({ gap: landing, to });
  });

  it("goes a step past the next one that is shown", () => {
    expect(stepTo(shown, ["d"], "up")).toEqual({ before: "c" });
    expect(stepTo(shown, ["c", "e"], "down")).toBeUndefined();
    expect(stepTo(shown, ["c", "d"], "down")).toEqual({ after: "e" });
    expect(stepTo(shown, ["A"], "up")).toBeUndefined();
    expect(stepTo(shown, ["l"], "up")).toBeUndefined();
    expect(stepTo(shown, ["c"], "bottom")).toBe("bottom");
    const found = shown.filter(({ id }) => id !== "d");
    expect(stepTo(found, ["e"], "up")).toEqual({ before: "c" });
    expect(dropAt(shown, ["gone"], 1)).toBeUndefined();
  });

  it("knows the place among all that are not finished", () => {
    expect(placeInQueue(shown.toReversed(), "d")).toEqual({ place: 4, total: 6 });
  });

  it("asks the host, shows the new place at once, and says it", async () => {
    const client = fakeClient({ "downloads.move": () => [{ id: "e", order: 1.5 }] });
    const store = createAppStore();
    const actions = createActions(store, client);
    store.setState({ downloads: shown });
    expect(actions.moveBy("e", "up")).toBe(false);
    expect(store.getState().moved).toEqual({ kind: "other-sort" });
    actions.sort(sortBy("queue"));
    expect(store.getState().moved).toBeUndefined();
    expect(actions.moveBy("e", "up")).toBe(true);
    await expect
      .poll(() => store.getState().moved)
      .toMatchObject({ kind: "moved", count: 1, place: 3, total: 6 });
    expect(ids(shownDownloads(store.getState()))).toBe("A B e c d l z");
    expect(client.calls).toEqual([{ method: "downloads.move", input: { ids: ["e"], to: { before: "d" } } }]);
    expect(actions.moveBy("e", "up")).toBe(false);
    expect(store.getState().moved).toMatchObject({ kind: "at-end" });
    await actions.prioritise(["e"], "low");
    expect(store.getState().notice).toMatchObject({ code: "not-available" });
  });
});
