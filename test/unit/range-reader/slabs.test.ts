import { expect, test } from "vitest";
import { SlabStore } from "../../../electron/engine/http/range-reader/slab-store.ts";
import { holdChunk, releaseChunk, Slab } from "../../../electron/engine/http/range-reader/slabs.ts";

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

test("who holds a view keeps the whole slab, as often as it is held, though its chunk came back", () => {
  const slab = new Slab();
  const chunk = slab.chunk(0, 100);
  slab.drop();
  const [one, other] = [holdChunk(chunk), holdChunk(chunk.subarray(20, 30))];
  releaseChunk(chunk);
  one?.();
  one?.();
  expect(new Slab().bytes).not.toBe(slab.bytes);
  other?.();
  expect(new Slab().bytes).toBe(slab.bytes);
  expect(holdChunk(Buffer.alloc(10))).toBeUndefined();
});

test("who holds too late hears of it, and the memory is given back once all the same", () => {
  const slab = new Slab();
  const chunk = slab.chunk(0, 100);
  slab.drop();
  releaseChunk(chunk);
  expect(() => holdChunk(chunk)).toThrow("given back");
  slab.drop();
  expect(new Slab().bytes).toBe(slab.bytes);
  expect(new Slab().bytes).not.toBe(slab.bytes);
});

test("a large slab has memory of its own, and is used again as a large one", () => {
  const slab = new Slab("large");
  expect(slab.bytes.length).toBe(1024 * 1024);
  slab.drop();
  expect(new Slab().bytes).not.toBe(slab.bytes);
  expect(new Slab("large").bytes).toBe(slab.bytes);
});

test("spare memory that nobody needed for a while is let go, what was needed stays", () => {
  const due: (() => void)[] = [];
  const store = new SlabStore({ slab: 10, most: 8, kept: 2 }, (run) => due.push(run));
  const given: Buffer[] = Array.from({ length: 10 }, (_, at) => Buffer.alloc(10, at));
  for (const bytes of given) store.give(bytes);
  due.shift()?.();
  // Three are in use at once, every now and then.
  const used = [store.take(), store.take(), store.take()];
  for (const bytes of used) store.give(bytes);
  due.shift()?.();
  const left = Array.from({ length: 4 }, () => store.take());
  expect(left.filter((bytes) => given.includes(bytes)).length).toBe(3);
  for (const bytes of left.slice(0, 3)) store.give(bytes);
  while (due.length > 0) due.shift()?.();
  expect(Array.from({ length: 3 }, () => store.take()).filter((bytes) => given.includes(bytes)).length).toBe(
    2,
  );
});
