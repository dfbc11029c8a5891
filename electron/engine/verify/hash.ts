/** Checksums of a file, several in one pass. */
import { createHash } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import { crc32 } from "node:zlib";
import type { Algorithm } from "./found.ts";

const step = 1024 * 1024;

interface Sum {
  update(bytes: Buffer): void;
  hex(): string;
}

/**
 * Hashes a file through a reader, so that it needs no second handle. Out: lower-case hexadecimal by algorithm.
 * Rejects with the reader's error, or the signal's reason.
 */
export async function hashAll(
  read: (position: number, length: number) => Promise<Buffer>,
  size: number,
  wanted: readonly Algorithm[],
  signal: AbortSignal,
): Promise<Map<Algorithm, string>> {
  const sums = new Map([...new Set(wanted)].map((algorithm) => [algorithm, createSum(algorithm)]));
  for (let at = 0; at < size; at += step) {
    signal.throwIfAborted();
    const bytes = await read(at, Math.min(step, size - at));
    for (const sum of sums.values()) sum.update(bytes);
    await breathe();
  }
  return new Map([...sums].map(([algorithm, sum]) => [algorithm, sum.hex()]));
}

function createSum(algorithm: Algorithm): Sum {
  if (algorithm === "crc32") {
    let value = 0;
    return { update: (bytes) => (value = crc32(bytes, value)), hex: () => hex32(value) };
  }
  if (algorithm === "crc32c") return reflected(0, 0x82f63b78, false);
  if (algorithm === "crc64nvme") return reflected(0x9a6c9329, 0xac4bc9b5, true);
  const hash = createHash(algorithm);
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest("hex") };
}

/** A reflected CRC of 32 or 64 bits in two halves; all ones at the beginning and inverted at the end. */
function reflected(polyHigh: number, polyLow: number, wide: boolean): Sum {
  const highs = new Int32Array(256);
  const lows = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let high = 0;
    let low = byte;
    for (let bit = 0; bit < 8; bit++) {
      const odd = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (odd) {
        low ^= polyLow;
        high ^= polyHigh;
      }
    }
    highs[byte] = high;
    lows[byte] = low;
  }
  let high = wide ? -1 : 0;
  let low = -1;
  return {
    update(bytes) {
      for (const byte of bytes) {
        const index = (low ^ byte) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (lows[index] ?? 0);
        high = (high >>> 8) ^ (highs[index] ?? 0);
      }
    },
    hex: () => (wide ? hex32(~high) : "") + hex32(~low),
  };
}

function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}
