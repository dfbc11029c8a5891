/** Whether a road carries the file that the download is about, and whether that file stays the same. */
import { AppError } from "../../common/errors.ts";
import { likeness, type Identity } from "../http/validators.ts";
import type { Road } from "./road.ts";

/**
 * Checks a later answer of a road against its earlier ones. An ETag that was never steady (it differs from answer to
 * answer while size and Last-Modified stay: the nodes of a CDN) is not a change; one that was steady and changes is.
 * Throws AppError `file-changed`.
 */
export function checkUnchanged(road: Road, seen: Identity, host: string): void {
  const known = road.identity;
  if (!known) {
    road.identity = seen;
    road.steadyEtags = 1;
    return;
  }
  const changed = (detail: string) => new AppError("file-changed", { host, detail });
  if (known.total !== null && seen.total !== null && known.total !== seen.total)
    throw changed("its size is another");
  if (known.lastModified !== null && seen.lastModified !== null && known.lastModified !== seen.lastModified) {
    throw changed("its date is another");
  }
  if (known.etag === seen.etag) {
    road.steadyEtags++;
    return;
  }
  if (known.etag === null || seen.etag === null) return;
  if (road.steadyEtags > 1 || known.lastModified === null) throw changed("its ETag is another");
  road.identity = { ...known, etag: seen.etag };
}

/** What to do with a road whose first answer states this identity, given the one that the download goes by. */
export function compareIdentity(reference: Identity, seen: Identity): "join" | "compare bytes" | "refuse" {
  switch (likeness(reference, seen)) {
    case "same":
      return "join";
    case "unproved":
      return "compare bytes";
    case "different":
      return "refuse";
  }
}

/** Says how two identities differ, for a person. */
export function difference(reference: Identity, seen: Identity): string {
  if (reference.total !== seen.total)
    return `${seen.total ?? "an unknown number of"} bytes, not ${reference.total ?? "unknown"}`;
  return "another ETag and date";
}
