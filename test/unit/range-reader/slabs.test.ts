import { expect, test } from "vitest";
import { releaseChunk, Slab } from "../../../electron/engine/http/range-reader/slabs.ts";

test("a slab is used again once, when all that it handed out came back and nobody holds it", () => {
  const slab = new Slab();
  const [first, second] = [slab.chunk(0, 10), slab.chunk(10, 20)];
  releaseChunk(first);
  releaseChunk(second);
  expect(new Slab().bytes).not.toBe(slab.bytes);
  slab.drop();
  expect(new Slab().bytes).toBe(slab.bytes);
  expect(new Slab().bytes).not.toBe(slab.bytes);
});

test("a chunk given back twice, a view of it, or a foreign buffer frees nothing", () => {
  const slab = new Slab();
  const [first, second] = [slab.chunk(0, 10), slab.chunk(10, 20)];
  slab.drop();
  releaseChunk(first);
  releaseChunk(first);
  releaseChunk(second.subarray(0, 5));
  releaseChunk(Buffer.from(second.buffer));
  releaseChunk(Buffer.alloc(3));
  expect(new Slab().bytes).not.toBe(slab.bytes);
  releaseChunk(second);
  releaseChunk(second);
  expect(new Slab().bytes).toBe(slab.bytes);
  expect(new Slab().bytes).not.toBe(slab.bytes);
});
