/** Whether two answers speak of the same file: total size, ETag, Last-Modified (RFC 9110, 8.8). */
import type { Identity } from "../store/store.ts";
import type { Answer } from "./attempt.ts";

export type { Identity } from "../store/store.ts";

/** The identity that an answer's headers state; `total` is the caller's reading of Content-Range or Content-Length. */
export function identityOf(answer: Answer, total: number | null): Identity {
  return {
    total,
    etag: answer.header("etag") ?? null,
    lastModified: answer.header("last-modified") ?? null,
  };
}

/**
 * - `same`: same size, and a strong ETag or a Last-Modified that agrees: proof enough to join bytes.
 * - `unproved`: same size, but nothing else to go by, or ETags that differ under one Last-Modified (they do, between the
 *   nodes of a CDN): bytes must be compared.
 * - `different`: another size, or every validator that both have differs.
 */
export type Likeness = "same" | "unproved" | "different";

/** Compares two identities from different routes or sessions. An unknown size fits any. */
export function likeness(a: Identity, b: Identity): Likeness {
  if (a.total !== null && b.total !== null && a.total !== b.total) return "different";
  const etags =
    a.etag !== null && b.etag !== null ? { equal: a.etag === b.etag, strong: isStrong(a.etag) } : undefined;
  const dates =
    a.lastModified !== null && b.lastModified !== null ? a.lastModified === b.lastModified : undefined;
  if (etags?.equal && etags.strong && dates !== false) return "same";
  if (etags && !etags.equal && dates === false) return "different";
  if (dates === true && etags === undefined) return "same";
  return "unproved";
}

function isStrong(etag: string): boolean {
  return etag.startsWith('"');
}
