import { describe, expect, test } from "vitest";
import { TokenBucket } from "../../../electron/practice/token-bucket.ts";

describe("a token bucket of 1000 bytes a second that keeps 100", () => {
  test("fills with time, and is empty when its bytes are taken", () => {
    const bucket = new TokenBucket(1000, 100, 0);
    expect(bucket.available(0)).toBe(0);
    expect(bucket.available(50)).toBe(50);
    bucket.take(30);
    expect(bucket.available(60)).toBe(30);
  });

  test("keeps no more than it may", () => {
    expect(new TokenBucket(1000, 100, 0).available(60_000)).toBe(100);
  });

  test("fractions of bytes are not lost", () => {
    const bucket = new TokenBucket(1000, 100, 0);
    let taken = 0;
    for (let time = 0.3; time < 1000.1; time += 0.3) {
      const bytes = bucket.available(time);
      bucket.take(bytes);
      taken += bytes;
    }
    expect(taken).toBeGreaterThan(998);
    expect(taken).toBeLessThanOrEqual(1000);
  });

  test("without a limit there is always more", () => {
    const bucket = new TokenBucket(Infinity, Infinity, 0);
    bucket.take(1e12);
    expect(bucket.available(1)).toBe(Infinity);
  });
});
