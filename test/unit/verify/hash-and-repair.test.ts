import { createHash } from "node:crypto";
import { assert, asyncProperty, nat, uint8Array } from "fast-check";
import { expect, test } from "vitest";
import { hashAll } from "../../../electron/engine/verify/hash.ts";
import { repair } from "../../../electron/engine/verify/repair.ts";
import { integrityOf } from "../../../electron/engine/verify/verify.ts";

const { signal } = new AbortController();

test("the check values of the CRC catalogue, in one pass with a hash, over several steps", async () => {
  const text = Buffer.from("123456789");
  const read = (at: number, length: number) => Promise.resolve(text.subarray(at, at + length));
  const sums = await hashAll(read, 9, ["crc32", "crc32c", "crc64nvme", "sha256"], signal);
  expect(Object.fromEntries(sums)).toEqual({
    crc32: "cbf43926",
    crc32c: "e3069283",
    crc64nvme: "ae8b14860a799888",
    sha256: createHash("sha256").update(text).digest("hex"),
  });
  const big = Buffer.alloc(3_000_001, 7);
  const readBig = (at: number, length: number) => Promise.resolve(big.subarray(at, at + length));
  const bigSums = await hashAll(readBig, big.length, ["sha256"], signal);
  expect(bigSums.get("sha256")).toBe(createHash("sha256").update(big).digest("hex"));
});

test("a CRC is the same however the bytes are cut: eight at a time, and the rest one by one", () =>
  assert(
    asyncProperty(uint8Array({ maxLength: 100 }), nat(40), async (bytes, cut) => {
      const polynomials = { crc32c: 0x82f63b78n, crc64nvme: 0x9a6c9329ac4bc9b5n };
      const offset = Buffer.concat([Buffer.alloc(cut), bytes]).subarray(cut);
      const sums = await hashAll(
        () => Promise.resolve(offset),
        bytes.length,
        ["crc32c", "crc64nvme"],
        signal,
      );
      expect(sums.get("crc32c")).toBe(crcByBits(bytes, polynomials.crc32c, 32));
      expect(sums.get("crc64nvme")).toBe(crcByBits(bytes, polynomials.crc64nvme, 64));
    }),
  ));

/** The definition, a bit at a time. */
function crcByBits(bytes: Uint8Array, polynomial: bigint, bits: 32 | 64): string {
  const ones = (1n << BigInt(bits)) - 1n;
  let value = ones;
  for (const byte of bytes) {
    value ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = (value >> 1n) ^ (value & 1n ? polynomial : 0n);
  }
  return (value ^ ones).toString(16).padStart(bits / 4, "0");
}

test("bytes that came direct in an earlier session count as end-to-end, those of a relay do not", () => {
  const relay = { name: "relay", endToEnd: false };
  expect(integrityOf(undefined, [[0, 5, "direct"]], [relay], 0).level).toBe("end-to-end");
  const mixed: [number, number, string][] = [
    [0, 5, "direct"],
    [5, 9, "relay"],
  ];
  expect(integrityOf(undefined, mixed, [relay], 0).level).toBe("unproved");
  expect(integrityOf(undefined, mixed, [relay], 3).level).toBe("sampled");
  expect(integrityOf(undefined, [[0, 5, "gone"]], [relay], 0).level).toBe("unproved");
});

test("the suspect's bytes are replaced by the judge's, and the first offset is said", async () => {
  const right = Buffer.alloc(3_000_000, 1);
  const file = Buffer.from(right);
  file[2_000_001] = 9;
  file[2_500_000] = 9;
  const asked: string[] = [];
  const options = {
    part: {
      read: (at: number, length: number) => Promise.resolve(Buffer.from(file.subarray(at, at + length))),
      write: (buffers: readonly Buffer[], at: number) => {
        Buffer.concat(buffers).copy(file, at);
        return Promise.resolve();
      },
    },
    done: [
      [0, 1_000_000, "direct"],
      [1_000_000, 3_000_000, "relay"],
    ] as [number, number, string][],
    routes: [
      { name: "relay", endToEnd: false },
      { name: "direct", endToEnd: true },
    ],
    fetch: (route: string, start: number, end: number) => {
      asked.push(route);
      return Promise.resolve(right.subarray(start, end));
    },
    hash: () => Promise.resolve(file.equals(right)),
    signal,
  };
  expect(await repair(options)).toEqual([{ route: "relay", judge: "direct", offset: 2_000_001 }]);
  expect(new Set(asked)).toEqual(new Set(["direct"]));
  expect(await repair({ ...options, hash: () => Promise.resolve(false) })).toBeUndefined();
});

test("between relays alone, a judge that is itself at fault leaves nothing behind", async () => {
  const right = Buffer.alloc(3_000_000, 1);
  // `bad` changes the same two bytes whoever asks; it brought the second half.
  const bad = Buffer.from(right);
  bad[500_000] = 9;
  bad[2_500_000] = 9;
  const file = Buffer.concat([right.subarray(0, 2_000_000), bad.subarray(2_000_000)]);
  const options = {
    part: {
      read: (at: number, length: number) => Promise.resolve(Buffer.from(file.subarray(at, at + length))),
      write: (buffers: readonly Buffer[], at: number) => {
        Buffer.concat(buffers).copy(file, at);
        return Promise.resolve();
      },
    },
    done: [
      [0, 2_000_000, "good"],
      [2_000_000, 3_000_000, "bad"],
    ] as [number, number, string][],
    routes: [
      { name: "good", endToEnd: false },
      { name: "bad", endToEnd: false },
    ],
    fetch: (route: string, start: number, end: number) =>
      Promise.resolve((route === "good" ? right : bad).subarray(start, end)),
    hash: () => Promise.resolve(file.equals(right)),
    signal,
  };
  expect(await repair(options)).toEqual([{ route: "bad", judge: "good", offset: 2_500_000 }]);
  expect(file.equals(right)).toBe(true);
});
