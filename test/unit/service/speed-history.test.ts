import { expect, test } from "vitest";
import { AppError, toFailure } from "../../../electron/common/errors.ts";
import type { DownloadView } from "../../../electron/common/views.ts";
import {
  createSpeedHistories,
  mostPoints,
  mostPointsAfter,
  Speeds,
} from "../../../electron/service/speed-history.ts";
import { download, routeProgress } from "../renderer/samples.ts";

const routes = (speeds: Readonly<Record<string, number>>) =>
  Object.entries(speeds).map(([route, speed]) => routeProgress(route, { speed }));

test("a point is the mean of what was told in its step, for each route by itself", () => {
  const speeds = new Speeds();
  speeds.note({ seconds: 1, routes: routes({ direct: 100, idle: 0 }) });
  speeds.note({ seconds: 1.2, routes: routes({ direct: 300, idle: 0 }) });
  speeds.note({ seconds: 1.3, routes: routes({ direct: 500, relay: 40 }) });
  expect(speeds.view()).toEqual({
    step: 0.25,
    at: [1, 1.25],
    // What never brought anything has no line.
    routes: [
      { route: "direct", speeds: [200, 500] },
      { route: "relay", speeds: [null, 40] },
    ],
  });
});

test("however long it runs, its points stay few, and their mean is the true one", () => {
  const speeds = new Speeds();
  for (let turn = 0; turn < 100_000; turn++)
    speeds.note({ seconds: turn * 0.2, routes: routes({ direct: turn % 2 === 0 ? 100 : 300 }) });
  const { at, step, routes: lines } = speeds.view();
  expect(at.length).toBeLessThanOrEqual(mostPoints);
  expect(at.length).toBeGreaterThan(mostPoints / 2 - 1);
  expect(step).toBe(64);
  expect(at[1]).toBe(64);
  for (const speed of lines[0]?.speeds ?? []) expect(speed).toBeCloseTo(200, 0);
});

/** Histories that hear what a test tells them of. */
function heard() {
  const hear: { download?: (view: DownloadView) => void; removed?: (id: string) => void } = {};
  const histories = createSpeedHistories({
    on: (event, listener) => {
      Object.assign(hear, { [event]: listener });
      return () => delete hear[event as "download"];
    },
  });
  const tell = (more: Partial<DownloadView>) =>
    hear.download?.(download({ id: "a", state: "running", routes: routes({ direct: 5 }), ...more }));
  return { histories, hear, tell };
}

test("of a finished download fewer points are kept, of a removed one none", () => {
  const { histories, hear, tell } = heard();
  expect(histories.of("a")).toEqual({ step: 0.25, at: [], routes: [] });
  for (let turn = 0; turn < 500; turn++) tell({ seconds: turn * 0.25 });
  expect(histories.of("a").at).toHaveLength(500);
  tell({ seconds: 126, state: "done" });
  expect(histories.of("a").at.length).toBeLessThanOrEqual(mostPointsAfter);
  hear.removed?.("a");
  expect(histories.of("a").at).toEqual([]);
  histories.close();
  expect(hear).toEqual({});
});

test("so they are of one that is paused or failed; one that is tried again soon keeps all, and a pause takes no room", () => {
  const { histories, tell } = heard();
  for (const id of ["paused", "failed", "again"])
    for (let turn = 0; turn < 500; turn++) tell({ id, seconds: turn * 0.25 });
  const failure = toFailure(new AppError("connection-lost", { host: "a.example", detail: "gone" }));
  tell({ id: "paused", seconds: 125, state: "paused" });
  tell({ id: "failed", seconds: 125, state: "failed", failure });
  tell({ id: "again", seconds: 125, state: "paused", failure, retryAt: 1 });
  expect(histories.of("paused").at).toHaveLength(125);
  expect(histories.of("failed").at).toHaveLength(125);
  tell({ id: "again", seconds: 125 });
  expect(histories.of("again").at).toHaveLength(501);
  expect(histories.of("again").at.at(-1)).toBe(125);
});

test.each(["done", "failed", "paused"] as const)(
  "of those that are %s so many keep their points: the first to end go first",
  (state) => {
    const { histories, tell } = heard();
    for (let at = 0; at < 201; at++) {
      tell({ id: `${at}`, seconds: 1 });
      tell({ id: `${at}`, seconds: 2, state, routes: [] });
    }
    expect(histories.of("0").at).toEqual([]);
    expect(histories.of("1").at).toEqual([1]);
    expect(histories.of("200").at).toEqual([1]);
  },
);
