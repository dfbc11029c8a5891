/**
 * Content that exists without being stored: any range of it follows from a seed. It is aperiodic, so that a byte at a
 * wrong place is always found, and a file of 100 GB costs nothing.
 */
import { createCipheriv, createHash } from "node:crypto";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";

const blockBytes = 16;
const chunkBytes = 64 * 1024;
/** Small enough that hashing one piece holds the event loop for a few milliseconds only. */
const hashBytes = 512 * 1024;
const zeros = Buffer.alloc(hashBytes);

/** The key stream of AES-128 in counter mode: the counter is the offset in blocks, the key follows from the seed. */
export class SeededBytes {
  readonly #key: Buffer;

  constructor(seed: string) {
    this.#key = createHash("sha256").update(seed).digest().subarray(0, 16);
  }

  /** The bytes `[start, end)`. Throws RangeError where that is no range of whole numbers. */
  slice(start: number, end: number): Buffer {
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) {
      throw new RangeError(`not a range of bytes: [${start}, ${end})`);
    }
    const counter = Buffer.alloc(blockBytes);
    counter.writeBigUInt64BE(BigInt(Math.floor(start / blockBytes)), 8);
    const lead = start % blockBytes;
    const length = lead + end - start;
    const plain = length <= zeros.length ? zeros.subarray(0, length) : Buffer.alloc(length);
    return createCipheriv("aes-128-ctr", this.#key, counter).update(plain).subarray(lead);
  }

  /** The bytes `[start, end)` in pieces of at most 64 KiB, made only as fast as they are read. */
  stream(start: number, end: number): Readable {
    return Readable.from(this.#pieces(start, end), { objectMode: false, highWaterMark: chunkBytes });
  }

  *#pieces(start: number, end: number): Generator<Buffer> {
    for (let at = start; at < end; at += chunkBytes) yield this.slice(at, Math.min(end, at + chunkBytes));
  }

  /** The SHA-256 of the first `size` bytes, in lower-case hexadecimal. Lets other work run in between. */
  async sha256(size: number): Promise<string> {
    const hash = createHash("sha256");
    for (let at = 0; at < size; at += hashBytes) {
      hash.update(this.slice(at, Math.min(size, at + hashBytes)));
      await setImmediate();
    }
    return hash.digest("hex");
  }
}
