import { createHash } from "node:crypto";
import { AppError } from "../../common/errors.ts";
import type { Checksum } from "../types.ts";

const lengths = { md5: 32, sha1: 40, sha256: 64, sha384: 96, sha512: 128 } as const;

/**
 * Reads `sha256:HEX` (or md5, sha1, sha384, sha512; a bare HEX is taken by its length). Throws AppError `bad-checksum`.
 */
export function parseChecksum(text: string): Checksum {
  const typed = text.trim();
  const fail = (problem: string): never => {
    throw new AppError("bad-checksum", { text: typed.slice(0, 140), problem });
  };
  const [, name, hex] = /^(?:([a-z0-9-]+)[:=])?([^:]*)$/i.exec(typed) ?? [];
  if (hex === undefined || !/^[0-9a-f]+$/i.test(hex)) return fail("it is not hexadecimal");
  const known = (Object.keys(lengths) as Checksum["algorithm"][]).find((algorithm) =>
    name === undefined
      ? lengths[algorithm] === hex.length
      : algorithm === name.toLowerCase().replace("-", ""),
  );
  if (known === undefined)
    return fail(name === undefined ? "its length fits no algorithm" : `${name} is not known`);
  if (hex.length !== lengths[known])
    return fail(`${known} has ${lengths[known]} digits, this has ${hex.length}`);
  return { algorithm: known, hex: hex.toLowerCase() };
}

export function printChecksum({ algorithm, hex }: Checksum): string {
  return `${algorithm}:${hex}`;
}

/** Hashes a file through a reader, so that it needs no second handle. Out: hexadecimal. */
export async function hashFile(
  read: (position: number, length: number) => Promise<Buffer>,
  size: number,
  algorithm: Checksum["algorithm"],
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash(algorithm);
  const step = 1024 * 1024;
  for (let at = 0; at < size; at += step) {
    signal.throwIfAborted();
    hash.update(await read(at, Math.min(step, size - at)));
  }
  return hash.digest("hex");
}
