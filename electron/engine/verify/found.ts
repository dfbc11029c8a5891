/** A checksum that somebody said of the file: the user, the server, or a file beside it. Pure. */
import type { ChecksumSource, Strength } from "../../common/views.ts";

export const algorithms = {
  md5: { digits: 32, strength: "weak", rank: 4 },
  sha1: { digits: 40, strength: "weak", rank: 5 },
  sha256: { digits: 64, strength: "strong", rank: 6 },
  sha384: { digits: 96, strength: "strong", rank: 7 },
  sha512: { digits: 128, strength: "strong", rank: 8 },
  crc32: { digits: 8, strength: "error-detecting", rank: 1 },
  crc32c: { digits: 8, strength: "error-detecting", rank: 2 },
  crc64nvme: { digits: 16, strength: "error-detecting", rank: 3 },
} as const satisfies Record<string, { digits: number; strength: Strength; rank: number }>;
export type Algorithm = keyof typeof algorithms;

export interface Found {
  readonly algorithm: Algorithm;
  /** Lower-case hexadecimal. */
  readonly hex: string;
  readonly source: ChecksumSource;
  readonly strength: Strength;
}

/** A checksum from hexadecimal text; undefined where its length does not fit the algorithm or it is not hexadecimal. */
export function fromHex(algorithm: Algorithm, hex: string, source: ChecksumSource): Found | undefined {
  const { digits, strength } = algorithms[algorithm];
  if (hex.length !== digits || !/^[0-9a-f]+$/i.test(hex)) return undefined;
  return { algorithm, hex: hex.toLowerCase(), source, strength };
}

/** A checksum from base64 text; undefined as `fromHex`. */
export function fromBase64(algorithm: Algorithm, text: string, source: ChecksumSource): Found | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  return fromHex(algorithm, Buffer.from(text, "base64").toString("hex"), source);
}

/**
 * The checksum to check: what the user gave, else the strongest, and among equals the first (so headers are listed before
 * files beside it: they came with the very bytes); undefined where there is none.
 */
export function choose(found: readonly Found[]): Found | undefined {
  const given = found.find(({ source }) => source === "given");
  return given ?? found.toSorted((a, b) => algorithms[b.algorithm].rank - algorithms[a.algorithm].rank).at(0);
}
