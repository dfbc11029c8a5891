/** Whether a road carries the file that the download is about, and whether that file stays the same. */
import { AppError } from "../../common/errors.ts";
import type { Identity } from "../http/validators.ts";
import type { Road } from "./road.ts";

/**
 * Checks a later answer of a road against its earlier ones. Out: `same`, or `flip` where only the ETag differs: that may
 * be another node of a CDN, or another file, so bytes must be compared. Throws AppError `file-changed` where the size or
 * the date differs.
 */
export function checkUnchanged(road: Road, seen: Identity, host: string): "same" | "flip" {
  const known = (road.identity ??= seen);
  const changed = (detail: string) => new AppError("file-changed", { host, detail });
  if (known.total !== null && seen.total !== null && known.total !== seen.total)
    throw changed("its size is another");
  if (known.lastModified !== null && seen.lastModified !== null && known.lastModified !== seen.lastModified) {
    throw changed("its date is another");
  }
  return known.etag === seen.etag || road.etags.has(seen.etag) ? "same" : "flip";
}

/** Says how two identities differ, for a person. */
export function difference(reference: Identity, seen: Identity): string {
  if (reference.total !== seen.total)
    return `${seen.total ?? "an unknown number of"} bytes, not ${reference.total ?? "unknown"}`;
  return "another ETag and date";
}
