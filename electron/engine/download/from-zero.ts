import type { DownloadRecord } from "../store/store.ts";

/** What a record says of bytes, file and server as long as nothing came: of a new download, and of one that begins anew. */
export function fromZero() {
  return {
    placedIn: null,
    fileName: null,
    partName: null,
    partId: null,
    identity: null,
    trusted: false,
    ranges: true,
    done: [],
    keptBytes: 0,
    warnings: [],
    sha256: null,
    integrity: null,
    wrong: null,
  } satisfies Partial<DownloadRecord>;
}
