/** The unfinished file: every byte is written once, at its place, as it comes. */
import path from "node:path";
import { AppError } from "../../common/errors.ts";
import { systemDisk, type Disk, type DiskFile, type FileId } from "../disk/disk.ts";
import { splitExtension } from "../http/file-name.ts";
import { diskError } from "./disk-error.ts";
import { Witnesses } from "./witnesses.ts";

/** The ending of an unfinished file's name. */
export const partEnding = ".detour";

export class PartFile {
  readonly path: string;
  /** Which file on which disk this is, whatever its name. */
  readonly id: string;
  /** Where its file is. */
  readonly disk: Disk;
  readonly #handle: DiskFile;
  readonly #witnesses = new Witnesses();
  /** The length that it must have, once that is known. */
  #size: number | undefined;

  private constructor(file: string, handle: DiskFile, id: string, disk: Disk) {
    this.path = file;
    this.id = id;
    this.disk = disk;
    this.#handle = handle;
  }

  /**
   * Makes a new part file, whose name is on disk when this resolves: the journal may speak of it. Undefined where something
   * of that name exists. Makes its folder. Throws AppError.
   */
  static async create(file: string, disk = systemDisk): Promise<PartFile | undefined> {
    try {
      const folder = path.dirname(file);
      const made = await disk.mkdir(folder);
      const handle = await disk.open(file, "wx+");
      try {
        const part = new PartFile(file, handle, idOf(await handle.stat()), disk);
        await syncNames(disk, folder, made);
        return part;
      } catch (error) {
        await handle.close().catch(() => undefined);
        throw error;
      }
    } catch (error) {
      if (error instanceof Error && "code" in error) {
        if (error.code === "EEXIST" && (await exists(file, disk))) return undefined;
        if (error.code === "EEXIST" || error.code === "ENOENT") {
          throw new AppError(
            "folder-not-writable",
            { folder: path.dirname(file), detail: error.code },
            error,
          );
        }
      }
      throw diskError(error, file);
    }
  }

  /**
   * Opens the part file of an earlier session: the file that `id` says, with at least `size` bytes.
   * Throws AppError `part-lost` where it is gone, shorter, or another file.
   */
  static async reopen(file: string, size: number, id: string | null, disk = systemDisk): Promise<PartFile> {
    try {
      const handle = await disk.open(file, "r+");
      const found = await handle.stat();
      if (found.size < size || (id !== null && idOf(found) !== id)) {
        await handle.close();
        throw new AppError("part-lost", { file });
      }
      return new PartFile(file, handle, idOf(found), disk);
    } catch (error) {
      throw diskError(error, file);
    }
  }

  /** Sets the file's length; what was not written reads as zeros and takes no room (a sparse file). */
  async resize(size: number): Promise<void> {
    if (size === 0) this.#witnesses.clear();
    await this.#guard(() => this.#handle.truncate(size));
    this.#size = size > 0 ? size : undefined;
  }

  /** Writes buffers one after another from a position on. Resolves when the system has them all. */
  async write(buffers: readonly Buffer[], position: number): Promise<void> {
    const size = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
    this.#witnesses.overwritten(position, position + size);
    const { bytesWritten } = await this.#guard(() => this.#handle.writev([...buffers], position));
    if (bytesWritten === size) return this.#witnesses.written(buffers, position);
    // A short write is legal: the rest goes after it (and meets the full disk that shortened it).
    const rest = Buffer.concat(buffers).subarray(bytesWritten);
    if (bytesWritten === 0)
      throw new AppError("disk-error", { file: this.path, detail: "nothing was written" });
    await this.write([rest], position + bytesWritten);
  }

  /** Reads exactly `length` bytes. Throws AppError `part-lost` where the file ends before. */
  async read(position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length);
    let got = 0;
    while (got < length) {
      const { bytesRead } = await this.#guard(() =>
        this.#handle.read(buffer, got, length - got, position + got),
      );
      if (bytesRead === 0) throw new AppError("part-lost", { file: this.path });
      got += bytesRead;
    }
    return buffer;
  }

  /** Resolves when everything written is on disk. Throws AppError `part-lost` where somebody emptied it or changed the length. */
  async sync(): Promise<void> {
    await this.#guard(() => this.#handle.datasync());
    if (this.#size === undefined) return;
    const { size } = await this.#guard(() => this.#handle.stat());
    if (size !== this.#size) throw new AppError("part-lost", { file: this.path });
    // Who empties the file loses what came before, though later writes make it as long as it was.
    for (const { position, bytes } of this.#witnesses.all()) {
      const here = await this.read(position, bytes.length);
      if (!here.equals(bytes) && this.#witnesses.has(position, bytes)) {
        throw new AppError("part-lost", { file: this.path });
      }
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** Whether the name still leads to this file: another program may have removed or replaced it. */
  async inPlace(): Promise<boolean> {
    try {
      const [named, held] = await Promise.all([this.disk.stat(this.path), this.#handle.stat()]);
      return named.ino === held.ino && named.dev === held.dev;
    } catch {
      return false;
    }
  }

  async #guard<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw diskError(error, this.path);
    }
  }
}

/** As `PartFile.reopen`; undefined where the part is gone, shorter, or another file. */
export async function reopenOr(
  file: string,
  size: number,
  id: string | null,
  disk = systemDisk,
): Promise<PartFile | undefined> {
  try {
    return await PartFile.reopen(file, size, id, disk);
  } catch (error) {
    if (error instanceof AppError && error.code === "part-lost") return undefined;
    throw error;
  }
}

function idOf({ dev, ino }: FileId): string {
  return `${dev}:${ino}`;
}

/**
 * Gives a file its final name without ever replacing one that exists. `wanted` is used as it is where `exact`, and an
 * existing one throws AppError `file-exists`; else ` (1)`, ` (2)` ... is tried. Out: the path it has now.
 */
export async function renameOverNothing(
  from: string,
  folder: string,
  wanted: string,
  exact: boolean,
  disk = systemDisk,
): Promise<string> {
  for (const name of exact ? [wanted] : numbered(wanted)) {
    const to = path.join(folder, name);
    if (await claim(from, to, disk)) {
      await syncNames(disk, folder);
      return to;
    }
  }
  throw new AppError("file-exists", { file: path.join(folder, wanted) });
}

/** `a.txt`, `a (1).txt`, ... `a (999).txt`. */
export function* numbered(name: string): Generator<string> {
  yield name;
  const [stem, extension] = splitExtension(name);
  for (let count = 1; count < 1000; count++) yield `${stem} (${count})${extension}`;
}

/** Out: false where `to` exists. */
async function claim(from: string, to: string, disk: Disk): Promise<boolean> {
  try {
    // A hard link is the one way to name a file that fails, in one step, where the name is taken.
    await disk.link(from, to);
    await disk.unlink(from);
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "EEXIST") return finishClaim(from, to, disk);
    if (code === "ENOSPC" || code === "EIO") throw diskError(error, to);
  }
  return claimByHolding(from, to, disk);
}

/**
 * For file systems without hard links: an empty file holds the name, then ours takes its place. A note beside it, written
 * first, says that the empty file is ours, so that one that a crash left is not taken for a file of the user's.
 */
async function claimByHolding(from: string, to: string, disk: Disk): Promise<boolean> {
  const note = `${to}.claim${partEnding}`;
  try {
    const fresh = await hold(note, disk);
    if (fresh) await syncNames(disk, path.dirname(to));
    if (!(await hold(to, disk)) && (fresh || (await disk.stat(to)).size > 0)) {
      await disk.unlink(note);
      return false;
    }
    await disk.rename(from, to);
    await disk.unlink(note).catch(() => undefined);
    return true;
  } catch (error) {
    throw diskError(error, to);
  }
}

/** Makes an empty file. Out: false where something of that name exists. */
async function hold(file: string, disk: Disk): Promise<boolean> {
  try {
    await (await disk.open(file, "wx+")).close();
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** A crash between naming and un-naming leaves one file under both names: then only the old name has to go. */
async function finishClaim(from: string, to: string, disk: Disk): Promise<boolean> {
  const [mine, theirs] = await Promise.all([disk.stat(from), disk.stat(to)]);
  if (idOf(mine) !== idOf(theirs)) return false;
  await disk.unlink(from);
  return true;
}

/** Puts the names in a folder on disk, and those of the folders above it down to `made`, the topmost new one. */
async function syncNames(disk: Disk, folder: string, made?: string): Promise<void> {
  const last = made === undefined ? folder : path.dirname(made);
  for (let at = folder; ; at = path.dirname(at)) {
    try {
      await disk.syncFolder(at);
    } catch {
      // Windows and some network file systems cannot sync a folder.
    }
    if (at === last || at === path.dirname(at)) return;
  }
}

/**
 * Where a crash came between the final name and the record of it: the finished file, told by its id and size, gets its
 * part's name back, so that the download can end in the ordinary way. Out: whether there was one.
 */
export async function takeNameBack(
  part: string,
  name: string,
  id: string,
  size: number,
  disk = systemDisk,
): Promise<boolean> {
  if (await exists(part, disk)) return false;
  for (const one of numbered(name)) {
    const file = path.join(path.dirname(part), one);
    const found = await disk.stat(file).catch(() => undefined);
    if (!found) return false;
    if (idOf(found) !== id || found.size !== size) continue;
    await disk.rename(file, part);
    return true;
  }
  return false;
}

/** Whether a path leads to anything. */
export async function exists(file: string, disk = systemDisk): Promise<boolean> {
  return disk.stat(file).then(
    () => true,
    () => false,
  );
}
