import { expect, test } from "vitest";
import { fewTimes } from "../../../electron/main/few.ts";

test("three times within a minute are few, the fourth is not, until the first is a minute ago", () => {
  let now = 0;
  const again = fewTimes(3, 60_000, () => now);
  const at = (ms: number) => {
    now = ms;
    return again();
  };
  expect([0, 20_000, 40_000, 59_999].map(at)).toEqual([true, true, true, false]);
  // A no counts for nothing: those of 20 s and 40 s are left.
  expect([60_000, 60_001, 80_000].map(at)).toEqual([true, false, true]);
});
