/** Disks for tests: one that writes down what is done to it, and one that fails when it is told to. */
import { systemDisk, type Disk, type DiskFile } from "../../electron/engine/disk/disk.ts";

/** One step on a disk, in the order in which it was done (its promise resolved). */
export type Step =
  | { readonly kind: "create" | "unlink" | "sync-folder"; readonly file: string }
  /** A sync counts for what came before it began: `covers` steps. */
  | { readonly kind: "sync"; readonly file: string; readonly covers: number }
  | { readonly kind: "truncate"; readonly file: string; readonly size: number }
  | { readonly kind: "write"; readonly file: string; readonly position: number; readonly bytes: Buffer }
  | { readonly kind: "link" | "rename"; readonly file: string; readonly to: string };

/** The system's disk, which tells each step when it is done. */
export function recordingDisk(hear: (step: Step) => void): Disk {
  let steps = 0;
  const tell = (step: Step) => {
    steps++;
    hear(step);
  };
  return {
    ...systemDisk,
    async open(file, flags) {
      const handle = await systemDisk.open(file, flags);
      if (flags === "wx+") tell({ kind: "create", file });
      return {
        read: (...words) => handle.read(...words),
        stat: () => handle.stat(),
        close: () => handle.close(),
        async writev(buffers, position) {
          const bytes = Buffer.concat(buffers);
          const written = await handle.writev(buffers, position);
          tell({ kind: "write", file, position, bytes: bytes.subarray(0, written.bytesWritten) });
          return written;
        },
        async truncate(size) {
          await handle.truncate(size);
          tell({ kind: "truncate", file, size });
        },
        async datasync() {
          const covers = steps;
          await handle.datasync();
          tell({ kind: "sync", file, covers });
        },
      };
    },
    async link(file, to) {
      await systemDisk.link(file, to);
      tell({ kind: "link", file, to });
    },
    async rename(file, to) {
      await systemDisk.rename(file, to);
      tell({ kind: "rename", file, to });
    },
    async unlink(file) {
      await systemDisk.unlink(file);
      tell({ kind: "unlink", file });
    },
    async syncFolder(file) {
      await systemDisk.syncFolder(file);
      tell({ kind: "sync-folder", file });
    },
  };
}

export type Operation = "open" | "writev" | "read" | "datasync" | "truncate" | "link" | "mkdir";

/** The system's disk, where `fails` says for each step (its name, counted from 1 for each name) the code it fails with. */
export function failingDisk(fails: (operation: Operation, count: number) => string | undefined): Disk {
  const counts = new Map<Operation, number>();
  const check = (operation: Operation) => {
    const count = (counts.get(operation) ?? 0) + 1;
    counts.set(operation, count);
    const code = fails(operation, count);
    if (code !== undefined) throw Object.assign(new Error(`${code}: ${operation}`), { code });
  };
  const guard =
    <A extends unknown[], T>(operation: Operation, action: (...words: A) => Promise<T>) =>
    async (...words: A): Promise<T> => {
      check(operation);
      return action(...words);
    };
  return {
    ...systemDisk,
    mkdir: guard("mkdir", (folder) => systemDisk.mkdir(folder)),
    link: guard("link", (from, to) => systemDisk.link(from, to)),
    open: guard("open", async (file: string, flags: "wx+" | "r+"): Promise<DiskFile> => {
      const handle = await systemDisk.open(file, flags);
      return {
        read: guard("read", (...words: Parameters<DiskFile["read"]>) => handle.read(...words)),
        writev: guard("writev", (...words: Parameters<DiskFile["writev"]>) => handle.writev(...words)),
        datasync: guard("datasync", () => handle.datasync()),
        truncate: guard("truncate", (size: number) => handle.truncate(size)),
        stat: () => handle.stat(),
        close: () => handle.close(),
      };
    }),
  };
}
