import path from "node:path";
import { AppError, describe } from "../../common/errors.ts";
import { formatBytes } from "../../common/units.ts";
import { systemDisk, type Disk } from "../disk/disk.ts";

/** What a file system error on a path means, in the closed list's words. */
export function diskError(error: unknown, file: string): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const folder = path.dirname(file);
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return new AppError("disk-full", { folder, needed: "some bytes", free: "none" }, error);
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "ENOTDIR":
      return new AppError("folder-not-writable", { folder, detail: code }, error);
    case "ENOENT":
      return new AppError("part-lost", { file }, error);
    default:
      return new AppError("disk-error", { file, detail: code || describe(error) }, error);
  }
}

/** Throws AppError `disk-full` where a folder has not room for so many bytes more. */
export async function checkRoom(folder: string, bytes: number, disk = systemDisk): Promise<void> {
  const free = await freeBytes(folder, disk);
  // A system that cannot say is asked by writing.
  if (free !== undefined && free < bytes) throw diskFull(folder, bytes, free);
}

/** The error for a disk that filled up while `bytes` were still to come. */
export async function describeFullDisk(folder: string, bytes: number, disk = systemDisk): Promise<AppError> {
  return diskFull(folder, bytes, (await freeBytes(folder, disk)) ?? 0);
}

function diskFull(folder: string, bytes: number, free: number): AppError {
  const needed = formatBytes(Math.max(bytes - free, 1));
  return new AppError("disk-full", { folder, needed, free: formatBytes(free) });
}

async function freeBytes(folder: string, disk: Disk): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await disk.statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
