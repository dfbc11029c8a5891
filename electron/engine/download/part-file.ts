/** The unfinished file: every byte is written once, at its place, as it comes. */
import { link, mkdir, open, rename, stat, unlink, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../common/errors.ts";
import { splitExtension } from "../http/file-name.ts";
import { diskError } from "./disk-error.ts";

/** The ending of an unfinished file's name. */
export const partEnding = ".detour";

export class PartFile {
  readonly path: string;
  /** Which file on which disk this is, whatever its name. */
  readonly id: string;
  readonly #handle: FileHandle;
  /** The length that it must have, once that is known. */
  #size: number | undefined;

  private constructor(file: string, handle: FileHandle, id: string) {
    this.path = file;
    this.id = id;
    this.#handle = handle;
  }

  /** Makes a new part file; undefined where something of that name exists. Makes its folder. Throws AppError. */
  static async create(file: string): Promise<PartFile | undefined> {
    try {
      await mkdir(path.dirname(file), { recursive: true });
      const handle = await open(file, "wx+");
      return new PartFile(file, handle, idOf(await handle.stat()));
    } catch (error) {
      if (error instanceof Error && "code" in error) {
        if (error.code === "EEXIST" && (await exists(file))) return undefined;
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
  static async reopen(file: string, size: number, id: string | null): Promise<PartFile> {
    try {
      const handle = await open(file, "r+");
      const found = await handle.stat();
      if (found.size < size || (id !== null && idOf(found) !== id)) {
        await handle.close();
        throw new AppError("part-lost", { file });
      }
      return new PartFile(file, handle, idOf(found));
    } catch (error) {
      throw diskError(error, file);
    }
  }

  /** Sets the file's length; what was not written reads as zeros and takes no room (a sparse file). */
  async resize(size: number): Promise<void> {
    await this.#guard(() => this.#handle.truncate(size));
    this.#size = size > 0 ? size : undefined;
  }

  /** Writes buffers one after another from a position on. Resolves when the system has them all. */
  async write(buffers: readonly Buffer[], position: number): Promise<void> {
    const size = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
    const { bytesWritten } = await this.#guard(() => this.#handle.writev([...buffers], position));
    if (bytesWritten === size) return;
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

  /** Resolves when everything written is on disk. Throws AppError `part-lost` where somebody changed the length. */
  async sync(): Promise<void> {
    await this.#guard(() => this.#handle.datasync());
    if (this.#size === undefined) return;
    const { size } = await this.#guard(() => this.#handle.stat());
    if (size !== this.#size) throw new AppError("part-lost", { file: this.path });
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** Whether the name still leads to this file: another program may have removed or replaced it. */
  async inPlace(): Promise<boolean> {
    try {
      const [named, held] = await Promise.all([stat(this.path), this.#handle.stat()]);
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

function idOf({ dev, ino }: { readonly dev: number; readonly ino: number }): string {
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
): Promise<string> {
  for (const name of exact ? [wanted] : numbered(wanted)) {
    const to = path.join(folder, name);
    if (await claim(from, to)) {
      await syncFolder(folder);
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
async function claim(from: string, to: string): Promise<boolean> {
  try {
    // A hard link is the one way to name a file that fails, in one step, where the name is taken.
    await link(from, to);
    await unlink(from);
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "EEXIST") return finishClaim(from, to);
    if (code === "ENOSPC" || code === "EIO") throw diskError(error, to);
  }
  try {
    // File systems without hard links: an empty file holds the name, then ours takes its place.
    await (await open(to, "wx")).close();
    await rename(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw diskError(error, to);
  }
}

/** A crash between naming and un-naming leaves one file under both names: then only the old name has to go. */
async function finishClaim(from: string, to: string): Promise<boolean> {
  const [mine, theirs] = await Promise.all([stat(from), stat(to)]);
  if (idOf(mine) !== idOf(theirs)) return false;
  await unlink(from);
  return true;
}

async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Windows and some network file systems cannot sync a folder; the rename itself stands.
  }
}

/** Whether a path leads to anything. */
export async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
