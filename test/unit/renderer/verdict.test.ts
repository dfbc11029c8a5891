import { describe, expect, it } from "vitest";
import type { ComparisonView } from "../../../electron/common/views.ts";
import { factor, report } from "../../../renderer/words/verdict.ts";
import { plain, type Words } from "../../../renderer/words/words.ts";
import { beijing, compared, comparison, failure, relays } from "./samples.ts";
import { en, zh } from "./voices.ts";

const unmeasured = { samples: [], median: null, low: null, high: null, seconds: null, points: [] };

function read(words: Words, view: ComparisonView) {
  const { headline, sentences, problems, advice, winner } = report(words, relays, view);
  const text = [headline, ...sentences, ...problems].map(plain).join(words.gap);
  return { text, advice, winner };
}

describe("a comparison in one sentence", () => {
  it("says how much faster the relay is, how sure that is, what it means and what is kept", () => {
    expect(read(en, comparison())).toEqual({
      text: "The relay is 41 times faster. By Beijing the file takes 2 min 4 s instead of 1 h 25 min. Between 35 and 47 times, from 12 rounds taken in turn. The 38.0 MB they fetched are kept.",
      advice: "Beijing",
      winner: "Beijing",
    });
    expect(read(zh, comparison()).text).toBe(
      "走中继快 41 倍。走 Beijing，整个文件只需 2 分 4 秒，而直连要 1 小时 25 分。轮流测了 12 轮，结果在 35 到 47 倍之间。测速时取回的 38.0 MB 会留给下载使用。",
    );
  });

  it("names the best of several relays", () => {
    const routes = [...comparison().routes, compared("Hong Kong", 4_900_000)];
    expect(read(en, comparison({ routes })).text).toMatch(/^Beijing is 41 times faster\./);
    expect(read(zh, comparison({ routes })).text).toMatch(/^走 Beijing 快 41 倍。/);
  });

  it("says that direct is faster, with the ratio turned round", () => {
    const view = comparison({
      verdict: "direct",
      ratio: 0.25,
      ratioLow: 0.2,
      ratioHigh: 0.5,
      routes: [compared("direct", 8_000_000), compared("Beijing", 2_000_000)],
    });
    expect(read(en, view)).toMatchObject({
      text: expect.stringMatching(
        /^Direct is 4 times faster\. Direct, the file takes 2 min 58 s; by Beijing it would take 11 min 50 s\. Between 2 and 5 times/,
      ),
      advice: "direct",
      winner: "direct",
    });
    expect(read(zh, view).text).toMatch(/^直连快 4 倍。/);
  });

  it("says that there is no difference, and advises the simpler road", () => {
    const view = comparison({ verdict: "same", ratio: 1.01, ratioLow: 0.95, ratioHigh: 1.06 });
    expect(read(en, view)).toMatchObject({
      text: expect.stringMatching(
        /^There is no difference\..*Beijing was between 0\.95 and 1\.06 times as fast/,
      ),
      advice: "direct",
      winner: null,
    });
    expect(read(zh, view).text).toMatch(/^两边没有差别。/);
  });

  it("does not name a winner without enough data", () => {
    const few = { samples: [1, 2, 3] };
    const view = comparison({
      state: "stopped",
      verdict: "unsure",
      ratio: 1.8,
      ratioLow: 0.6,
      ratioHigh: 5.1,
      routes: [compared("direct", 2e6, few), compared("Beijing", 3.6e6, few)],
    });
    expect(read(en, view)).toMatchObject({
      text: expect.stringMatching(
        /^There is not enough data yet\. From 3 rounds, Beijing may be anything between 0\.6 and 5\.1 times/,
      ),
      advice: "all",
      winner: null,
    });
    expect(read(zh, view).text).toMatch(/^数据还不够，暂无定论。/);
  });

  it("says one round in the singular", () => {
    const one = { samples: [1] };
    const routes = [compared("direct", 1e6, one), compared("Beijing", 9e6, one)];
    expect(read(en, comparison({ routes })).text).toContain("times, from one round.");
  });

  it("says which side could not be measured, and why", () => {
    const problem = failure("relay-answered", { relay: "Beijing", status: 502 });
    const noRelay = comparison({
      verdict: "unsure",
      ratio: null,
      best: null,
      routes: [compared("direct", 2e6), compared("Beijing", 0, { ...unmeasured, problem })],
    });
    expect(read(en, noRelay)).toMatchObject({
      text: expect.stringMatching(
        /^No relay could be measured\. By direct the file takes.*Beijing answered 502/,
      ),
      advice: "direct",
    });
    expect(read(zh, noRelay).text).toMatch(/^没有一个中继测得了速度。.*Beijing 没有给出文件，而是返回了 502/);
    const noDirect = comparison({
      ratio: null,
      routes: [
        compared("direct", 0, { ...unmeasured, problem: failure("dns-failed", { host: "tokyo.example" }) }),
        compared("Beijing", 9e6),
      ],
    });
    expect(read(en, noDirect)).toMatchObject({
      text: expect.stringMatching(/^Direct could not be measured\..*Direct: The name tokyo\.example/),
      advice: "Beijing",
    });
  });

  it("names the fastest relay where direct was left out", () => {
    const view = comparison({
      ratio: null,
      verdict: "unsure",
      routes: [compared("Beijing", 9e6), compared("Hong Kong", 2e6)],
    });
    expect(read(en, view)).toMatchObject({
      text: expect.stringMatching(
        /^Beijing is the fastest relay\. .* Direct was left out, as the mode asks\./,
      ),
      advice: "Beijing",
    });
  });

  it("says what failed when all did", () => {
    const view = comparison({
      state: "failed",
      routes: [compared("direct", 0, unmeasured), compared("Beijing", 0, unmeasured)],
      failure: failure("dns-failed", { host: "tokyo.example" }),
    });
    expect(read(en, view).text).toMatch(
      /^The comparison failed\. The name tokyo\.example could not be found/,
    );
  });

  it("says a stop before the first round as what it is", () => {
    const view = comparison({
      state: "stopped",
      verdict: "unsure",
      ratio: null,
      best: null,
      keptBytes: 0,
      routes: [compared("direct", 0, unmeasured), compared("Beijing", 0, unmeasured)],
    });
    expect(read(en, view).text).toBe(
      "There is not enough data yet. It was stopped before both sides had enough rounds.",
    );
  });

  it("leaves out times of a file whose size is unknown", () => {
    const routes = comparison().routes.map((route) => ({ ...route, seconds: null }));
    expect(read(en, comparison({ routes })).text).not.toContain("takes");
  });

  it("never takes a star in a relay's name for a mark", () => {
    const starred = { ...beijing, name: "a*b*" };
    const view = comparison({
      best: "a*b*",
      routes: [compared("direct", 1e6), compared("a*b*", 9e6), compared("x", 1)],
    });
    expect(report(en, [starred], view).headline[0]).toEqual({ text: "a*b* is ", strong: false });
  });
});

describe("factor", () => {
  it("speaks of percent below two times, and of times above", () => {
    expect([1, 1.34, 2, 3.42, 41.3].map((ratio) => factor(en, ratio))).toEqual([
      "0 %",
      "34 %",
      "2 times",
      "3.4 times",
      "41 times",
    ]);
    expect(factor(zh, 1.34)).toBe("34%");
  });
});
