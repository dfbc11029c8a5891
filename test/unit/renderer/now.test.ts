import { expect, test } from "vitest";
import { isGoing } from "../../../renderer/words/download.ts";
import { goingOn, type Going } from "../../../renderer/words/now.ts";
import { comparison, compared, download, relays, routeProgress } from "./samples.ts";
import { en, zh } from "./voices.ts";

const idle: Going = { downloads: [], comparing: [], comparison: undefined, gateway: undefined, relays };
const flow = { id: 1, kind: "tunnel", method: "CONNECT", host: "a", routes: [], status: null } as const;
const gateway = (flows: readonly { speed: number; over: boolean }[]) => ({
  running: true,
  url: null,
  proxy: null,
  allowPrivate: false,
  totals: [],
  flows: flows.map((one, id) => ({ ...flow, id, routes: [], bytes: 1, ...one })),
});

test("only where nothing runs at all, nothing does", () => {
  expect(goingOn(en, idle)).toEqual({ speed: 0, line: "Nothing is running" });
  const over = {
    ...idle,
    downloads: [download({ state: "done" })],
    gateway: gateway([{ speed: 0, over: true }]),
  };
  expect(goingOn(en, over).line).toBe("Nothing is running");
  expect(goingOn(en, { ...idle, downloads: [download({ state: "opening", routes: [] })] }).line).toBe(
    "starting",
  );
  expect(goingOn(en, { ...idle, comparing: ["of another window"] }).line).toBe("comparing routes");
  expect(goingOn(zh, { ...idle, gateway: gateway([{ speed: 5, over: false }]) })).toEqual({
    speed: 5,
    line: "网关中有 1 个请求",
  });
});

test("all that runs is said, and its speed is counted once", () => {
  const view = comparison({
    state: "running",
    turn: "Beijing",
    routes: [compared("Beijing", 1, { points: [[0, 7]] })],
  });
  const all: Going = {
    ...idle,
    downloads: [download({ state: "running", speed: 10, routes: [routeProgress("direct", { speed: 10 })] })],
    comparing: [view.id],
    comparison: view,
    gateway: gateway([
      { speed: 5, over: false },
      { speed: 1, over: false },
    ]),
  };
  expect(goingOn(en, all)).toEqual({
    speed: 23,
    line: "comparing routes · by direct · 2 requests through the gateway",
  });
});

test("the badge counts what is at work, or will be by itself", () => {
  const states = ["queued", "opening", "running", "checking", "paused", "done", "failed"] as const;
  expect(states.filter((state) => isGoing(download({ state, startAt: null, retryAt: null })))).toEqual([
    "queued",
    "opening",
    "running",
    "checking",
  ]);
  expect(isGoing(download({ state: "paused", startAt: 9 }))).toBe(true);
  expect(isGoing(download({ state: "failed", retryAt: 9 }))).toBe(true);
});
