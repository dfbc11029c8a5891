/** How algorithms and places of checksums are written for a person, in every language. */
import type { ChecksumSource } from "./views.ts";

/** `SHA-256` for `sha256`, `CRC32C` for `crc32c`. */
export function algorithmName(algorithm: string): string {
  return algorithm.toUpperCase().replace(/^SHA-?(?=\d)/, "SHA-");
}

/** The header that a checksum stood in; undefined where it stood in none. */
export function headerOf(source: ChecksumSource): string | undefined {
  return headers[source];
}

const headers: { readonly [S in ChecksumSource]?: string } = {
  "repr-digest": "Repr-Digest",
  digest: "Digest",
  "x-goog-hash": "x-goog-hash",
  "x-amz-checksum": "x-amz-checksum",
};
