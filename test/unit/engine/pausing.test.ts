import { expect, test } from "vitest";
import { pauses, retryWaitMs } from "../../../electron/engine/download/pausing.ts";
import type { ErrorCode } from "../../../electron/common/errors.ts";

const stop = (code: ErrorCode, status?: number) => ({
  failure: { code, params: status === undefined ? {} : { status } },
  routes: [],
  bytes: 1000,
  ranges: true,
});

test.each([
  ["disk-full"],
  ["disk-error"],
  ["folder-not-writable"],
  ["dns-failed"],
  ["unreachable"],
  ["timed-out"],
  ["connection-lost"],
  ["truncated"],
  ["http-status", 429],
  ["http-status", 503],
  ["relay-answered", 502],
  ["relay-unreachable"],
  ["relay-cannot-reach"],
] as const)("%s %s pauses what can be gone on with, and nothing else", (code, status?: number) => {
  expect(pauses(stop(code, status))).toBe(true);
  expect(pauses({ ...stop(code, status), bytes: 0 })).toBe(false);
  expect(pauses({ ...stop(code, status), ranges: false })).toBe(false);
});

test.each([
  ["http-status", 404],
  ["http-status", 403],
  ["checksum-mismatch"],
  ["file-changed"],
  ["part-lost"],
  ["file-exists"],
  ["tls-failed"],
  ["link-expired"],
  ["routes-disagree"],
  ["internal"],
] as const)("%s %s is the end", (code, status?: number) => {
  expect(pauses(stop(code, status))).toBe(false);
});

test("where no route is left, it waits if the trouble of any may pass", () => {
  const refused = { code: "http-status", params: { status: 403 } } as const;
  const lost = { code: "connection-lost", params: {} } as const;
  expect(pauses({ ...stop("no-route"), routes: [refused, lost] })).toBe(true);
  expect(pauses({ ...stop("no-route"), routes: [refused] })).toBe(false);
});

test("what could not be asked for without its headers waits, whether something came before or not", () => {
  expect(pauses({ ...stop("headers-locked"), bytes: 0, ranges: false })).toBe(true);
});

const waits = (firstMs: number) => [0, 1, 2, 3, 6, 60].map((tries) => retryWaitMs(tries, firstMs));

test("the waits double from 5 s to 300 s, or from whatever is wished", () => {
  expect(waits(5000)).toEqual([5000, 10_000, 20_000, 40_000, 300_000, 300_000]);
  expect(waits(60_000)).toEqual([60_000, 120_000, 240_000, 300_000, 300_000, 300_000]);
  expect(waits(900_000)).toEqual(Array(6).fill(900_000));
});
