import { describe, expect, test } from "vitest";
import { releaseChunk, Slab } from "../../../electron/engine/http/range-reader/slabs.ts";
import { ConsumerPace } from "../../../electron/engine/stream/consumer-pace.ts";
import { WindowBuffer } from "../../../electron/engine/stream/window-buffer.ts";
import { WindowLedger } from "../../../electron/engine/stream/window-ledger.ts";
import { seeded } from "../../bench/fluid/world.ts";

const file = Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * 7 + (at >> 8)) & 255));

function windowOf(start = 0, end = file.length, bytes = 1000, keep = 100, total = file.length) {
  const window = new WindowBuffer({ start, end, bytes, keep });
  const ledger = new WindowLedger(total, { start, end }, { start, end }, window);
  const put = async (from: number, to: number, route = "direct") => {
    const lease = ledger.take(from, to, route);
    await window.write([file.subarray(from, to)], from);
    ledger.advance(lease, to - from);
    ledger.release(lease);
  };
  return { window, ledger, put };
}

describe("WindowBuffer", () => {
  test("hands bytes out in order, whatever order they came in", async () => {
    const random = seeded(5);
    const { window, ledger, put } = windowOf(0, file.length, file.length);
    const cuts = [0, ...Array.from({ length: 60 }, () => Math.floor(random() * 4000)), 4000];
    const edges = [...new Set(cuts)].sort((a, b) => a - b);
    const pieces = edges.slice(1).map((end, at) => [edges[at] ?? 0, end] as const);
    const mixed = pieces.map((piece) => ({ piece, key: random() })).sort((a, b) => a.key - b.key);
    const read = (async () => {
      const got: Buffer[] = [];
      for (let chunk = await window.take(); chunk; chunk = await window.take()) got.push(chunk);
      return Buffer.concat(got);
    })();
    for (const { piece } of mixed) await put(...piece);
    expect(ledger.complete).toBe(true);
    expect((await read).equals(file)).toBe(true);
    expect(window.aheadBytes).toBe(0);
  });

  test("keeps what was consumed last, and no more than it has to", async () => {
    const { window, ledger, put } = windowOf();
    for (let at = 0; at < 800; at += 50) {
      await put(at, at + 50);
      await window.take();
    }
    expect(window.from).toBe(700);
    expect(ledger.has(700, 800)).toBe(true);
    expect(ledger.has(699, 800)).toBe(false);
    expect((await window.read(710, 90)).equals(file.subarray(710, 800))).toBe(true);
    await expect(window.read(690, 20)).rejects.toMatchObject({ code: "timed-out" });
  });

  test("reads across what was consumed and what lies ahead", async () => {
    const { window, put } = windowOf();
    await put(0, 50);
    await put(50, 80);
    await put(80, 200);
    await window.take();
    expect((await window.read(10, 150)).equals(file.subarray(10, 160))).toBe(true);
  });

  test("what was written counts only as far as the ledger says", async () => {
    const { window, ledger } = windowOf();
    const slow = ledger.take(0, 100, "slow");
    await window.write([Buffer.alloc(100, 1)], 0);
    // Its tail was given to another lane while it wrote.
    ledger.trim(slow, 40);
    ledger.advance(slow, 40);
    const other = ledger.take(40, 100, "other");
    await window.write([Buffer.alloc(60, 2)], 40);
    ledger.advance(other, 60);
    expect(await window.take()).toEqual(Buffer.alloc(40, 1));
    expect(await window.take()).toEqual(Buffer.alloc(60, 2));
  });

  test("memory that the writer uses again does not show", async () => {
    const { window, ledger } = windowOf();
    const lease = ledger.take(0, 10, "direct");
    const slab = Buffer.alloc(10, 1);
    await window.write([slab], 0);
    ledger.advance(lease, 10);
    slab.fill(9);
    expect(await window.take()).toEqual(Buffer.alloc(10, 1));
  });

  test("a slab's chunks are kept where they are, until what they hold was consumed and is not to be compared any more", async () => {
    const KiB = 1024;
    const { window, ledger } = windowOf(0, 200 * KiB, 200 * KiB, 10, 200 * KiB);
    const slab = new Slab();
    slab.bytes.fill(1, 0, 40 * KiB).fill(2, 40 * KiB, 80 * KiB);
    const lease = ledger.take(0, 80 * KiB, "direct");
    for (const [from, to] of [
      [0, 40 * KiB],
      [40 * KiB, 80 * KiB],
    ] as const) {
      const chunk = slab.chunk(from, to);
      await window.write([chunk], from);
      releaseChunk(chunk);
      ledger.advance(lease, to - from);
    }
    slab.drop();
    const first = await window.take();
    expect(first?.buffer).toBe(slab.bytes.buffer);
    expect(first).toEqual(Buffer.alloc(40 * KiB, 1));
    expect(new Slab().bytes).not.toBe(slab.bytes);
    expect(await window.take()).toEqual(Buffer.alloc(40 * KiB, 2));
    // The last one is the consumer's until it asks for more or is through with it, though nothing more comes.
    expect(new Slab().bytes).not.toBe(slab.bytes);
    window.fail(new Error("over"));
    expect(new Slab().bytes).not.toBe(slab.bytes);
    window.passed();
    expect(new Slab().bytes).toBe(slab.bytes);
  });

  test("what is dropped of a slab's chunk lets go of it with the rest", async () => {
    const KiB = 1024;
    const { window, ledger } = windowOf(0, 200 * KiB, 200 * KiB, 10, 200 * KiB);
    const slab = new Slab();
    const lease = ledger.take(0, 60 * KiB, "direct");
    const chunk = slab.chunk(0, 60 * KiB);
    await window.write([chunk], 0);
    releaseChunk(chunk);
    slab.drop();
    ledger.advance(lease, 60 * KiB);
    window.drop(20 * KiB, 30 * KiB);
    expect(window.aheadBytes).toBe(50 * KiB);
    window.drop(0, 20 * KiB);
    expect(new Slab().bytes).not.toBe(slab.bytes);
    window.drop(30 * KiB, 60 * KiB);
    expect(window.aheadBytes).toBe(0);
    expect(new Slab().bytes).toBe(slab.bytes);
  });

  test("holds a writer back that is too far ahead, until the consumer has moved on", async () => {
    const { window, put } = windowOf(0, 4000, 1000, 10);
    await put(0, 600);
    let written = false;
    const writing = put(600, 1200).then(() => (written = true));
    await new Promise(setImmediate);
    expect(written).toBe(false);
    await window.take();
    await writing;
    expect((await window.take())?.equals(file.subarray(600, 1200))).toBe(true);
  });

  test("one piece that is larger than the window passes where it is next", async () => {
    const { window, put } = windowOf(0, 4000, 1000, 10);
    await put(0, 3000);
    expect((await window.take())?.length).toBe(3000);
  });

  test("fails reader and writer at once, whatever lies ready", async () => {
    const { window, put } = windowOf();
    const reading = window.take();
    const late = put(900, 1500);
    window.fail(new Error("a lie"));
    await expect(reading).rejects.toThrow("a lie");
    await expect(late).rejects.toThrow("a lie");
    await expect(window.take()).rejects.toThrow("a lie");
    expect(window.aheadBytes).toBe(0);
  });

  test("drops a part of what lies ahead", async () => {
    const { window, put } = windowOf();
    await put(0, 100);
    await put(100, 300);
    window.drop(50, 150);
    expect(window.aheadBytes).toBe(200);
    expect((await window.take())?.equals(file.subarray(0, 50))).toBe(true);
    expect((await window.read(150, 150)).equals(file.subarray(150, 300))).toBe(true);
  });
});

describe("WindowLedger", () => {
  test("wants its range alone, and is complete with it", async () => {
    const { ledger, put } = windowOf(1000, 1500);
    expect(ledger.free).toEqual([{ start: 1000, end: 1500 }]);
    expect(ledger.total - ledger.doneBytes).toBe(500);
    expect(ledger.has(0, 10)).toBe(false);
    expect(ledger.done()).toEqual([]);
    await put(1000, 1500);
    expect(ledger.complete).toBe(true);
    expect(ledger.done()).toEqual([[1000, 1500, "direct"]]);
  });

  test("says what can still be read: what lies ahead, and only without that what was consumed", async () => {
    const { window, ledger, put } = windowOf(0, 4000, 1000, 100);
    await put(0, 200, "one");
    await put(200, 400, "one");
    await window.take();
    expect(ledger.done()).toEqual([[200, 400, "one"]]);
    await window.take();
    expect(ledger.done()).toEqual([[200, 400, "one"]]);
    expect(ledger.came()).toEqual([[0, 400, "one"]]);
  });
});

describe("ConsumerPace", () => {
  const MiB = 1024 * 1024;

  test("who is never waited for gets the whole budget", () => {
    const pace = new ConsumerPace(64 * MiB);
    expect(pace.window).toBe(16 * MiB);
    for (let at = 0; at < 40; at++) pace.took(MiB / 4, 0);
    expect(pace.window).toBe(64 * MiB);
  });

  test("a slow consumer gets a few seconds of its rate, and never less than a floor", () => {
    const pace = new ConsumerPace(64 * MiB);
    for (let at = 0; at < 100; at++) pace.took(100_000, 100);
    expect(pace.rate).toBeCloseTo(1e6, 0);
    expect(pace.window).toBe(8 * MiB);
    for (let at = 0; at < 400; at++) pace.took(1_000_000, 100);
    expect(pace.window).toBeCloseTo(40e6, -6);
    pace.took(1, 7);
    expect(Number.isInteger(pace.window)).toBe(true);
  });

  test("a consumer that becomes slow is noticed within seconds", () => {
    const pace = new ConsumerPace(64 * MiB);
    for (let at = 0; at < 1000; at++) pace.took(MiB, 1);
    for (let seconds = 0; seconds < 16; seconds++) pace.took(1e6, 1000);
    expect(pace.window).toBeLessThan(12 * MiB);
  });

  test("never more than the budget", () => {
    expect(new ConsumerPace(4 * MiB).window).toBe(4 * MiB);
  });
});
