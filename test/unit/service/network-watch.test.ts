/** When a change of the network is told. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchNetwork } from "../../../electron/service/network-watch.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Looks once for each name, and says what was told. */
function look(first: string, ...names: string[]): string[] {
  const told: string[] = [];
  let now = first;
  const stop = watchNetwork({ name: () => now, changed: (name) => told.push(name), everyMs: 10 });
  for (const name of names) {
    now = name;
    vi.advanceTimersByTime(10);
  }
  stop();
  now = "after the end";
  vi.advanceTimersByTime(100);
  return told;
}

test.each([
  ["nothing changes", ["home", "home", "home"], []],
  ["a change that stays is told once", ["home", "hotel", "hotel", "hotel"], ["hotel"]],
  ["a moment without any is not told", ["home", "none", "home", "home"], []],
  ["addresses that come one by one are told once", ["home", "none", "hotel-4", "hotel", "hotel"], ["hotel"]],
  ["there and back is told twice", ["home", "hotel", "hotel", "home", "home"], ["hotel", "home"]],
])("%s", (_what, [first = "", ...names], told) => {
  expect(look(first, ...names)).toEqual(told);
});
