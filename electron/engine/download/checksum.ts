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
