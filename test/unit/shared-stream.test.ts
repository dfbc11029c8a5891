import { expect, test } from "vitest";
import { SharedStream } from "../../electron/engine/gateway/shared-stream.ts";
import { releaseChunk, Slab } from "../../electron/engine/http/range-reader/slabs.ts";
import type { OpenStream } from "../../electron/engine/stream/types.ts";

const size = 1000;

/** A stream that reads into slabs, and lets each go as soon as the next chunk is asked for; it fails after so many. */
function slabStream(chunks: number) {
  const slabs: Slab[] = [];
  let closed = false;
  async function* bytes() {
    for (let at = 0; at < chunks; at++) {
      const slab = new Slab();
      slabs.push(slab);
      const chunk = slab.chunk(0, size).fill(at);
      slab.drop();
      try {
        yield chunk;
      } finally {
        releaseChunk(chunk);
      }
    }
    throw new Error("broken");
  }
  const stream = {
    start: 0,
    end: 10 * size,
    body: bytes(),
    close: async () => {
      closed = true;
    },
  } as unknown as OpenStream;
  return { stream, slabs, closed: () => closed };
}

/** Whether all of this memory is to be had again. */
function spare(slabs: readonly Slab[]): boolean {
  const next = Array.from({ length: 40 }, () => new Slab());
  const given = slabs.every(({ bytes }) => next.some((slab) => slab.bytes === bytes));
  for (const slab of next) slab.drop();
  return given;
}

test("who is behind has right bytes though the stream let them go and failed; the memory is let go when all have left", async () => {
  const { stream, slabs, closed } = slabStream(4);
  const shared = new SharedStream(
    stream,
    3 * size,
    () => Promise.reject(new Error("fell behind")),
    () => undefined,
  );
  const [fast, slow] = [0, 0].map((start) => shared.join({ start, end: 10 * size }));
  if (!fast || !slow) throw new Error("nobody may join");
  for (let at = 0; at < 3; at++) await fast.body.next();
  for (let at = 0; at < 3; at++) {
    const spoiling = new Slab();
    spoiling.bytes.fill(0xdb);
    const { value } = await slow.body.next();
    expect(value).toEqual(Buffer.alloc(size, at));
    spoiling.drop();
  }
  await fast.body.next();
  await expect(fast.body.next()).rejects.toThrow("broken");
  await fast.close();
  const { value } = await slow.body.next();
  expect(value).toEqual(Buffer.alloc(size, 3));
  await slow.close();
  expect(closed()).toBe(true);
  expect(spare(slabs)).toBe(true);
});

test("when all have left, the chunk that was asked for last is let go, too", async () => {
  const { stream, slabs } = slabStream(4);
  const shared = new SharedStream(
    stream,
    size,
    () => Promise.reject(new Error("fell behind")),
    () => undefined,
  );
  const reader = shared.join({ start: 0, end: 10 * size });
  await reader?.body.next();
  await reader?.body.next();
  expect(spare(slabs.slice(-1))).toBe(false);
  await reader?.close();
  expect(spare(slabs.slice(-1))).toBe(true);
});
