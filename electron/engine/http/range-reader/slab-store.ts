/** Memory of slabs that nobody uses just now. */

/** What lies here unused for so long is let go. */
const trimMs = 5000;

/** Runs something after so many milliseconds; it does not keep the process alive. */
type Later = (run: () => void, ms: number) => void;

export interface StoreSizes {
  /** Bytes of each. */
  readonly slab: number;
  /** So many are kept at most; more are left to the garbage collector. */
  readonly most: number;
  /** So many are kept for good. */
  readonly kept: number;
}

export class SlabStore {
  readonly #sizes: StoreSizes;
  readonly #later: Later;
  readonly #spare: Buffer[] = [];
  /** The fewest since they were last counted: so many were not needed. */
  #fewest = 0;
  #trimming = false;

  constructor(sizes: StoreSizes, later: Later = unheld) {
    this.#sizes = sizes;
    this.#later = later;
  }

  /** Memory for a slab, with whatever was in it. */
  take(): Buffer {
    const bytes = this.#spare.pop();
    this.#fewest = Math.min(this.#fewest, this.#spare.length);
    return bytes ?? Buffer.allocUnsafeSlow(this.#sizes.slab);
  }

  /** Takes memory back that nobody looks at any more. */
  give(bytes: Buffer): void {
    if (this.#spare.length < this.#sizes.most) this.#spare.push(bytes);
    if (this.#spare.length > this.#sizes.kept) this.#trimLater();
  }

  #trimLater(): void {
    if (this.#trimming) return;
    this.#trimming = true;
    this.#fewest = this.#spare.length;
    this.#later(() => {
      this.#trimming = false;
      const { kept } = this.#sizes;
      this.#spare.splice(0, Math.min(this.#fewest, this.#spare.length - kept));
      if (this.#spare.length > kept) this.#trimLater();
    }, trimMs);
  }
}

function unheld(run: () => void, ms: number): void {
  setTimeout(run, ms).unref();
}
