/**
 * The disk, as far as a download touches it: what stands between us and `node:fs/promises`, so that a test can record each
 * step or make one fail. Every method does, and rejects, as the function of that name in Node does.
 */
import { link, mkdir, open, rename, stat, statfs, unlink } from "node:fs/promises";

/** An open file. */
export interface DiskFile {
  writev(buffers: Buffer[], position: number): Promise<{ readonly bytesWritten: number }>;
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
  truncate(size: number): Promise<void>;
  datasync(): Promise<void>;
  stat(): Promise<FileId & { readonly size: number }>;
  close(): Promise<void>;
}

/** Which file on which disk. */
export interface FileId {
  readonly dev: number;
  readonly ino: number;
}

export interface Disk {
  /** `wx+` makes a file and rejects with EEXIST where there is one; `r+` opens one that is there. */
  open(file: string, flags: "wx+" | "r+"): Promise<DiskFile>;
  /** Makes a folder and those above it. Out: the topmost that was made; undefined where all were there. */
  mkdir(folder: string): Promise<string | undefined>;
  link(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(file: string): Promise<void>;
  stat(file: string): Promise<FileId & { readonly size: number }>;
  statfs(folder: string): Promise<{ readonly bavail: number; readonly bsize: number }>;
  /** Resolves when the names in a folder are on disk. */
  syncFolder(folder: string): Promise<void>;
}

export const systemDisk: Disk = {
  open,
  mkdir: (folder) => mkdir(folder, { recursive: true }),
  link,
  rename,
  unlink,
  stat,
  statfs,
  async syncFolder(folder) {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};
