import { describe, expect, it } from "vitest";
import { chooseLanguage } from "../../../renderer/words/i18n.ts";
import { withName, plain } from "../../../renderer/words/words.ts";
import { gradeSentence } from "../../../renderer/words/health.ts";
import { plotText } from "../../../renderer/words/plot.ts";
import { spanHint, startHint } from "../../../renderer/words/native-time.ts";
import { nameOf } from "../../../renderer/state/roads.ts";
import { testSentences } from "../../../renderer/words/relay-test.ts";
import { failure, probe } from "./samples.ts";
import { en, zh } from "./voices.ts";

describe("figures", () => {
  it("shows sizes and speeds with three significant digits and decimal units", () => {
    expect([0, 999, 1000, 38e6, 1.42e9, 214e9].map(en.bytes)).toEqual([
      "0 B",
      "999 B",
      "1.00 kB",
      "38.0 MB",
      "1.42 GB",
      "214 GB",
    ]);
    expect(en.speed(11_437_000)).toBe("11.4 MB/s");
    expect(en.speedParts(284_000)).toEqual({ number: "284", unit: "kB/s" });
  });

  it("says a part of a whole in one unit where both share it", () => {
    expect(en.bytesOf(3.9e9, 6.1e9)).toBe("3.90 of 6.10 GB");
    expect(en.bytesOf(390e6, 6.1e9)).toBe("390 MB of 6.10 GB");
    expect(zh.bytesOf(3.9e9, 6.1e9)).toBe("3.90 / 6.10 GB");
  });

  it("leaves names and paths as they are, also those with a space between Chinese letters", () => {
    const name = "北京 地图.zip";
    expect(zh.say("duplicate.done", { name })).toBe(`${name} 之前已从这个地址下载过。`);
    expect(zh.say("duplicate.done", { name: "中国 地图" })).toBe("中国 地图之前已从这个地址下载过。");
    const folder = "/home/李/我的 文件 夹";
    expect(zh.failure(failure("folder-not-writable", { folder, detail: "EACCES" }))).toContain(
      `无法在 ${folder}中写入文件`,
    );
    // Within a detail, too.
    const detail = "地址 单 holds no addresses";
    expect(zh.failure(failure("not-available", { detail }))).toContain("地址 单中没有地址");
  });

  it("says durations in two units, in each language", () => {
    expect([0.4, 12, 124, 5040, 273_600, null].map(en.duration)).toEqual([
      "0.4 s",
      "12 s",
      "2 min 4 s",
      "1 h 24 min",
      "3 d 4 h",
      "unknown",
    ]);
    expect(zh.duration(5040)).toBe("1 小时 24 分");
  });

  it("never rounds an unfinished file up to 100 percent", () => {
    expect(en.percent(0.9999)).toBe("99 %");
  });
});

describe("errors", () => {
  const known = failure("bad-relay-spec", { spec: "x", part: "relay address", problem: "it must end in /" });
  it("says them in the language of the person", () => {
    expect(en.failure(known)).toBe(known.message);
    expect(zh.failure(known)).toBe("中继 x 的中继地址有误：it must end in /。没有做任何更改。");
  });

  it("puts a route's name before a sentence that does not name it", () => {
    const lost = failure("timed-out", { host: "bj.example", detail: "30 s" });
    expect(plain(withName(en, "Beijing", lost))).toMatch(/^Beijing: bj\.example did not answer/);
    const other = failure("different-file", { route: "Beijing", detail: "size" });
    expect(plain(withName(en, "Beijing", other))).toMatch(/^Beijing carries another file/);
  });
});

const said = (test: Parameters<typeof testSentences>[1]) => testSentences(en, test).join(" ");

describe("the test of a relay", () => {
  it("says what works", () => {
    expect(said({ ok: true, connectMs: 31, probe: null, problem: null })).toMatch(/connecting took 31 ms/);
    expect(said({ ok: true, connectMs: 31, probe: probe({ firstByteMs: 68 }), problem: null })).toBe(
      "It works: dataset-2026.tar.zst (1.42 GB) begins after 68 ms, and can be fetched over many connections.",
    );
    expect(said({ ok: true, connectMs: 31, probe: probe({ ranges: false }), problem: null })).toMatch(
      /one piece/,
    );
  });

  it("says what does not, and that the relay itself was reached", () => {
    const problem = failure("relay-answered", { relay: "Beijing", status: 403 });
    expect(said({ ok: false, connectMs: 31, probe: null, problem })).toMatch(
      /^Beijing answered 403.*The relay itself was reached in 31 ms\.$/,
    );
    expect(said({ ok: false, connectMs: null, probe: null, problem: null })).toBe(
      "The relay did not pass the test.",
    );
  });
});

describe("the language", () => {
  it("is the chosen one, else the system's where we have it, else English", () => {
    expect(chooseLanguage("zh-CN", "en-US")).toBe("zh-CN");
    expect(chooseLanguage("system", "zh-Hans-CN")).toBe("zh-CN");
    expect(chooseLanguage("system", "de-DE")).toBe("en");
  });
});

it("names the practice network's relay in the page's language, also when it is gone, and in an error", () => {
  expect(nameOf(zh, [], "Practice relay")).toBe("练习中继");
  expect(nameOf(en, [], "Practice relay")).toBe("Practice relay");
  expect(
    plain(zh.rich("verdict.relayNamed", { name: nameOf(zh, [], "Practice relay"), factor: "4 倍" })),
  ).toBe("走练习中继快 4 倍。");
  expect(plain(zh.rich("verdict.time", { fast: "练习中继", fastTime: "3 秒", slowTime: "9 秒" }))).toBe(
    "走练习中继，整个文件只需 3 秒，而直连要 9 秒。",
  );
  expect(zh.failure(failure("relay-answered", { relay: "Practice relay", status: 500 }))).toContain(
    "练习中继",
  );
});

it("says of a plot what it shows, and in its first turn that the median is still to come", () => {
  const points: [number, number][] = [
    [0, 100_000],
    [1, 171_000],
  ];
  expect(plotText(en, "Direct", { points: [], median: null })).toBe("Direct: no measurement yet");
  expect(plotText(en, "Direct", { points: points.slice(1), median: null })).toBe(
    "Direct: 1 measurement so far, 171 kB/s. The median comes after its first turn.",
  );
  expect(plotText(en, "Direct", { points, median: 120_000 })).toBe(
    "Direct: 2 measurements, up to 171 kB/s. Their median is 120 kB/s.",
  );
  expect(plotText(zh, "直连", { points, median: null })).toBe(
    "直连：已测量 2 次，最高 171 kB/s。第一轮结束后给出中位数。",
  );
});

it("names the subject of each sentence that a relay's health may come to", () => {
  const detail = "It asks for no token and no password: whoever finds it can use it. Give it one of them.";
  const health = { grade: "weak", cause: "token", checks: [{ check: "token", ok: false, detail }] } as const;
  expect(gradeSentence(en, { ...health, checks: [...health.checks] })).toBe(
    `It can be used; one thing should be mended. ${detail}`,
  );
  expect(gradeSentence(zh, { ...health, checks: [...health.checks] })).toBe(
    "可以使用，但有一处应当改进。它不要求令牌或密码：谁发现它都能用。请设置其中一种。",
  );
});

it("says what a field of date or time means, in the page's language, where the browser draws it in another", () => {
  const at = new Date("2026-11-27T02:00").getTime();
  expect(startHint(zh, at)).toBe("2026年11月27日 02:00，以本机时钟为准。");
  expect(startHint(en, at).replaceAll(/\s/g, " ")).toBe(
    "Nov 27, 2026, 2:00 AM, by the clock of this machine.",
  );
  expect(startHint(en, undefined)).toBe(en.say("options.startAtHint"));
  expect(spanHint(zh, "09:00", "18:30", "en-US")).toBe("从 09:00 到 18:30。");
  expect(spanHint(en, "09:00", "18:30", "zh-CN")?.replaceAll(/\s/g, " ")).toBe("From 9:00 AM to 6:30 PM.");
  expect(spanHint(zh, "09:00", "18:30", "zh-TW")).toBeUndefined();
  expect(spanHint(zh, "", "18:30", "en-US")).toBeUndefined();
});
