/** A little of what was written to a part file, kept to notice that somebody else emptied or replaced it. */

export interface Witness {
  readonly position: number;
  readonly bytes: Buffer;
}

/** The first few blocks tell of any loss; the latest ones tell of a loss just now. */
const kept = { first: 8, latest: 8, bytes: 512 } as const;

export class Witnesses {
  #first: Witness[] = [];
  #latest: Witness[] = [];

  /** Bytes are on their way to a place: what is known of it counts no more. */
  overwritten(start: number, end: number): void {
    const stays = ({ position, bytes }: Witness) => position >= end || position + bytes.length <= start;
    if (!this.#first.every(stays)) this.#first = this.#first.filter(stays);
    if (!this.#latest.every(stays)) this.#latest = this.#latest.filter(stays);
  }

  /** Bytes were written one after another from a position on. */
  written(buffers: readonly Buffer[], position: number): void {
    const first = buffers[0]?.subarray(0, kept.bytes);
    // Zeros are what an emptied file has, too.
    if (!first || first.every((byte) => byte === 0)) return;
    const witness = { position, bytes: Buffer.from(first) };
    if (this.#first.length < kept.first) this.#first.push(witness);
    else {
      this.#latest.push(witness);
      if (this.#latest.length > kept.latest) this.#latest.shift();
    }
  }

  /** What the file must have, as far as is kept here. */
  all(): readonly Witness[] {
    return [...this.#first, ...this.#latest];
  }

  /** Whether this is still what the file must have: it may have been written anew meanwhile. */
  has(position: number, bytes: Buffer): boolean {
    return this.all().some((one) => one.position === position && one.bytes === bytes);
  }

  clear(): void {
    this.#first = [];
    this.#latest = [];
  }
}
