import { describe, expect, it, vi } from "vitest";
import { AppError } from "../../../electron/common/errors.ts";
import type { DownloadView } from "../../../electron/common/views.ts";
import { eachAtOnce } from "../../../renderer/state/at-once.ts";
import { createActions } from "../../../renderer/state/actions.ts";
import { countByFilter, doable, found } from "../../../renderer/state/download-list.ts";
import { choose, chooseAll, nothingSelected, rowByKey } from "../../../renderer/state/selection.ts";
import { createAppStore, mergeDownloads } from "../../../renderer/state/store.ts";
import { fakeClient } from "./fake-client.ts";
import { download } from "./samples.ts";

const states = ["queued", "opening", "running", "checking", "paused", "done", "failed"] as const;
const views = states.map((state, at) =>
  download({ id: state, state, name: `File ${at}.iso`, url: `https://host-${at}.example.com:8443/x` }),
);
const ids = (list: readonly DownloadView[]) => list.map(({ id }) => id);

describe("looking through the list", () => {
  it("counts each download under one filter, and under all", () => {
    expect(countByFilter(views)).toEqual({ all: 7, active: 4, paused: 1, done: 1, failed: 1 });
    expect(ids(found(views, "active", ""))).toEqual(["queued", "opening", "running", "checking"]);
    expect(found(views, "all", "  ")).toBe(views);
  });

  it("finds every word in name or host, in any case and order, never in the path", () => {
    expect(ids(found(views, "all", "HOST-4"))).toEqual(["paused"]);
    expect(ids(found(views, "all", "example file 6"))).toEqual(["failed"]);
    expect(ids(found(views, "done", "file"))).toEqual(["done"]);
    expect(found(views, "all", "/x")).toEqual([]);
    expect(found(views, "all", "iso https")).toEqual([]);
  });
});

describe("selecting", () => {
  const order = ["a", "b", "c", "d", "e"];
  const one = choose(nothingSelected, order, "b", "only");

  it.each([
    ["a click takes one alone", () => choose(one, order, "d", "only"), "d"],
    ["Ctrl takes one more", () => choose(one, order, "d", "toggle"), "b d"],
    ["Ctrl again lets it go", () => choose(choose(one, order, "d", "toggle"), order, "d", "toggle"), "b"],
    ["Shift takes all between", () => choose(one, order, "d", "range"), "b c d"],
    ["Shift goes backwards", () => choose(one, order, "a", "range"), "a b"],
    [
      "Shift again begins where it began",
      () => choose(choose(one, order, "e", "range"), order, "c", "range"),
      "b c",
    ],
    ["Shift without a beginning takes one", () => choose(nothingSelected, order, "c", "range"), "c"],
    ["Shift from a row that is gone takes one", () => choose(one, ["c", "d"], "d", "range"), "d"],
    ["all are all that are shown", () => chooseAll(one, ["c", "d"]), "c d"],
  ])("%s", (_, selection, expected) => {
    expect([...selection().ids].join(" ")).toBe(expected);
  });

  it("goes from row to row, and not beyond an end", () => {
    const keys = ["ArrowUp", "ArrowDown", "Home", "End", "PageDown", "x"];
    expect(keys.map((key) => rowByKey(order, "b", key))).toEqual(["a", "c", "a", "e", "e", undefined]);
    expect(rowByKey(order, "gone", "End")).toBeUndefined();
  });
});

describe("acting on what is selected", () => {
  it("does to each what can be done to it, deletes parts of unfinished ones alone, and leaves hidden ones", async () => {
    const client = fakeClient({
      "downloads.pause": () => undefined,
      "downloads.resume": () => undefined,
      "downloads.remove": () => undefined,
      "downloads.cancel": () => undefined,
    });
    const store = createAppStore();
    const actions = createActions(store, client);
    store.setState({ downloads: views });
    const done = async (call: "pause" | "resume" | "remove") => {
      client.calls.length = 0;
      await actions.onSelected(call);
      return client.calls.map(({ method, input }) => `${method} ${(input as { id: string }).id}`);
    };
    actions.chooseAll();
    expect(await done("pause")).toEqual(
      ["queued", "opening", "running"].map((id) => `downloads.pause ${id}`),
    );
    expect(await done("resume")).toEqual(["paused", "failed"].map((id) => `downloads.resume ${id}`));
    actions.look({ search: "host-5" });
    expect(await done("remove")).toEqual(["downloads.remove done"]);
    actions.look({ search: "host-4" });
    expect(await done("remove")).toEqual(["downloads.cancel paused"]);
    expect(doable(download({ state: "failed", resumable: false }))).toEqual({
      restart: "restart",
      remove: "remove",
    });
  });

  it("goes on after one that fails, says so, and never has more at work than allowed", async () => {
    let most = 0;
    let now = 0;
    const did: number[] = [];
    const errors = await eachAtOnce([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++now);
      await Promise.resolve();
      now--;
      if (item === 2) throw new AppError("not-found", { what: "download", id: "2" });
      did.push(item);
    });
    expect(errors).toMatchObject([{ code: "not-found" }]);
    expect(did.toSorted((a, b) => a - b)).toEqual([1, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it("tells what failed as a notice", async () => {
    const store = createAppStore();
    const actions = createActions(store, fakeClient());
    store.setState({ downloads: views });
    actions.choose("done", "only");
    await actions.onSelected("remove");
    expect(store.getState().notice).toMatchObject({ code: "not-available" });
    expect(store.getState().busy).toEqual([]);
  });
});

describe("a list of ten thousand", () => {
  it("keeps its order and times of those at work alone", () => {
    const many = Array.from({ length: 10_000 }, (_, at) =>
      download({ id: String(at), state: "done", createdAt: at }),
    );
    const first = mergeDownloads({ downloads: [], movedAt: {} }, many, 1);
    expect(first.downloads[0]?.id).toBe("9999");
    expect(first.movedAt).toEqual({});
    const sort = vi.spyOn(Array.prototype, "sort");
    const second = mergeDownloads(first, [download({ id: "17", createdAt: 17 })], 2);
    expect(sort).not.toHaveBeenCalled();
    sort.mockRestore();
    expect(second.movedAt).toEqual({ "17": 2 });
    expect(second.downloads.findIndex(({ id }) => id === "17")).toBe(9982);
    expect(mergeDownloads(second, [download({ id: "17", state: "done", createdAt: 17 })], 3).movedAt).toEqual(
      {},
    );
  });
});

it("a kind of file is found by its name, together with filter and search", () => {
  const views = [
    download({ name: "film.mkv", state: "done" }),
    download({ name: "other film.MP4", state: "paused" }),
    download({ name: "film.txt", state: "done" }),
    download({ name: "film", state: "done" }),
  ];
  const names = (...how: Parameters<typeof found> extends [unknown, ...infer Rest] ? Rest : never) =>
    found(views, ...how).map(({ name }) => name);
  expect(names("all", "", "video")).toEqual(["film.mkv", "other film.MP4"]);
  expect(names("done", "film", "video")).toEqual(["film.mkv"]);
  expect(names("all", "", "other")).toEqual(["film"]);
  expect(found(views, "all", "", "all")).toBe(views);
});

it("pauses all, those that wait first, and goes on with what is paused and waits for no time", async () => {
  const client = fakeClient({ "downloads.pause": () => undefined, "downloads.resume": () => undefined });
  const store = createAppStore();
  const actions = createActions(store, client);
  const planned = download({ id: "planned", state: "paused", startAt: 9 });
  // What the list shows does not matter.
  store.setState({ downloads: [...views.toReversed(), planned] });
  actions.look({ search: "nothing like it" });
  await actions.onAll("pause");
  const called = (method: string) =>
    client.calls.filter((call) => call.method === method).map(({ input }) => (input as { id: string }).id);
  expect(called("downloads.pause")[0]).toBe("queued");
  expect(called("downloads.pause").toSorted()).toEqual(["opening", "queued", "running"]);
  await actions.onAll("resume");
  expect(called("downloads.resume")).toEqual(["paused"]);
});
