import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import { byTurn, priorities, type Priority } from "../../../electron/common/queue-order.ts";
import { move, type Place } from "../../../electron/engine/download/moving.ts";
import type { Move } from "../../../electron/engine/types.ts";

/** `a B c-` is normal a, high B, low c: capitals are high, a minus is low. */
const lineOf = (text: string): Place[] =>
  text.split(" ").map((word, at) => {
    const id = word.replace("-", "");
    const priority: Priority = word.endsWith("-") ? "low" : id === id.toUpperCase() ? "high" : "normal";
    return { id, order: at + 1, priority };
  });

function after(line: readonly Place[], ids: readonly string[], to: Move): readonly Place[] {
  const changed = move(line, new Set(ids), to);
  return line.map((place) => ({ ...place, order: changed.get(place.id) ?? place.order })).toSorted(byTurn);
}

const read = (line: readonly Place[]) => line.map(({ id }) => id).join(" ");

describe("moving in the queue", () => {
  it.each<[string, string, Move, string]>([
    ["a b c d e", "c", "top", "c a b d e"],
    ["a b c d e", "b d", "top", "b d a c e"],
    ["a b c d e", "b d", "bottom", "a c e b d"],
    ["a b c d e", "c", "up", "a c b d e"],
    ["a b c d e", "a", "up", "a b c d e"],
    ["a b c d e", "a b d", "up", "a b d c e"],
    ["a b c d e", "b c", "down", "a d b c e"],
    ["a b c d e", "d e", "down", "a b c d e"],
    ["a b c d e", "e", { before: "b" }, "a e b c d"],
    ["a b c d e", "a c", { after: "d" }, "b d a c e"],
    ["a b c d e", "b c d", { before: "c" }, "a b c d e"],
    ["a b c d e", "a c", { before: "c" }, "b a c d e"],
    ["a b c d e", "c", { after: "c" }, "a b c d e"],
    ["a b", "a b", "top", "a b"],
    // Nobody leaves those of its priority.
    ["A B c d e- f-", "d", "top", "A B d c e- f-"],
    ["A B c d e- f-", "B d f", "top", "B A d c f- e-"],
    ["A B c d e- f-", "c", { before: "A" }, "A B c d e- f-"],
    ["A B c d e- f-", "d", { before: "A" }, "A B d c e- f-"],
    ["A B c d e- f-", "c", { after: "f" }, "A B d c e- f-"],
    ["A B c d e- f-", "e", "up", "A B c d e- f-"],
  ])("%s: %s goes %j", (line, ids, to, expected) => {
    expect(read(after(lineOf(line), ids.split(" "), to))).toBe(expected.replaceAll("-", ""));
  });

  it("gives new numbers to those alone that move", () => {
    expect([...move(lineOf("a b c d"), new Set(["d"]), "top")]).toEqual([["d", 0]]);
    expect([...move(lineOf("a b c d"), new Set(["a"]), { after: "b" })]).toEqual([["a", 2.5]]);
    expect([...move(lineOf("a b c d"), new Set(["a"]), "top")]).toEqual([]);
  });

  it("never runs out of numbers, however often it is moved to the same spot", () => {
    let line: readonly Place[] = lineOf("a b c d");
    for (let turn = 0; turn < 500; turn++) {
      const last = line[3]?.id ?? "";
      const second = line[1]?.id ?? "";
      line = after(line, [last], { before: second });
      expect(line[1]?.id).toBe(last);
    }
    expect(new Set(line.map(({ order }) => order)).size).toBe(4);
  });

  it("orders those that had one number alike, as all of an old list may have", () => {
    const old = ["a", "b", "c", "d"].map((id): Place => ({ id, order: 0, priority: "normal" }));
    expect(read(after(old, ["d"], { before: "b" }))).toBe("a d b c");
    expect(read(after(old, ["a"], "bottom"))).toBe("b c d a");
  });

  it("keeps all, and the order of those that stay, whatever is moved where", () => {
    const places = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 12 });
    const target = fc.oneof(
      fc.constantFrom<Move>("top", "bottom", "up", "down"),
      fc.nat(11).map((at): Move => ({ before: String(at) })),
      fc.nat(11).map((at): Move => ({ after: String(at) })),
    );
    fc.assert(
      fc.property(places, fc.array(fc.nat(11)), fc.array(fc.nat(2)), target, (orders, moved, ranks, to) => {
        const line = orders
          .map((order, at): Place => ({
            id: String(at),
            order,
            priority: priorities[ranks[at] ?? 1] ?? "normal",
          }))
          .toSorted(byTurn);
        const ids = new Set(moved.map(String));
        const result = after(line, [...ids], to);
        expect(result.map(({ priority }) => priority)).toEqual(line.map(({ priority }) => priority));
        const stay = (list: readonly Place[]) => list.filter(({ id }) => !ids.has(id)).map(({ id }) => id);
        const go = (list: readonly Place[]) => list.filter(({ id }) => ids.has(id)).map(({ id }) => id);
        expect(stay(result)).toEqual(stay(line));
        expect(go(result)).toEqual(go(line));
      }),
    );
    expect.hasAssertions();
  });
});
