/** After a wrong checksum: finds the route that brought wrong bytes by fetching them again over another one. */
import type { DoneRange } from "../download/ledger.ts";

const block = 1024 * 1024;

export interface RepairOptions {
  readonly part: {
    read(position: number, length: number): Promise<Buffer>;
    write(buffers: readonly Buffer[], position: number): Promise<void>;
  };
  readonly done: readonly DoneRange[];
  /** All that may be asked, and those that brought bytes. */
  readonly routes: readonly { readonly name: string; readonly endToEnd: boolean }[];
  /** Exactly the bytes of a range over a route; rejects where they cannot be had. */
  readonly fetch: (route: string, start: number, end: number, signal: AbortSignal) => Promise<Buffer>;
  /** Whether the file's checksum is right now. */
  readonly hash: () => Promise<boolean>;
  readonly signal: AbortSignal;
}

export interface Fault {
  readonly route: string;
  readonly judge: string;
  /** The first byte that differs. */
  readonly offset: number;
}

/**
 * Tries each route that brought bytes (not end-to-end first, then most bytes first) against each other one (end-to-end
 * first), and writes what the other one sends. Out: the routes at fault once the checksum is right; undefined where it
 * never is: the part then holds bytes of several routes, which nobody vouches for. Rejects where the signal aborts or the
 * disk fails.
 */
export async function repair(options: RepairOptions): Promise<Fault[] | undefined> {
  const { done, routes, signal } = options;
  const endToEnd = (name: string) => routes.find((route) => route.name === name)?.endToEnd ?? false;
  const bytes = new Map<string, number>();
  for (const [start, end, route] of done) bytes.set(route, (bytes.get(route) ?? 0) + end - start);
  const suspects = [...bytes].toSorted(
    ([a, x], [b, y]) => Number(endToEnd(a)) - Number(endToEnd(b)) || y - x,
  );
  const judges = routes.toSorted((a, b) => Number(b.endToEnd) - Number(a.endToEnd));
  const faults: Fault[] = [];
  for (const [suspect] of suspects) {
    for (const { name: judge } of judges) {
      if (judge === suspect) continue;
      const offset = await replace(options, suspect, judge);
      signal.throwIfAborted();
      if (offset === undefined) continue;
      faults.push({ route: suspect, judge, offset });
      if (await options.hash()) return faults;
    }
  }
  return undefined;
}

/** Puts a judge's bytes in the place of a suspect's. Out: the first byte that differed; undefined where none did. */
async function replace(options: RepairOptions, suspect: string, judge: string): Promise<number | undefined> {
  const { part, done, signal } = options;
  let first: number | undefined;
  for (const [from, to, route] of done) {
    if (route !== suspect) continue;
    for (let start = from; start < to; start += block) {
      signal.throwIfAborted();
      const end = Math.min(to, start + block);
      const theirs = await options.fetch(judge, start, end, signal).catch(() => undefined);
      // A judge that cannot be heard says nothing.
      if (theirs?.length !== end - start) return first;
      const ours = await part.read(start, end - start);
      if (ours.equals(theirs)) continue;
      first ??= start + ours.findIndex((byte, index) => byte !== theirs[index]);
      await part.write([theirs], start);
    }
  }
  return first;
}
