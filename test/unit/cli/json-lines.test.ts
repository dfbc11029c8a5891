import { describe, expect, test } from "vitest";
import {
  checkedLine,
  comparedLine,
  doneLine,
  failedLine,
  noticeLine,
  printLine,
  probedLine,
  progressLine,
  routeLine,
  sawLine,
} from "../../../electron/cli/json-lines.ts";
import { warningSentences } from "../../../electron/cli/warnings.ts";
import { AppError, toFailure } from "../../../electron/common/errors.ts";
import { warning } from "../../../electron/common/views.ts";
import { parseLine } from "../../cli/line-schemas.ts";
import { comparedRoute, comparisonView, downloadView, routeProgress } from "./views.ts";

const refused = toFailure(new AppError("http-status", { host: "example.org", status: 404 }));

describe("each line has its shape and nothing more", () => {
  test("progress", () => {
    const routes = [routeProgress({ bytes: 12, speed: 1.23456 })];
    expect(parseLine(printLine(progressLine(downloadView({ bytes: 12, speed: 9.87, routes }))))).toEqual({
      event: "progress",
      bytes: 12,
      total: 1000,
      speed: 10,
      routes: [{ route: "direct", lanes: 2, bytes: 12, speed: 1, state: "active" }],
    });
  });

  test("done", () => {
    const route = { route: "direct", bytes: 10, connections: 2, requests: 3, retries: 1 };
    const report = {
      file: "/tmp/a",
      bytes: 10,
      keptBytes: 4,
      seconds: 1.23456,
      sha256: null,
      routes: [route],
    };
    const shown = { ...route, speed: 5.5, firstByteMs: 1.26 };
    expect(parseLine(printLine(sawLine({ ...report, routes: [shown], integrity: null })))).toEqual({
      event: "saw",
      routes: [{ route: "direct", bytes: 10, speed: 6, firstByteMs: 1.3 }],
    });
    expect(parseLine(printLine(doneLine({ ...report, routes: [shown], integrity: null })))).toEqual({
      event: "done",
      ...report,
      seconds: 1.235,
    });
  });

  test("checked", () => {
    const integrity = {
      level: "checksum",
      algorithm: "sha256",
      source: "sidecar",
      strength: "strong",
      samples: 0,
    } as const;
    expect(parseLine(printLine(checkedLine(integrity)))).toEqual({ event: "checked", ...integrity });
  });

  test.each(warning.options)("notice of %s", (code) => {
    expect(parseLine(printLine(noticeLine(code)))).toEqual({
      event: "notice",
      code,
      message: warningSentences[code],
    });
  });

  test("a route that is left out, and one that is back", () => {
    const problem = { code: refused.code, message: refused.message };
    expect(parseLine(printLine(routeLine({ route: "Beijing", state: "out", problem })))).toEqual({
      event: "route",
      route: "Beijing",
      state: "out",
      ...problem,
    });
    expect(parseLine(printLine(routeLine({ route: "Beijing", state: "active", problem: null })))).toEqual({
      event: "route",
      route: "Beijing",
      state: "active",
      code: null,
      message: null,
    });
  });

  test("compared", () => {
    expect(parseLine(printLine(comparedLine(comparisonView())))).toMatchObject({
      verdict: "relay",
      ratio: 40.95,
      routes: [{ route: "direct", firstByteMs: 204.3 }, { route: "Beijing" }],
    });
  });

  test("compared, with a route that could not be measured", () => {
    const failed = comparedRoute({ samples: [], median: null, low: null, high: null, problem: refused });
    const view = comparisonView({
      routes: [failed],
      ratio: null,
      ratioLow: null,
      ratioHigh: null,
      verdict: "unsure",
    });
    expect(parseLine(printLine(comparedLine(view)))).toMatchObject({
      ratio: null,
      routes: [{ samples: [], problem: { code: "http-status", message: refused.message } }],
    });
  });

  test("probed", () => {
    const view = {
      route: "direct",
      kind: "direct",
      status: 404,
      bytes: null,
      etag: null,
      lastModified: null,
      ranges: false,
      firstByteMs: 12.345,
      name: null,
      contentType: null,
      problem: refused,
    } as const;
    expect(parseLine(printLine(probedLine([view])))).toMatchObject({
      routes: [{ status: 404, firstByteMs: 12.3, problem: { code: "http-status" } }],
    });
  });

  test("failed", () => {
    expect(parseLine(printLine(failedLine(refused, true)))).toEqual({
      event: "failed",
      code: "http-status",
      message: refused.message,
      resumable: true,
    });
  });
});

test("a line is one line, whatever is in it", () => {
  const failure = toFailure(new Error("first\nsecond\u2028third"));
  expect(printLine(failedLine(failure, false)).split("\n")).toHaveLength(2);
});
