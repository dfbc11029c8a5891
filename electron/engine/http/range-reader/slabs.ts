/**
 * Large buffers that sockets read into, and whose parts are handed out as they are, without a copy.
 *
 * Who owns what: a chunk belongs to whom it was handed, for good, and nothing writes into it. Who is done with a chunk
 * and keeps no view of it may say so with `releaseChunk`: once all of a slab's chunks were released, and its reader has
 * moved on, the slab is used again. A chunk never released only leaves its slab to the garbage collector.
 */

/** Large enough for few reads, small enough for the processor's cache and for 64 lanes. */
export const slabBytes = 256 * 1024;
/** Spare slabs that are kept; more are left to the garbage collector. */
const mostSpare = 32;

const spare: Buffer[] = [];
const slabOf = new WeakMap<Buffer, Slab>();

/** One slab while a connection reads into it. */
export class Slab {
  readonly bytes: Buffer = spare.pop() ?? Buffer.allocUnsafeSlow(slabBytes);
  /** The chunks that are out, told apart by identity: to release one twice, or a view of one, does nothing. */
  readonly #out = new Set<Buffer>();
  #holds = 1;

  /** Keeps the slab from being used again until `drop`. Its maker holds it from the start. */
  hold(): void {
    this.#holds++;
  }

  drop(): void {
    this.#holds--;
    this.#recycle();
  }

  /** Hands a part of the slab out; somebody must hold it. */
  chunk(from: number, to: number): Buffer {
    const chunk = this.bytes.subarray(from, to);
    this.#out.add(chunk);
    slabOf.set(chunk, this);
    return chunk;
  }

  release(chunk: Buffer): void {
    if (this.#out.delete(chunk)) this.#recycle();
  }

  #recycle(): void {
    if (this.#holds === 0 && this.#out.size === 0 && spare.length < mostSpare) spare.push(this.bytes);
  }
}

/** Gives a chunk back that nobody looks at any more; one that comes from elsewhere is left alone. */
export function releaseChunk(chunk: Buffer): void {
  slabOf.get(chunk)?.release(chunk);
}
