/**
 * Sample blocks: what one road says of a few places of the file, held against what others brought there. They show that
 * every road carries the right file in the right version; they do not show that no other byte was altered (with 6 blocks,
 * an alteration of one block in a thousand is found with a chance of 0.6 %: 1 - (1 - t)^k, HTTP section 4).
 */
import type { DoneRange, Ledger, Span } from "./ledger.ts";
import type { PartFile } from "./part-file.ts";
import { firstDifference } from "./read-body.ts";
import type { Road } from "./road.ts";

const blockBytes = 16 * 1024;
const randomBlocks = 4;

interface Reference {
  readonly judge: Road;
  readonly start: number;
  readonly bytes: Buffer;
}

/** Two roads that brought different bytes for one place. */
export interface Contradiction {
  /** The name of the route whose bytes were in the file. */
  readonly route: string;
  readonly judge: Road;
  /** Offset in the file of the first byte that differs. */
  readonly byte: number;
}

/**
 * The places to compare: the first and the last block, and one at random in each quarter of the file. `random` is uniform
 * in [0, 1). In order, apart from each other; one block for a file that is hardly larger than that.
 */
export function samplePlaces(total: number, random: () => number): Span[] {
  if (total <= 4 * blockBytes) return total > 0 ? [{ start: 0, end: total }] : [];
  const starts = [0, total - blockBytes];
  for (let quarter = 0; quarter < randomBlocks; quarter++)
    starts.push(Math.floor(((quarter + random()) / randomBlocks) * (total - blockBytes)));
  starts.sort((a, b) => a - b);
  const apart = starts.filter(
    (start, index) => index === 0 || start - (starts[index - 1] ?? 0) >= blockBytes,
  );
  return apart.map((start) => ({ start, end: start + blockBytes }));
}

/**
 * Places all over what is written: its first block, some at random, its last one (a file that was only added to differs
 * there). In: what is done, in order, the size of a block and how many are random. `random` is uniform in [0, 1).
 */
export function donePlaces(
  done: readonly DoneRange[],
  blocks: { readonly bytes: number; readonly random: number },
  random: () => number,
): Span[] {
  const [first, last] = [done[0], done.at(-1)];
  if (!first || !last) return [];
  const block = ([start, end]: DoneRange, at: number): Span => {
    const from = Math.max(start, Math.min(Math.floor(at), end - blocks.bytes));
    return { start: from, end: Math.min(end, from + blocks.bytes) };
  };
  const others = Array.from({ length: blocks.random }, () => {
    const range = done[Math.floor(random() * done.length)] ?? first;
    return block(range, range[0] + random() * (range[1] - range[0]));
  });
  return [block(first, first[0]), ...others, block(last, last[1] - blocks.bytes)];
}

export class Samples {
  #open: Reference[] = [];
  readonly #compared = new Set<number>();

  /** How many places were found to hold the same bytes over two roads. */
  get compared(): number {
    return this.#compared.size;
  }

  /** What a road brought for a place, to be compared as soon as another road's bytes are there. */
  add(judge: Road, start: number, bytes: Buffer): void {
    this.#open.push({ judge, start, bytes });
  }

  /** Whether something that was added has not been compared yet, though its place is written. */
  ready(ledger: Ledger): boolean {
    return this.#open.some(({ start, bytes }) => ledger.has(start, start + bytes.length));
  }

  /**
   * Compares every sample whose place is written by now. Out: the first contradiction, or undefined. Bytes that came over
   * the judge itself prove nothing, and are not counted.
   */
  async compare(ledger: Ledger, part: Pick<PartFile, "read">): Promise<Contradiction | undefined> {
    for (const sample of this.#open.slice()) {
      const { judge, start, bytes } = sample;
      if (!ledger.has(start, start + bytes.length)) continue;
      this.#open = this.#open.filter((one) => one !== sample);
      const written = await part.read(start, bytes.length);
      const differs = firstDifference(written, bytes);
      if (differs !== undefined) {
        const byte = start + differs;
        return { route: ledger.at(byte)?.[2] ?? judge.route.name, judge, byte };
      }
      const others = ledger
        .done()
        .some(([from, to, route]) => from < start + bytes.length && to > start && route !== judge.route.name);
      if (others) this.#compared.add(start);
    }
    return undefined;
  }
}
