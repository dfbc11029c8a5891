/** A finished file against a checksum, as it is on the disk now. Nothing is changed. */
import { open } from "node:fs/promises";
import { AppError } from "../../common/errors.ts";
import type { FileCheck } from "../../common/views.ts";
import { diskError } from "../download/disk-error.ts";
import type { Checksum } from "../types.ts";
import { hashAll } from "./hash.ts";

/**
 * Hashes a file. Throws AppError `file-gone` where it is not there, else what reading a disk throws; rejects with the
 * signal's reason.
 */
export async function checkFile(
  file: string,
  { algorithm, hex: expected }: Checksum,
  signal: AbortSignal,
): Promise<FileCheck> {
  try {
    await using handle = await open(file, "r");
    const read = async (at: number, length: number) => {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(length), 0, length, at);
      return buffer.subarray(0, bytesRead);
    };
    const sums = await hashAll(read, (await handle.stat()).size, [algorithm], signal);
    const actual = sums.get(algorithm) ?? "";
    return { algorithm, expected, actual, right: actual === expected };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw new AppError("file-gone", { file }, error);
    throw diskError(error, file);
  }
}
