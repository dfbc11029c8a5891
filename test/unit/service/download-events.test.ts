import { expect, test } from "vitest";
import { AppError, toFailure } from "../../../electron/common/errors.ts";
import type { DownloadView } from "../../../electron/common/views.ts";
import { createDownloadEvents, eventsBetween } from "../../../electron/service/download-events.ts";
import { download } from "../renderer/samples.ts";

const road = (route: string, state: "opening" | "active" | "idle" | "out", problem?: "dns-failed") => ({
  route,
  kind: "direct" as const,
  lanes: 1,
  bytes: 0,
  speed: 0,
  state,
  problem: problem ? toFailure(new AppError(problem, { host: "relay.example" })) : null,
});

test("the first look tells the state, where the file is, and who is at work", () => {
  const view = download({ state: "running", path: "/d/f.bin", routes: [road("direct", "active")] });
  expect(eventsBetween(undefined, view).map(({ what, value, route }) => [what, value, route])).toEqual([
    ["file", "/d/f.bin", null],
    ["route", "active", "direct"],
    ["state", "running", null],
  ]);
});

test("a road that goes out is told with its reason; one that rests between two requests is no news", () => {
  const before = download({ routes: [road("direct", "active"), road("relay", "active")] });
  const resting = download({ routes: [road("direct", "idle"), road("relay", "active")] });
  const out = download({ routes: [road("direct", "active"), road("relay", "out", "dns-failed")] });
  expect(eventsBetween(before, resting)).toEqual([]);
  expect(eventsBetween(before, before)).toEqual([]);
  expect(eventsBetween(resting, out)).toMatchObject([
    { what: "route", value: "out", route: "relay", failure: { code: "dns-failed" } },
  ]);
  expect(eventsBetween(out, before)).toMatchObject([{ what: "route", value: "active", route: "relay" }]);
});

test("a failure, a retry, a limit, a warning and a new link are told, each once", () => {
  const before = download({ state: "running", limit: null, retryAt: null, warnings: [], url: "http://a/f" });
  const failure = toFailure(new AppError("dns-failed", { host: "a" }));
  const after = download({
    state: "failed",
    failure,
    limit: 5000,
    retryAt: 99,
    warnings: ["repaired"],
    url: "http://b/f",
  });
  expect(eventsBetween(before, after).map(({ what, value }) => [what, value])).toEqual([
    ["link", "http://b/f"],
    ["warning", "repaired"],
    ["limit", "5000"],
    ["state", "failed"],
    ["retry", "99"],
  ]);
  expect(eventsBetween(before, after).find(({ what }) => what === "state")?.failure).toEqual(failure);
  expect(eventsBetween(after, { ...after, limit: null })).toMatchObject([{ what: "limit", value: null }]);
});

test("each download's latest events are kept with their times, until it is removed", () => {
  const hear: { download?: (view: DownloadView) => void; removed?: (id: string) => void } = {};
  let date = 1000;
  const events = createDownloadEvents(
    {
      on: (event, listener) => {
        Object.assign(hear, { [event]: listener });
        return () => delete hear[event as "download"];
      },
    },
    { now: () => date, date: () => date, sleep: () => Promise.resolve() },
  );
  expect(events.of("a")).toEqual([]);
  for (let turn = 0; turn < 150; turn++) {
    date++;
    hear.download?.(download({ id: "a", path: null, state: "running", routes: [] }));
    hear.download?.(download({ id: "a", path: null, state: "paused", routes: [] }));
  }
  hear.download?.(download({ id: "b", path: null, state: "queued", routes: [] }));
  expect(events.of("a")).toHaveLength(200);
  expect(events.of("a").at(-1)).toMatchObject({ at: 1150, what: "state", value: "paused" });
  expect(events.of("b")).toHaveLength(1);
  hear.removed?.("a");
  expect(events.of("a")).toEqual([]);
  events.close();
  expect(hear).toEqual({});
});
