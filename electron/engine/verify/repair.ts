/** After a wrong checksum: finds the route that brought wrong bytes by fetching them again over another one. */
import type { DoneRange } from "../download/ledger.ts";

const block = 1024 * 1024;
/** Blocks of a judge who may be wrong that are held in memory, to be put back. */
const mostKept = 64;

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
 * never is: what an end-to-end route sent then stays in the part, what others sent does not. Rejects where the signal aborts or the
 * disk fails.
 */
export async function repair(options: RepairOptions): Promise<Fault[] | undefined> {
  const { part, done, routes, signal } = options;
  const endToEnd = (name: string) => routes.find((route) => route.name === name)?.endToEnd ?? false;
  const bytes = new Map<string, number>();
  for (const [start, end, route] of done) bytes.set(route, (bytes.get(route) ?? 0) + end - start);
  const suspects = [...bytes].toSorted(
    ([a, x], [b, y]) => Number(endToEnd(a)) - Number(endToEnd(b)) || y - x,
  );
  const judges = routes.toSorted((a, b) => Number(b.endToEnd) - Number(a.endToEnd));
  const faults: Fault[] = [];
  for (const [suspect] of suspects) {
    for (const judge of judges) {
      if (judge.name === suspect) continue;
      const { offset, before, whole } = await replace(options, suspect, judge);
      signal.throwIfAborted();
      const fault = offset === undefined ? [] : [{ route: suspect, judge: judge.name, offset }];
      if (fault.length > 0 && (await options.hash())) return [...faults, ...fault];
      if (judge.endToEnd) {
        faults.push(...fault.filter(({ route }) => faults.every((one) => one.route !== route)));
        // Nothing that a relay says counts against what came end to end.
        if (whole) break;
      } else {
        // The judge may be the one at fault: its bytes go again, before another one is heard.
        for (const [start, bytes] of before) await part.write([bytes], start);
      }
    }
  }
  return undefined;
}

interface Replaced {
  /** The first byte that differed; undefined where none did. */
  readonly offset: number | undefined;
  /** What stood there before; kept for judges who may be wrong themselves. */
  readonly before: readonly (readonly [start: number, bytes: Buffer])[];
  /** Whether the judge was heard on everything. */
  readonly whole: boolean;
}

/** Puts a judge's bytes in the place of a suspect's. */
async function replace(
  options: RepairOptions,
  suspect: string,
  judge: RepairOptions["routes"][number],
): Promise<Replaced> {
  const { part, done, signal } = options;
  let offset: number | undefined;
  const before: [number, Buffer][] = [];
  for (const [from, to, route] of done) {
    if (route !== suspect) continue;
    for (let start = from; start < to; start += block) {
      signal.throwIfAborted();
      const end = Math.min(to, start + block);
      const theirs = await options.fetch(judge.name, start, end, signal).catch(() => undefined);
      // A judge that cannot be heard says nothing; one that differs everywhere is no judge.
      if (theirs?.length !== end - start || before.length >= mostKept)
        return { offset, before, whole: false };
      const ours = await part.read(start, end - start);
      if (ours.equals(theirs)) continue;
      offset ??= start + ours.findIndex((byte, index) => byte !== theirs[index]);
      if (!judge.endToEnd) before.push([start, ours]);
      await part.write([theirs], start);
    }
  }
  return { offset, before, whole: true };
}
