import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SeededBytes } from "../../../electron/practice/seeded-bytes.ts";

const size = 300_000;
const bytes = new SeededBytes("seed");
const whole = bytes.slice(0, size);

describe("seeded bytes", () => {
  test("any sub-range is what stands there in the whole", () => {
    const range = fc
      .tuple(fc.nat(size), fc.nat(size))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(range, ([start, end]) => {
        expect(bytes.slice(start, end).equals(whole.subarray(start, end))).toBe(true);
      }),
    );
  });

  test("far into a huge file, neighbours still fit together", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2 ** 36, max: 2 ** 52 }), fc.nat(100), (start, cut) => {
        const both = bytes.slice(start, start + 200);
        const parts = [bytes.slice(start, start + cut), bytes.slice(start + cut, start + 200)];
        expect(Buffer.concat(parts).equals(both)).toBe(true);
      }),
    );
  });

  test("other places and other seeds have other bytes", () => {
    expect(bytes.slice(0, 64)).not.toEqual(bytes.slice(2 ** 36, 2 ** 36 + 64));
    expect(bytes.slice(0, 64)).not.toEqual(bytes.slice(64, 128));
    expect(bytes.slice(0, 64)).not.toEqual(new SeededBytes("other").slice(0, 64));
  });

  test("the stream gives the same bytes, also from the middle of a block", async () => {
    expect(await buffer(bytes.stream(5, 200_001))).toEqual(whole.subarray(5, 200_001));
    expect(await buffer(bytes.stream(7, 7))).toHaveLength(0);
  });

  test("the hash is that of the first bytes", async () => {
    for (const length of [0, 1, size]) {
      const expected = createHash("sha256").update(whole.subarray(0, length)).digest("hex");
      expect(await bytes.sha256(length)).toBe(expected);
    }
  });

  test("what is no range is refused", () => {
    expect(() => bytes.slice(-1, 5)).toThrow(RangeError);
    expect(() => bytes.slice(5, 4)).toThrow(RangeError);
    expect(() => bytes.slice(0.5, 4)).toThrow(RangeError);
  });
});
