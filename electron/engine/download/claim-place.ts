/** Where a download goes: the file's name, and a part file beside it that is nobody else's. */
import path from "node:path";
import { AppError } from "../../common/errors.ts";
import { systemDisk } from "../disk/disk.ts";
import { chooseFileName } from "../http/file-name.ts";
import { sendsPage } from "../http/web-page.ts";
import type { DownloadRecord, Store } from "../store/store.ts";
import type { ChooseFolder } from "../types.ts";
import type { Opening } from "./opening.ts";
import { exists, numbered, PartFile, partEnding } from "./part-file.ts";

/** Where a download's file is or will be. */
export function folderOf({ folder, placedIn }: Pick<DownloadRecord, "folder" | "placedIn">): string {
  return placedIn ?? folder;
}

export interface Place {
  readonly folder: string;
  readonly part: PartFile;
  readonly fileName: string;
  readonly partName: string;
}

/**
 * Settles the file's name (the user's, else the server's with ` (1)` where that is taken) and, where the record says so, its
 * folder; makes its part file there. Throws AppError `file-exists` where the user's name is taken, what `choose` throws, or
 * a disk error.
 */
export async function claimPlace(
  record: DownloadRecord,
  { answer, at }: Opening,
  store: Store,
  choose: ChooseFolder,
  disk = systemDisk,
): Promise<Place> {
  const { wantedName } = record;
  const source = new URL(record.source);
  const wanted = wantedName ?? chooseFileName(answer.header("content-disposition"), at, source);
  const folder = record.sorted ? path.resolve(choose(source, wanted, record.folder)) : record.folder;
  // Another download's part keeps its name even where its file is gone.
  const claimed = (name: string) => store.downloads.ofPart(folder, name).some((id) => id !== record.id);
  for (const fileName of wantedName === null ? numbered(wanted) : [wanted]) {
    if (await exists(path.join(folder, fileName), disk)) continue;
    for (const partName of numbered(`${fileName}${partEnding}`)) {
      const file = path.join(folder, partName);
      const part = claimed(partName) ? undefined : await PartFile.create(file, disk);
      if (part) return { folder, part, fileName, partName };
      // A stranger's part of the same name: with a name of the server's choice, take the next one.
      if (wantedName === null) break;
    }
  }
  throw new AppError("file-exists", { file: path.join(folder, wanted) });
}

/** An HTML page where the address does not look like one is most likely an error or a sign-in page. */
export function pageWarnings({ answer }: Opening, source: URL): DownloadRecord["warnings"] {
  return sendsPage(answer) && !/(\.x?html?|\/)$/i.test(source.pathname) ? ["html"] : [];
}
