/** The last steps: check, sync, final name. */
import path from "node:path";
import { AppError } from "../../common/errors.ts";
import { splitExtension } from "../http/file-name.ts";
import { hashFile } from "./checksum.ts";
import type { Checksum } from "../types.ts";
import { renameOverNothing, type PartFile } from "./part-file.ts";

export interface Finish {
  readonly part: PartFile;
  readonly size: number;
  readonly folder: string;
  readonly name: string;
  /** The user chose the name: an existing file of that name is an error. */
  readonly exact: boolean;
  readonly checksum: Checksum | undefined;
  readonly wantSha256: boolean;
  readonly signal: AbortSignal;
}

export interface Finished {
  readonly path: string;
  readonly sha256: string | null;
}

/**
 * Checks the whole file, and gives it its final name. Throws AppError `checksum-mismatch` (the file is then kept aside
 * under a name that says so), `part-lost`, `file-exists`, or a disk error; the part file stays in all but the first case.
 */
export async function finish(options: Finish): Promise<Finished> {
  const { part, size, folder, name, exact, checksum, wantSha256, signal } = options;
  await part.sync();
  const hash = (algorithm: Checksum["algorithm"]) =>
    hashFile((at, length) => part.read(at, length), size, algorithm, signal);
  const actual = checksum && (await hash(checksum.algorithm));
  const sha256 =
    checksum?.algorithm === "sha256" ? (actual ?? null) : wantSha256 ? await hash("sha256") : null;
  if (!(await part.inPlace())) throw new AppError("part-lost", { file: part.path });
  if (checksum && actual !== checksum.hex) {
    const [stem, extension] = splitExtension(name);
    const aside = await renameOverNothing(
      part.path,
      folder,
      `${stem} (wrong ${checksum.algorithm})${extension}`,
      false,
      part.disk,
    );
    throw new AppError("checksum-mismatch", {
      algorithm: checksum.algorithm,
      actual: actual ?? "",
      expected: checksum.hex,
      file: path.basename(aside),
    });
  }
  return { path: await renameOverNothing(part.path, folder, name, exact, part.disk), sha256 };
}
