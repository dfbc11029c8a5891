import { describe, expect, it } from "vitest";
import type { PoolPlace } from "../../../electron/common/views.ts";
import { placeSentence } from "../../../renderer/words/pool.ts";
import { en, zh } from "./voices.ts";

const at = new Date(2026, 10, 25, 14, 5).getTime();
const place = (role: PoolPlace["role"], reason: PoolPlace["reason"]): PoolPlace => ({
  route: "Beijing",
  role,
  reason,
  speed: 10_200_000,
  at,
  failure: null,
});

describe("why a route stands where it does", () => {
  it.each([
    [place("used", "measured"), "brought 10.2 MB/s from this server on Nov 25, 2026, 2:05"],
    [place("reserve", "slower"), "in reserve: brought 10.2 MB/s on Nov 25, 2026, 2:05"],
    [place("reserve", "failed"), "in reserve: failed lately"],
    [place("used", "failed"), "failed lately, so others are asked first"],
    [place("left-out", "banned"), "left out: you said never"],
  ])("%j", (one, sentence) => {
    expect(placeSentence(en, one)).toContain(sentence);
  });

  it("says it in Chinese, with the date of that language", () => {
    expect(placeSentence(zh, place("used", "measured"))).toBe(
      "2026年11月25日 14:05 从这台服务器取得 10.2 MB/s",
    );
  });

  it("has no speed to tell where there is none", () => {
    expect(placeSentence(en, { ...place("used", "measured"), speed: null })).toBe("takes part");
  });
});
