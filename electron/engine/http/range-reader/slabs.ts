/**
 * Large buffers that sockets read into, and whose parts are handed out as they are, without a copy.
 *
 * Who owns what: a chunk belongs to whom it was handed, for good, and nothing writes into it. Who is done with a chunk
 * and keeps no view of it may say so with `releaseChunk`: once all of a slab's chunks were released, and its reader has
 * moved on, the slab is used again. A chunk never released only leaves its slab to the garbage collector. Whoever gets a
 * chunk from somebody who will release it, and needs it longer, holds it (`holdChunk`).
 */
import { SlabStore } from "./slab-store.ts";

const KiB = 1024;
const MiB = 1024 * KiB;

/** Large enough for few reads, small enough for the processor's cache and for 64 lanes. */
export const slabBytes = 256 * KiB;
/** For a connection whose server fills a slab faster than it is read: a quarter of the reads take a third less of the processor's time. */
export const largeSlabBytes = MiB;

const stores = {
  usual: new SlabStore({ slab: slabBytes, most: 128, kept: 32 }),
  large: new SlabStore({ slab: largeSlabBytes, most: 64, kept: 4 }),
} as const;
/** By its memory, the slab that uses it now. */
const slabIn = new WeakMap<ArrayBufferLike, Slab>();

/** One slab while a connection reads into it. */
export class Slab {
  readonly bytes: Buffer;
  readonly #store: SlabStore;
  /** The chunks that are out, told apart by identity: to release one twice, or a view of one, does nothing. */
  readonly #out = new Set<Buffer>();
  #holds = 1;
  /** Its memory was given back: somebody else may have it by now. */
  #over = false;

  constructor(size: keyof typeof stores = "usual") {
    this.#store = stores[size];
    this.bytes = this.#store.take();
    slabIn.set(this.bytes.buffer, this);
  }

  /** Keeps the slab from being used again until `drop`. Its maker holds it from the start. Throws where it is too late. */
  hold(): void {
    if (this.#over) throw new Error("the memory of these bytes was given back");
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
    return chunk;
  }

  release(chunk: Buffer): void {
    if (this.#out.delete(chunk)) this.#recycle();
  }

  #recycle(): void {
    if (this.#over || this.#holds > 0 || this.#out.size > 0) return;
    this.#over = true;
    this.#store.give(this.bytes);
  }
}

/** Gives a chunk back that nobody looks at any more; one that comes from elsewhere is left alone. */
export function releaseChunk(chunk: Buffer): void {
  slabIn.get(chunk.buffer)?.release(chunk);
}

/**
 * Keeps the bytes of a chunk that was not released yet, or of any view of it, what they are until the result is called;
 * to call it again does nothing. Undefined for bytes that are no slab's: those are whose they are.
 */
export function holdChunk(view: Buffer): (() => void) | undefined {
  const slab = slabIn.get(view.buffer);
  if (!slab) return undefined;
  slab.hold();
  let held = true;
  return () => {
    if (held) slab.drop();
    held = false;
  };
}
