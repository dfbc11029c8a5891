import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  addHeader,
  parseAmount,
  parseCount,
  parseMode,
  parseSeconds,
  parseTarget,
} from "../../../electron/cli/options.ts";
import { isAppError } from "./is-app-error.ts";

describe("numbers", () => {
  test.each([
    ["1", 1],
    ["16", 16],
    ["64", 64],
  ])("a count of %s", (text, value) => expect(parseCount("--connections", text, 1, 64)).toBe(value));

  test.each(["0", "65", "-1", "1.5", "", " 4", "1e1", "0x10", "99999999999999999999", "many"])(
    "no count: %j",
    (text) => {
      expect(() => parseCount("--connections", text, 1, 64)).toThrow(
        isAppError("bad-option", "--connections"),
      );
    },
  );

  test.each([
    ["1", 1],
    ["2.5", 2.5],
  ])("%s seconds", (text, value) => expect(parseSeconds("--seconds", text, 1, 600)).toBe(value));

  test.each(["0.5", "601", "NaN", "Infinity", "-3"])("no seconds: %j", (text) => {
    expect(() => parseSeconds("--seconds", text, 1, 600)).toThrow(isAppError("bad-option", "--seconds"));
  });

  test.each([
    ["2M", 2_000_000],
    ["100MB", 100_000_000],
    ["512KiB", 524_288],
  ])("an amount of %s", (text, value) => expect(parseAmount("--limit", text)).toBe(value));

  test.each(["0", "fast", "-1M", "1X"])("no amount: %j", (text) => {
    expect(() => parseAmount("--limit", text)).toThrow(isAppError("bad-option", "--limit"));
  });
});

test("modes", () => {
  expect(["auto", "direct", "relay", "all"].map(parseMode)).toEqual(["auto", "direct", "relay", "all"]);
  expect(() => parseMode("fastest")).toThrow(isAppError("bad-option", "--route"));
});

describe("headers", () => {
  test("names are lower-cased, values trimmed, colons in values kept", () => {
    expect(addHeader("X-Time:  10:20 ")).toEqual({ "x-time": "10:20" });
  });

  test("one name twice becomes one header; cookies join in their own way", () => {
    expect(addHeader("Accept: b", addHeader("accept: a"))).toEqual({ accept: "a, b" });
    expect(addHeader("Cookie: b=2", addHeader("cookie: a=1"))).toEqual({ cookie: "a=1; b=2" });
  });

  test("a name that every object has is a name like any other", () => {
    expect(addHeader("Constructor: a")).toEqual({ constructor: "a" });
    expect(addHeader("Constructor: b", addHeader("constructor: a"))).toEqual({ constructor: "a, b" });
  });

  test.each([
    "no colon",
    ": value",
    "Na me: value",
    "X-A: a\r\nX-B: b",
    "X-A: \u4e2d",
    "Range: bytes=0-",
    "Host: other",
  ])("refused: %j", (text) => expect(() => addHeader(text)).toThrow(isAppError("bad-option", "--header")));

  test("an error never carries the value", () => {
    expect(() => addHeader("Authorization: secret\u0001")).toThrow(/^(?!.*secret)/);
  });
});

const never = () => false;

describe("-o", () => {
  test("without it, the current folder and the server's name", () => {
    expect(parseTarget(undefined)).toEqual({ folder: process.cwd() });
  });
  test("an existing folder, or a path that ends in a slash, is a folder", () => {
    expect(parseTarget("some", () => true)).toEqual({ folder: path.resolve("some") });
    expect(parseTarget("some/new/", never)).toEqual({ folder: path.resolve("some/new") });
    expect(parseTarget(".")).toEqual({ folder: process.cwd() });
  });
  test("else folder and name", () => {
    expect(parseTarget("big.iso", never)).toEqual({ folder: process.cwd(), name: "big.iso" });
    expect(parseTarget("/tmp/a/big.iso", never)).toEqual({ folder: "/tmp/a", name: "big.iso" });
  });
  test("empty is a mistake", () => {
    expect(() => parseTarget("")).toThrow(isAppError("bad-option", "--output"));
  });
});
