import { describe, expect, test } from "vitest";
import { LaneCount, type LaneCountRoute } from "../../../electron/engine/download/lane-count.ts";
import { fairShares, lognormal, seeded } from "../../bench/fluid/world.ts";

const MB = 1e6;
const total = 4000 * MB;

interface Path {
  readonly route: LaneCountRoute;
  /** What one lane brings alone, and what all bring together. */
  readonly perLane: number;
  readonly limit?: (seconds: number) => number;
  readonly allows?: number;
}

function path(name: string, perLane: number, more: Partial<Path> & Partial<LaneCountRoute> = {}): Path {
  const { limit, allows, ...route } = more;
  const base = { name, direct: name === "direct", ceiling: 16, rttMs: 100, ...route };
  return { route: base, perLane, ...(limit && { limit }), ...(allows !== undefined && { allows }) };
}

/** A search on a simulated clock: a tick of 100 ms, speeds that tremble by 5 %, a new lane needs 300 ms. */
function search(paths: readonly Path[], seconds: number, access = Infinity, size = total) {
  const count = new LaneCount(
    paths.map(({ route }) => route),
    size,
  );
  const random = seeded(7);
  const bytes = new Map(paths.map(({ route }) => [route.name, 0]));
  const working = new Map(paths.map(({ route }) => [route.name, [0, 0, 0]]));
  const lanes = new Map<string, number>();
  let refusals = 0;
  let sum = 0;
  let most = 0;
  let fluid = 0;
  let parked = 0;
  for (let now = 0; now < seconds * 1000; now += 100) {
    const demands = paths.map(({ route, perLane, limit, allows }) => {
      let wanted = count.wanted(route.name);
      if (allows !== undefined && wanted > allows) {
        refusals += wanted - allows;
        count.refused(route.name, allows);
        wanted = count.wanted(route.name);
      }
      lanes.set(route.name, wanted);
      const past = working.get(route.name) ?? [];
      past.push(wanted);
      // A lane that is new now brings its first byte after three ticks.
      const able = Math.min(...past.slice(-4));
      return Math.min(able * perLane, limit?.(now / 1000) ?? Infinity);
    });
    // Lanes are equal on the shared link: each is one demand.
    const each = paths.flatMap(({ route }, index) => {
      const n = lanes.get(route.name) ?? 0;
      return Array.from({ length: n }, () => ({ index, demand: (demands[index] ?? 0) / n }));
    });
    const shares = fairShares(
      each.map(({ demand }) => demand),
      access,
    );
    const tremble = lognormal(random, 0.05);
    each.forEach(({ index }, lane) => {
      const name = paths[index]?.route.name ?? "";
      const came = (shares[lane] ?? 0) * 0.1 * tremble;
      bytes.set(name, (bytes.get(name) ?? 0) + came);
      sum += came;
    });
    most = Math.max(
      most,
      [...lanes.values()].reduce((a, b) => a + b, 0),
    );
    if (now >= seconds * 500 && paths.some(({ route }) => count.wanted(route.name) === 0)) parked += 200;
    fluid = sum / ((now + 100) / 1000);
    count.sample({ nowMs: now + 100, bytes, left: size - sum });
  }
  return { count, lanes, refusals, speed: fluid, most, parked: parked / (seconds * 1000) };
}

describe("the number of lanes", () => {
  test("grows to all sixteen where each connection is throttled, and stays there", () => {
    const { lanes, speed, count } = search([path("direct", 0.6 * MB)], 60);
    expect(lanes.get("direct")).toBeGreaterThanOrEqual(15);
    expect(count.best("direct")).toBeGreaterThanOrEqual(15);
    expect(speed).toBeGreaterThan(0.93 * 16 * 0.6 * MB);
  });

  test("shrinks on a clean path that few lanes fill, without loss", () => {
    const { lanes, speed } = search([path("direct", 12 * MB)], 60, 12 * MB);
    expect(lanes.get("direct")).toBeLessThanOrEqual(8);
    expect(speed).toBeGreaterThan(0.97 * 12 * MB);
  });

  test("a relay that only shares the access link with direct is parked", () => {
    const { count, speed, parked } = search([path("direct", 10 * MB), path("relay", 10 * MB)], 80, 12 * MB);
    // All of the second half, but for being asked again now and then.
    expect(parked).toBeGreaterThan(0.75);
    expect(count.wanted("direct")).toBeGreaterThan(0);
    expect(speed).toBeGreaterThan(0.97 * 12 * MB);
  });

  test("a hopeless direct path beside a good relay costs nothing", () => {
    const { speed, count } = search([path("direct", 0.01 * MB), path("relay", 6 * MB)], 60, 12 * MB);
    expect(speed).toBeGreaterThan(0.97 * 12 * MB);
    expect(count.wanted("relay")).toBeGreaterThan(0);
  });

  test("routes that each bring a part of the line all stay at work", () => {
    const { speed, count } = search(
      [
        path("direct", 1.2 * MB, { limit: () => 1.2 * MB }),
        path("one", 3 * MB, { limit: () => 5 * MB }),
        path("two", 3 * MB, { limit: () => 5 * MB }),
      ],
      60,
      12 * MB,
    );
    expect(speed).toBeGreaterThan(0.95 * 11.2 * MB);
    expect(count.wanted("one")).toBeGreaterThan(0);
    expect(count.wanted("two")).toBeGreaterThan(0);
  });

  test("a parked relay comes back when direct weakens", () => {
    const weakens = path("direct", 10 * MB, { limit: (seconds) => (seconds < 30 ? 12 * MB : 2 * MB) });
    const before = search([weakens, path("relay", 10 * MB)], 30, 12 * MB);
    expect(before.parked).toBeGreaterThan(0.5);
    const after = search([weakens, path("relay", 10 * MB)], 36, 12 * MB);
    expect(after.count.wanted("relay")).toBeGreaterThan(0);
  });

  test("a server that allows four is not asked for more again and again", () => {
    const { refusals, speed, lanes } = search([path("direct", 2 * MB, { allows: 4 })], 60);
    expect(refusals).toBeLessThanOrEqual(10);
    expect(lanes.get("direct")).toBe(4);
    expect(speed).toBeGreaterThan(0.97 * 8 * MB);
  });

  test("starts with what was remembered, within the ceiling", () => {
    const count = new LaneCount([path("direct", 1, { remembered: 20, ceiling: 16 }).route], total);
    expect(count.wanted("direct")).toBe(16);
  });

  test("a small file never has more than three lanes", () => {
    const { most } = search([path("direct", MB), path("a", MB), path("b", MB)], 4, Infinity, 3.5 * MB);
    expect(most).toBe(3);
  });

  test("what was parked comes back when the other route is out", () => {
    const { count } = search([path("direct", 10 * MB), path("relay", 10 * MB)], 40, 12 * MB);
    count.remove("direct");
    expect(count.wanted("relay")).toBeGreaterThan(0);
    expect(count.wanted("direct")).toBe(0);
  });
});

test("a route whose lanes crawl beside another's is not given more in a rush", () => {
  const { route } = path("relay", MB, { own: true, ceiling: 64 });
  const begun = (count: LaneCount) => {
    count.begun("relay", 1000, MB, total, 100);
    count.begun("relay", 1500, 20 * MB, total, 100);
    return count.wanted("relay");
  };
  expect(begun(new LaneCount([route], total))).toBe(64);
  const count = new LaneCount([route], total);
  count.enough("relay");
  expect(begun(count)).toBe(16);
});
