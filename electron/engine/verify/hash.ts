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

/**
 * A reflected CRC of 32 or 64 bits in two halves; all ones at the beginning and inverted at the end. Eight bytes a step, by
 * a table for each (Kounavis and Berry, 2005): byte by byte it would be slower than a disk.
 */
function reflected(polyHigh: number, polyLow: number, wide: boolean): Sum {
  const { highs, lows } = tablesOf(polyHigh, polyLow);
  let high = wide ? -1 : 0;
  let low = -1;
  return {
    update(bytes) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const whole = bytes.length - (bytes.length % 8);
      for (let at = 0; at < whole; at += 8) {
        const x = low ^ view.getInt32(at, true);
        const y = high ^ view.getInt32(at + 4, true);
        low = mix(lows, x, y);
        if (wide) high = mix(highs, x, y);
      }
      for (let at = whole; at < bytes.length; at++) {
        const index = (low ^ view.getUint8(at)) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (lows[index] ?? 0);
        high = (high >>> 8) ^ (highs[index] ?? 0);
      }
    },
    hex: () => (wide ? hex32(~high) : "") + hex32(~low),
  };
}

/** Eight tables of 256, one after another: the k-th has what a byte comes to with k zero bytes behind it. */
function tablesOf(polyHigh: number, polyLow: number) {
  const highs = new Int32Array(8 * 256);
  const lows = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let high = 0;
    let low = byte;
    for (let bit = 1; bit <= 64; bit++) {
      const odd = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (odd) {
        low ^= polyLow;
        high ^= polyHigh;
      }
      if (bit % 8 === 0) {
        const index = (bit / 8 - 1) * 256 + byte;
        highs[index] = high;
        lows[index] = low;
      }
    }
  }
  return { highs, lows };
}

/** One half of the sum after eight bytes; the first byte of `x` has seven behind it, the last of `y` none. */
function mix(table: Int32Array, x: number, y: number): number {
  return (
    (table[0x700 | (x & 0xff)] ?? 0) ^
    (table[0x600 | ((x >>> 8) & 0xff)] ?? 0) ^
    (table[0x500 | ((x >>> 16) & 0xff)] ?? 0) ^
    (table[0x400 | (x >>> 24)] ?? 0) ^
    (table[0x300 | (y & 0xff)] ?? 0) ^
    (table[0x200 | ((y >>> 8) & 0xff)] ?? 0) ^
    (table[0x100 | ((y >>> 16) & 0xff)] ?? 0) ^
    (table[y >>> 24] ?? 0)
  );
}

function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}
