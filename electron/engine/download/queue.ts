/** Downloads that wait until there is room for them, in the order in which they are to start. */
import { byTurn, type Turn } from "../../common/queue-order.ts";

/** What the queue has to know of a download. */
export interface Waiting {
  readonly record: Turn & { readonly id: string };
}

/** Who may start. */
export interface Room<D extends Waiting> {
  /** Whether there is none for anybody. */
  full(): boolean;
  /** Whether there is some for this one. */
  fits(download: D): boolean;
}

export interface Queue<D extends Waiting> {
  /** Whether a download waits here. */
  holds(id: string): boolean;
  /** Lets a download wait. */
  push(download: D): void;
  /** Takes one out, whatever for. Out: whether it was there. */
  drop(id: string): boolean;
  /** Resolves when a download waits no longer, or does not wait at all. */
  left(id: string): Promise<void>;
  /** Lets all go for whom there is room, by priority and place. Who has no room yet holds nobody else up. */
  next(room: Room<D>, go: (download: D) => void): void;
}

/** Makes an empty queue. */
export function createQueue<D extends Waiting>(): Queue<D> {
  const entries = new Map<string, { download: D; left: PromiseWithResolvers<void> }>();
  const drop = (id: string) => {
    const entry = entries.get(id);
    entries.delete(id);
    entry?.left.resolve();
    return entry !== undefined;
  };
  return {
    holds: (id) => entries.has(id),
    push(download) {
      if (!entries.has(download.record.id))
        entries.set(download.record.id, { download, left: Promise.withResolvers() });
    },
    drop,
    left: (id) => entries.get(id)?.left.promise ?? Promise.resolve(),
    next(room, go) {
      if (entries.size === 0 || room.full()) return;
      const inTurn = [...entries.values()].sort((a, b) => byTurn(a.download.record, b.download.record));
      for (const { download, left } of inTurn) {
        const { id } = download.record;
        // Whoever went before may have taken the last room, or another one out.
        if (room.full()) return;
        if (!entries.has(id) || !room.fits(download)) continue;
        entries.delete(id);
        go(download);
        left.resolve();
      }
    },
  };
}
