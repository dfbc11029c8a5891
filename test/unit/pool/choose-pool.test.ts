import { describe, expect, test } from "vitest";
import { choosePool, mostRelays, type Candidate } from "../../../electron/engine/pool/choose-pool.ts";
import type { RouteMemory } from "../../../electron/engine/store/store.ts";

const now = Date.UTC(2026, 10, 25);
const hour = 3600 * 1000;

function memory(more: Partial<RouteMemory>): RouteMemory {
  const blank = { speed: null, firstByteMs: null, at: null, failure: null, failedAt: null };
  return { network: "n", host: "h", route: "r", ...blank, ...more };
}
const fast = (speed: number, hoursAgo = 1) => memory({ speed, at: now - hoursAgo * hour });

const failed = (failure: string, minutes: number) =>
  memory({ speed: 1e8, at: now - 2 * hour, failure, failedAt: now - minutes * 60_000 });

function candidate(name: string, more: Partial<Candidate> = {}): Candidate {
  return { name, direct: name === "direct", use: "auto", full: false, memory: undefined, ...more };
}
const first = (failure: string, minutes: number) =>
  choosePool([candidate("f", { memory: failed(failure, minutes) }), candidate("g")], false, now)[0]?.route;
const names = (candidates: readonly Candidate[], all = false) =>
  choosePool(candidates, all, now).map(({ route, role, reason }) => `${route} ${role} ${reason}`);

describe("the order of a pool", () => {
  test("with nothing known, it is the user's, and every route takes part", () => {
    expect(names([candidate("b"), candidate("a"), candidate("direct")])).toEqual([
      "b used new",
      "a used new",
      "direct used new",
    ]);
  });

  test("what was fast here comes first, then what is not known, then what was slow", () => {
    expect(
      names([
        candidate("slow", { memory: fast(1e5) }),
        candidate("unknown"),
        candidate("direct", { memory: fast(1e6) }),
        candidate("fast", { memory: fast(1e7) }),
      ]),
    ).toEqual(["fast used measured", "unknown used new", "direct used measured", "slow used measured"]);
  });

  test("a bad measure is forgotten with time", () => {
    const pool = (hoursAgo: number) =>
      names([
        candidate("once slow", { memory: fast(1e5, hoursAgo) }),
        candidate("middling", { memory: fast(4e6, 1) }),
        candidate("fast", { memory: fast(1e7, 1) }),
      ]).map((text) => text.replace(/ used .*/, ""));
    expect(pool(1)).toEqual(["fast", "middling", "once slow"]);
    expect(pool(200)).toEqual(["fast", "once slow", "middling"]);
    expect(names([candidate("old", { memory: fast(1e5, 24 * 20) })])).toEqual(["old used long-ago"]);
  });

  test("what failed lately stands last: ten minutes where it may pass, a day where it does not", () => {
    expect(first("timed-out", 5)).toBe("g");
    expect(first("timed-out", 15)).toBe("f");
    expect(first("different-file", 15)).toBe("g");
    expect(first("different-file", 25 * 60)).toBe("f");
  });

  test("of many relays the best take part, and the others wait; direct always takes part", () => {
    const relays = Array.from({ length: mostRelays + 2 }, (_, at) =>
      candidate(`r${at}`, { memory: fast((at + 1) * 1e6) }),
    );
    const places = choosePool([...relays, candidate("direct", { memory: fast(10) })], false, now);
    expect(places.filter(({ role }) => role === "used").map(({ route }) => route)).toEqual([
      "r5",
      "r4",
      "r3",
      "r2",
      "direct",
    ]);
    expect(places.filter(({ role }) => role === "reserve")).toMatchObject([
      { route: "r1", reason: "slower", speed: 2e6 },
      { route: "r0", reason: "slower", speed: 1e6 },
    ]);
    expect(choosePool(relays, true, now).every(({ role }) => role === "used")).toBe(true);
  });

  test("the user's word comes before all measures, and a quota before that", () => {
    expect(
      names([
        candidate("fast", { memory: fast(1e8) }),
        candidate("wanted", { use: "always", memory: fast(10) }),
        candidate("banned", { use: "never", memory: fast(1e9) }),
        candidate("full", { use: "always", full: true }),
      ]),
    ).toEqual(["wanted used wanted", "fast used measured", "banned left-out banned", "full left-out quota"]);
  });
});
