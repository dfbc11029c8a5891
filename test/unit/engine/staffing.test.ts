import { expect, test } from "vitest";
import { createHostSeats } from "../../../electron/engine/download/host-seats.ts";
import { Ledger } from "../../../electron/engine/download/ledger.ts";
import { createRoad } from "../../../electron/engine/download/road.ts";
import { Staffing } from "../../../electron/engine/download/staffing.ts";
import { direct } from "../../../electron/engine/routes/direct.ts";
import { SimulatedClock } from "../compare/simulated-clock.ts";

test("a road that may have no lane gets none, though its download holds a seat", () => {
  const clock = new SimulatedClock();
  const road = createRoad(direct, 16, 0);
  road.state = "active";
  road.cap = 0;
  const seats = createHostSeats(clock).join("files.example", [{ name: "direct", ceiling: 16 }]);
  const roads = [road];
  const staffing = new Staffing({ roads, ledger: new Ledger(50_000_000), clock, keepAll: false, seats });
  staffing.look([]);
  expect(staffing.wanted(road, 0)).toBe(0);
  road.cap = 4;
  expect(staffing.wanted(road, 0)).toBeGreaterThanOrEqual(1);
});
