import { describe, expect, it } from "vitest";
import {
  beginsAnew,
  canRelink,
  failureLine,
  isNew,
  lateLine,
  needsLink,
  progressParts,
  retryLine,
  statusLine,
  statusOf,
} from "../../../renderer/words/download.ts";
import { nextNight, readStart, toField } from "../../../renderer/state/start-time.ts";
import { cells, mapText, share } from "../../../renderer/words/range-map.ts";
import { mergeDownloads } from "../../../renderer/state/store.ts";
import { download, failure, relays } from "./samples.ts";
import { breakable } from "../../../renderer/words/unbroken.ts";
import { en, zh } from "./voices.ts";

describe("the range map", () => {
  it("is said in words: how much, and by which routes", () => {
    expect(mapText(en, relays, download())).toBe("64 percent: direct 2, Beijing 47, Hong Kong 15");
    expect(mapText(zh, relays, download())).toBe("已完成百分之 64：直连 2，Beijing 47，Hong Kong 15");
    expect(mapText(en, relays, download({ routes: [], map: [] }))).toBe("64 percent");
    expect(mapText(en, relays, download({ total: null }))).toBe("3.90 GB so far");
  });

  it("draws each stretch in its route's colour", () => {
    const drawn = cells(download(), relays);
    expect(drawn.map(({ colour }) => colour)).toEqual(["1", "2", "1", "direct", "2", "1"]);
    expect(drawn[0]).toEqual({ start: 0, width: expect.closeTo(0.22), colour: "1" });
  });

  it("joins neighbours of one route, so that thousands of ranges stay few", () => {
    const total = 1_000_000;
    const map = Array.from({ length: 5000 }, (_, i): [number, number, number] => [i * 200, i * 200 + 190, 0]);
    expect(cells(download({ total, map }), relays)).toHaveLength(1);
    expect(cells(download({ total: null }), relays)).toEqual([]);
  });

  it("knows a finished file and an empty one", () => {
    expect(share(download({ state: "done", total: null }))).toBe(1);
    expect(share(download({ total: 0, bytes: 0 }))).toBe(0);
    expect(share(download({ total: null }))).toBeNull();
  });
});

const line = (more: Parameters<typeof download>[0], status: Parameters<typeof statusLine>[2]) =>
  statusLine(en, download(more), status, 6000);

describe("a download's state", () => {
  it("is stalled only after seconds without a byte", () => {
    expect(statusOf(download({ speed: 0 }), 1000, 2000)).toBe("running");
    expect(statusOf(download({ speed: 0 }), 1000, 6000)).toBe("stalled");
    expect(statusOf(download({ speed: 5 }), 1000, 6000)).toBe("running");
    expect(statusOf(download({ speed: 0, state: "paused" }), 1000, 6000)).toBe("paused");
  });

  it("says each state in a line", () => {
    expect(line({}, "running")).toBe("");
    expect(line({}, "queued")).toBe("Waiting its turn. It starts by itself.");
    expect(line({}, "opening")).toBe("Asking the routes…");
    expect(line({}, "stalled")).toBe("No data for 6 s. Still trying.");
    expect(line({}, "checking")).toBe("All bytes are here. Checking the file…");
    expect(line({}, "paused")).toBe("Paused. It goes on from 64 %.");
    expect(line({ total: null }, "paused")).toBe("Paused.");
    expect(line({ bytes: 1e9, seconds: 100 }, "done")).toBe("1.00 GB in 1 min 40 s, 10.0 MB/s on average");
    expect(line({ bytes: 5e7, keptBytes: 5e7, seconds: 0.6 }, "done")).toBe(
      "50.0 MB; the comparison had fetched all of it",
    );
    expect(line({ failure: failure("dns-failed", { host: "x" }) }, "failed")).toMatch(/^The name x/);
  });

  it("says the time left only while it is known", () => {
    expect(progressParts(en, download())).toEqual(["3.90 of 6.10 GB", "3 min 8 s left"]);
    expect(progressParts(en, download({ secondsLeft: null }))).toEqual(["3.90 of 6.10 GB"]);
    expect(progressParts(en, download({ total: null, secondsLeft: null }))).toEqual(["3.90 GB so far"]);
  });
});

describe("a download that starts later", () => {
  const at = new Date(2026, 10, 26, 2, 0).getTime();
  const hour = 3_600_000;

  it("says when, with the day where that is not today, and that it was not begun", () => {
    const planned = download({ state: "paused", startAt: at, bytes: 0, seconds: 0 });
    expect(statusOf(planned, undefined, 0)).toBe("planned");
    expect(statusOf({ ...planned, state: "queued" }, undefined, 0)).toBe("queued");
    expect(statusLine(en, planned, "planned", 0, at - hour)).toMatch(/^Starts at 2:00\sAM\.$/);
    expect(statusLine(en, planned, "planned", 0, at - 3 * hour)).toMatch(
      /^Starts at Nov 26, 2026, 2:00\sAM\.$/,
    );
    expect(statusLine(zh, planned, "planned", 0, at - hour)).toBe("将于 02:00 开始。");
    expect(isNew(planned)).toBe(true);
    expect(statusLine(en, { ...planned, startAt: null }, "paused", 0)).toBe("Not started yet.");
    expect(isNew({ ...planned, seconds: 3 })).toBe(false);
    expect(progressParts(en, { ...planned, total: null })).toEqual([]);
  });

  it("says that it started late, and since when", () => {
    const late = download({ late: { planned: at, started: at + 6 * hour } });
    expect(lateLine(en, late)).toMatch(/start at Nov 26, 2026, 2:00\sAM, but .* started at 8:00\sAM\.$/);
    expect(lateLine(zh, late)).toMatch(/^原定 2026年11月26日 02:00 开始.*实际于 08:00 开始。$/);
    expect(lateLine(en, download())).toBeUndefined();
  });

  it("takes the next night, and no time that has passed", () => {
    expect(nextNight(at - hour)).toBe("2026-11-26T02:00");
    expect(nextNight(at)).toBe("2026-11-27T02:00");
    expect(readStart(toField(at), at - 1)).toBe(at);
    expect(readStart(toField(at), at)).toBeUndefined();
    expect(readStart("", at)).toBeUndefined();
    expect(readStart("2026-13-40T99:00", at)).toBeUndefined();
  });
});

describe("a download that is begun again", () => {
  it.each([
    ["checksum-mismatch", 0, true],
    ["part-lost", 0, true],
    ["dns-failed", 0, false],
    ["truncated", 5, true],
  ] as const)("after %s with %i bytes, what came is thrown away or nothing is: %s", (code, bytes, anew) => {
    const params = { algorithm: "", actual: "", expected: "", file: "", host: "", got: 0, total: 1 };
    expect(beginsAnew(download({ state: "failed", bytes, failure: failure(code, params) }))).toBe(anew);
  });
});

const differs = (detail: string) => zh.failure(failure("link-differs", { detail }));

describe("a download that was stopped by something else", () => {
  const full = failure("disk-full", { folder: "/home/lin", needed: "2.20 GB", free: "300 MB" });
  const expired = failure("link-expired", { host: "cdn.example", status: 403 });

  it("counts down to its next try, and only while it waits for one", () => {
    const waiting = download({ state: "paused", retryAt: 65_000 });
    expect(retryLine(en, waiting, 0)).toBe("Tries again in 1 min 5 s.");
    expect(retryLine(en, waiting, 64_100)).toBe("Tries again in 1 s.");
    expect(retryLine(en, waiting, 65_000)).toBe("Trying again…");
    expect(retryLine(zh, waiting, 60_000)).toBe("5 秒后自动重试。");
    expect(retryLine(en, { ...waiting, state: "failed" }, 60_000)).toBe("Tries again in 5 s.");
    const plain = download({ ...waiting, state: "failed", bytes: 5, warnings: ["no-ranges"] });
    expect(retryLine(en, plain, 60_000)).toBe(
      "Tries again in 5 s, from the start: this server cannot go on in the middle.",
    );
    expect(retryLine(en, { ...plain, bytes: 0 }, 60_000)).toBe("Tries again in 5 s.");
    expect(retryLine(en, { ...waiting, retryAt: null }, 0)).toBeUndefined();
    expect(retryLine(en, { ...waiting, state: "running" }, 0)).toBeUndefined();
  });

  it("says why it was paused beside where it goes on", () => {
    const view = download({ state: "paused", failure: full });
    expect(statusLine(en, view, "paused", 0)).toBe("Paused. It goes on from 64 %.");
    expect(failureLine(en, view)).toMatch(/^There is not enough room in \/home\/lin: 2\.20 GB more/);
    expect(failureLine(en, download({ state: "paused" }))).toBeUndefined();
  });

  it.each([
    ["link-expired", expired, true],
    ["link-differs", failure("link-differs", { detail: "byte 5 differs" }), true],
    ["status 404", failure("http-status", { host: "cdn.example", status: 404 }), true],
    ["status 500", failure("http-status", { host: "cdn.example", status: 500 }), false],
    ["a relay's 403", failure("relay-answered", { relay: "Beijing", status: 403 }), true],
    ["disk-full", full, false],
  ] as const)("after %s it needs a new link or not", (_, reason, needs) => {
    expect(needsLink(download({ state: "paused", failure: reason }))).toBe(needs);
  });

  it("takes a new link while there is something to keep and nothing runs", () => {
    const states = ["opening", "running", "checking", "paused", "failed", "done"] as const;
    const taking = (resumable: boolean) =>
      states.filter((state) => canRelink(download({ state, resumable })));
    expect(taking(true)).toEqual(["paused", "failed"]);
    expect(taking(false)).toEqual(["paused"]);
  });

  it("speaks of what the app has, not of a command's option", () => {
    for (const reason of [expired, failure("web-page", { host: "cdn.example", file: "a.bin" })]) {
      for (const words of [en, zh]) expect(words.failure(reason)).not.toContain("--");
    }
    expect(en.failure(expired)).toContain("get a new link, and give it here");
    expect(en.failure(failure("web-page", { host: "h", file: "a.bin" }))).toContain(
      en.say("options.acceptPage"),
    );
    expect(breakable(zh.failure(failure("web-page", { host: "h", file: "a.bin" })))).toContain(
      zh.say("options.acceptPage"),
    );
  });

  it("says details in Chinese too, and leaves a system's own words alone", () => {
    expect(differs("byte 5 differs")).toContain("第 5 字节处不同");
    expect(differs("its size is another")).toContain("大小变了");
    expect(differs("ESTALE")).toContain("ESTALE");
  });
});

describe("the list of downloads", () => {
  it("keeps the newest first and notes whose bytes grew", () => {
    const one = download({ id: "a", createdAt: 1 });
    const two = download({ id: "b", createdAt: 2 });
    const first = mergeDownloads({ downloads: [], movedAt: {} }, [one, two], 100);
    expect(first.downloads.map(({ id }) => id)).toEqual(["b", "a"]);
    const second = mergeDownloads(first, [one, { ...two, bytes: two.bytes + 1 }], 200);
    expect(second.movedAt).toEqual({ a: 100, b: 200 });
  });
});
