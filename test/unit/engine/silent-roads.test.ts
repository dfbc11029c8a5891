import { expect, test } from "vitest";
import { createRoad, type Road } from "../../../electron/engine/download/road.ts";
import type { LaneState } from "../../../electron/engine/download/scheduler.ts";
import { silentRoads } from "../../../electron/engine/download/silent-roads.ts";
import { direct } from "../../../electron/engine/routes/direct.ts";

const now = 100_000;

function road(name: string, heardMsAgo: number, more: Partial<Road> = {}): Road {
  const made = createRoad({ ...direct, name }, 4, 0);
  return Object.assign(made, { state: "active", heardAt: now - heardMsAgo, tripMs: 50, ...more });
}

const waiting = (route: string, ms: number): LaneState => ({
  id: 1,
  route,
  rate: 0,
  setupMs: 100,
  heldMs: ms,
  lease: { position: 0, end: 1000 },
  lastEnd: undefined,
  silentMs: ms,
});

const names = (roads: readonly Road[], states: readonly LaneState[]) =>
  silentRoads(roads, states, now).map(({ route }) => route.name);

test("a road that says nothing while another brings bytes is silent", () => {
  expect(names([road("dead", 900), road("alive", 20)], [waiting("dead", 900)])).toEqual(["dead"]);
});

test("where all are silent it is the access link", () => {
  expect(names([road("one", 900), road("two", 900)], [waiting("one", 900), waiting("two", 900)])).toEqual([]);
});

test("nobody is silent who was not asked, is just asked, waits on this side, or takes no part", () => {
  const alive = road("alive", 20);
  expect(names([road("idle", 9000), alive], [])).toEqual([]);
  expect(names([road("fresh", 9000), alive], [waiting("fresh", 100)])).toEqual([]);
  // A limit or the disk holds its lane: its own count of silence is 0.
  expect(names([road("held", 900), alive], [{ ...waiting("held", 900), silentMs: 0 }])).toEqual([]);
  expect(names([road("out", 900, { state: "out" }), alive], [waiting("out", 900)])).toEqual([]);
});

test("a long round trip is given its time", () => {
  const slow = road("slow", 900, { tripMs: 400 });
  expect(names([slow, road("alive", 20)], [waiting("slow", 900)])).toEqual([]);
  const dead = road("dead", 2500, { tripMs: 400 });
  expect(names([dead, road("alive", 20)], [waiting("dead", 2500)])).toEqual(["dead"]);
});
