import { expect, test } from "vitest";
import { checkedAgo, isOld } from "../../../renderer/words/health.ts";
import { en, zh } from "./voices.ts";

const minute = 60_000;

test.each([
  [0, "checked just now", "刚刚检查过"],
  [59_000, "checked just now", "刚刚检查过"],
  [3 * minute + 20_000, "checked 3 min ago", "3 分钟前检查过"],
  [5 * 60 * minute + 50 * minute, "checked 5 h ago", "5 小时前检查过"],
  [49 * 60 * minute, "checked 2 d ago", "2 天前检查过"],
  // A clock that was set back.
  [-minute, "checked just now", "刚刚检查过"],
])("%i ms ago", (ago, inEnglish, inChinese) => {
  expect(checkedAgo(en, 1e12 - ago, 1e12)).toBe(inEnglish);
  expect(checkedAgo(zh, 1e12 - ago, 1e12)).toBe(inChinese);
});

test("after a day it is old", () => {
  expect(isOld(0, 24 * 60 * minute)).toBe(false);
  expect(isOld(0, 24 * 60 * minute + 1)).toBe(true);
});
