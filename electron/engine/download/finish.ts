/** The last steps: check, sync, final name. */
import path from "node:path";
import { AppError } from "../../common/errors.ts";
import { splitExtension } from "../http/file-name.ts";
import { choose, type Algorithm, type Found } from "../verify/found.ts";
import { hashAll } from "../verify/hash.ts";
import type { Fault } from "../verify/repair.ts";
import { nameOfChecksum } from "../verify/verify.ts";
import { renameOverNothing, type PartFile } from "./part-file.ts";

export interface Finish {
  readonly part: PartFile;
  readonly size: number;
  readonly folder: string;
  readonly name: string;
  /** The user chose the name: an existing file of that name is an error. */
  readonly exact: boolean;
  /** Checksums given and found: the given one decides, else the strongest. */
  readonly checksums: readonly Found[];
  /** Tries to mend a file whose checksum is wrong. Out: the routes at fault, once `hash` says that it is right. */
  readonly mend: (hash: () => Promise<boolean>) => Promise<readonly Fault[] | undefined>;
  readonly wantSha256: boolean;
  readonly signal: AbortSignal;
}

export interface Finished {
  readonly path: string;
  readonly sha256: string | null;
  /** The checksum that it passed. */
  readonly checked: Found | undefined;
  /** Routes whose bytes were replaced. */
  readonly faults: readonly Fault[];
}

/**
 * Checks the whole file, and gives it its final name. Throws AppError `checksum-mismatch` (the file is then kept aside
 * under a name that says so), `part-lost`, `file-exists`, or a disk error; the part file stays in all but the first case.
 */
export async function finish(options: Finish): Promise<Finished> {
  const { part, size, folder, name, exact, checksums, mend, wantSha256, signal } = options;
  await part.sync();
  const checksum = choose(checksums);
  const wanted: Algorithm[] = [
    ...(checksum ? [checksum.algorithm] : []),
    ...(wantSha256 ? ["sha256" as const] : []),
  ];
  const hash = () => hashAll((at, length) => part.read(at, length), size, wanted, signal);
  let sums = wanted.length > 0 ? await hash() : new Map<Algorithm, string>();
  let faults: readonly Fault[] = [];
  const right = () => checksum === undefined || sums.get(checksum.algorithm) === checksum.hex;
  if (!right()) {
    const mended = await mend(async () => {
      sums = await hash();
      return right();
    });
    faults = mended ?? [];
    await part.sync();
  }
  if (!(await part.inPlace())) throw new AppError("part-lost", { file: part.path });
  if (checksum && !right()) {
    const [stem, extension] = splitExtension(name);
    const wrong = `${stem} (wrong ${checksum.algorithm})${extension}`;
    const named = part.path === path.join(folder, wrong);
    const aside = named ? part.path : await renameOverNothing(part.path, folder, wrong, false, part.disk);
    throw new AppError("checksum-mismatch", {
      algorithm: nameOfChecksum(checksum),
      actual: sums.get(checksum.algorithm) ?? "",
      expected: checksum.hex,
      file: path.basename(aside),
    });
  }
  const file = await renameOverNothing(part.path, folder, name, exact, part.disk);
  return { path: file, sha256: sums.get("sha256") ?? null, checked: checksum, faults };
}
