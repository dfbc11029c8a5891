import { describe, expect, test } from "vitest";
import { parseByteRange } from "../../../electron/practice/byte-range.ts";

describe("a Range header over 100 bytes", () => {
  test.each([
    ["bytes=0-", { start: 0, end: 100 }],
    ["bytes=0-0", { start: 0, end: 1 }],
    ["bytes=10-19", { start: 10, end: 20 }],
    ["bytes=90-500", { start: 90, end: 100 }],
    ["bytes=-5", { start: 95, end: 100 }],
    ["bytes=-500", { start: 0, end: 100 }],
    ["Bytes=1-2", { start: 1, end: 3 }],
    ["bytes=100-", "unsatisfiable"],
    ["bytes=-0", "unsatisfiable"],
    ["bytes=5-4", undefined],
    ["bytes=0-1,5-6", undefined],
    ["bytes=-", undefined],
    ["items=0-5", undefined],
    ["bytes=a-b", undefined],
    [undefined, undefined],
  ] as const)("%s", (header, expected) => {
    expect(parseByteRange(header, 100)).toEqual(expected);
  });

  test("nothing of an empty file can be had", () => {
    expect(parseByteRange("bytes=0-", 0)).toBe("unsatisfiable");
    expect(parseByteRange("bytes=-5", 0)).toBe("unsatisfiable");
  });
});
