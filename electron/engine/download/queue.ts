/** Downloads that wait until there is room for them, in the order in which they came. */

/** What the queue has to know of a download. */
export interface Waiting {
  readonly record: { readonly id: string };
}

export interface Queue<D extends Waiting> {
  /** Whether a download waits here. */
  holds(id: string): boolean;
  /** Puts a download at the end. */
  push(download: D): void;
  /** Takes one out, whatever for. Out: whether it was there. */
  drop(id: string): boolean;
  /** Resolves when a download waits no longer, or does not wait at all. */
  left(id: string): Promise<void>;
  /** Lets all go for whom there is room, the first first. Who has no room yet holds nobody else up. */
  next(hasRoom: (download: D) => boolean, go: (download: D) => void): void;
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
    next(hasRoom, go) {
      for (const [id, { download }] of entries) {
        if (!hasRoom(download)) continue;
        const { left } = entries.get(id) ?? {};
        entries.delete(id);
        go(download);
        left?.resolve();
      }
    },
  };
}
