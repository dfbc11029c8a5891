/** Whether what is about to be downloaded is in the list already. */
import path from "node:path";
import type { SameDownload } from "../../common/views.ts";
import { systemDisk } from "../disk/disk.ts";
import { chooseFileName } from "../http/file-name.ts";
import type { DownloadRecord, Store } from "../store/store.ts";
import type { SameRequest } from "../types.ts";
import { exists } from "./part-file.ts";

/**
 * Out: the newest download of the same address that did not fail, else the newest one whose file has the same name in the
 * same folder; undefined where there is neither. A finished one counts by its name only as long as its file is there. Who
 * gives it a name of his own wants another copy: then only an unfinished one of that name stands in the way, since a file
 * that has it is refused anyway.
 */
export async function findSame(
  { source, folder, name, expected }: SameRequest,
  { downloads }: Pick<Store, "downloads">,
  disk = systemDisk,
): Promise<SameDownload | undefined> {
  const [same] = name === undefined ? newest(downloads.ofSource(source.href)) : [];
  if (same) return { id: same.id, by: "address" };
  const where = path.resolve(folder);
  const wanted = name ?? expected ?? chooseFileName(undefined, source);
  for (const record of newest(downloads.ofName(where, wanted))) {
    const counts =
      record.state !== "done" || (name === undefined && (await exists(path.join(where, wanted), disk)));
    if (counts) return { id: record.id, by: "name" };
  }
  return undefined;
}

/** Those that did not fail, the newest first. */
function newest(records: DownloadRecord[]): DownloadRecord[] {
  return records.filter(({ state }) => state !== "failed").toReversed();
}
