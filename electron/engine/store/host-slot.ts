/** Which host had a download at work: several may share a data folder, and one that has ended is told from one that lives. */
import path from "node:path";
import type { Store } from "./store.ts";

/** More of them than anybody starts at a time on one data folder. */
const most = 32;

type Locks = Pick<Store, "folder" | "lock">;

/** A host's number. The lowest that is free: it is a lock, which the system lets go of however the host ends. */
export interface HostSlot {
  readonly number: number;
  /** More than once does no harm. */
  release(): void;
}

function lock(store: Locks, number: number) {
  return store.lock(path.join(store.folder, `host-${number}`));
}

/** Takes a number; undefined where all are taken. */
export function takeHostSlot(store: Locks): HostSlot | undefined {
  for (let number = 1; number <= most; number++) {
    let held = lock(store, number);
    if (!held) continue;
    const release = () => {
      held?.release();
      held = undefined;
    };
    return { number, release };
  }
  return undefined;
}

/** Whether the host of a number has ended. */
export function hasEnded(store: Locks, number: number): boolean {
  const held = lock(store, number);
  held?.release();
  return held !== undefined;
}
