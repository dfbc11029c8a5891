import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Ledger, type Lease } from "../../../electron/engine/download/ledger.ts";

test("a lease is taken, written and given back", () => {
  const ledger = new Ledger(100);
  const lease = ledger.take(10, 50, "direct");
  expect(ledger.free).toEqual([
    { start: 0, end: 10 },
    { start: 50, end: 100 },
  ]);
  ledger.advance(lease, 15);
  ledger.trim(lease, 40);
  ledger.release(lease);
  expect(ledger.free).toEqual([
    { start: 0, end: 10 },
    { start: 25, end: 100 },
  ]);
  expect(ledger.done()).toEqual([[10, 25, "direct"]]);
  expect(ledger.has(12, 25)).toBe(true);
  expect(ledger.has(12, 26)).toBe(false);
});

test("neighbours of one route become one range, of two routes stay two", () => {
  const ledger = new Ledger(30);
  for (const [start, route] of [
    [20, "a"],
    [0, "a"],
    [10, "b"],
  ] as const) {
    const lease = ledger.take(start, start + 10, route);
    ledger.advance(lease, 10);
    ledger.release(lease);
  }
  expect(ledger.done()).toEqual([
    [0, 10, "a"],
    [10, 20, "b"],
    [20, 30, "a"],
  ]);
  expect(ledger.complete).toBe(true);
});

test("what cannot be is refused", () => {
  const ledger = new Ledger(100);
  const lease = ledger.take(0, 50, "a");
  expect(() => ledger.take(40, 60, "b")).toThrow(RangeError);
  expect(() => ledger.advance(lease, 51)).toThrow(RangeError);
  expect(() => ledger.trim(lease, 60)).toThrow(RangeError);
  ledger.release(lease);
  ledger.release(lease);
  expect(() => ledger.advance(lease, 1)).toThrow(RangeError);
  expect(() => new Ledger(10, [[0, 11, "a"]])).toThrow(RangeError);
  expect(
    () =>
      new Ledger(10, [
        [0, 5, "a"],
        [4, 6, "b"],
      ]),
  ).toThrow(RangeError);
});

/** Any sequence of moves keeps the books: free, held and done together are the file, and nothing is in two of them. */
test("the books always balance", () => {
  const move = fc.record({
    kind: fc.constantFrom("take", "advance", "trim", "release"),
    a: fc.nat(1000),
    b: fc.nat(1000),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.array(move, { maxLength: 120 }), (total, moves) => {
      const ledger = new Ledger(total);
      const leases: Lease[] = [];
      for (const { kind, a, b } of moves) {
        const lease = leases[a % Math.max(leases.length, 1)];
        const left = lease ? lease.end - lease.position : 0;
        if (kind === "take") {
          const span = ledger.free[a % Math.max(ledger.free.length, 1)];
          if (!span) continue;
          const start = span.start + (b % (span.end - span.start));
          leases.push(ledger.take(start, Math.min(span.end, start + 1 + (a % 50)), a % 2 ? "x" : "y"));
        } else if (!lease) continue;
        else if (kind === "advance") ledger.advance(lease, b % (left + 1));
        else if (kind === "trim") ledger.trim(lease, lease.position + (b % (left + 1)));
        else {
          ledger.release(lease);
          leases.splice(leases.indexOf(lease), 1);
        }
        const spans = [
          ...ledger.free.map(({ start, end }) => [start, end]),
          ...leases.map(({ position, end }) => [position, end]),
          ...ledger.done().map(([start, end]) => [start, end]),
        ]
          .filter(([start = 0, end = 0]) => start < end)
          .sort(([x = 0], [y = 0]) => x - y);
        let at = 0;
        for (const [start, end = 0] of spans) {
          expect(start).toBe(at);
          at = end;
        }
        expect(at).toBe(total);
        expect(ledger.doneBytes).toBe(ledger.done().reduce((sum, [start, end]) => sum + end - start, 0));
      }
      // What the journal holds is enough to go on.
      expect(new Ledger(total, ledger.done()).doneBytes).toBe(ledger.doneBytes);
    }),
  );
});
