/**
 * What is measured: networks, and who is to fetch what over them. Rates, delays and losses are drawn anew for every seed,
 * so that nothing can be tuned to one network (PERFORMANCE, section 5).
 */
import type { LabLink, LabNode, LabPlan } from "../../lab/lab.ts";
import { perConnection, ports, type Port } from "./servers.ts";

const MiB = 1024 * 1024;
/** What TCP and IP leave of a line: 1448 of 1500 bytes. */
const payload = 0.965;

export type Tool = "detour" | "aria2" | "axel" | "curl";

export interface Contender {
  readonly name: string;
  readonly tool: Tool;
  /** Detour: its mode. */
  readonly mode?: "auto" | "all" | "relay" | "direct";
  /** Detour: the relays that it is given. Others: the nodes that they ask, `origin` or a relay. */
  readonly over: readonly string[];
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly plan: LabPlan;
  readonly port: Port;
  readonly size: number;
  /** The shortest time that any program could take, seconds: see `limit`. */
  readonly limitSeconds: number;
  readonly contenders: readonly Contender[];
}

interface Path {
  readonly mbit: number;
  /** Both ways. */
  readonly rttMs: number;
  readonly lossPercent: number;
}

const addresses: Record<string, string> = {
  client: "10.78.0.1",
  origin: "10.78.0.2",
  one: "10.78.0.3",
  two: "10.78.0.4",
};
/** Where a node is. */
export const addressOf = (node: string): string => addresses[node] ?? "";

function links(from: string, to: string, path: Path, access: number): LabLink[] {
  const { mbit, rttMs, lossPercent } = path;
  // A queue of one bandwidth-delay product of whatever is narrower, but of 64 packets at least.
  const queueKiB = Math.max(96, Math.round((Math.min(mbit, access) * 1e6 * rttMs) / 8e3 / 1024));
  const both = { mbit, delayMs: rttMs / 2, queueKiB };
  return [
    { from, to, ...both, lossPercent },
    { from: to, to: from, ...both, lossPercent: 0 },
  ];
}

interface Network {
  readonly access: number;
  readonly direct: Path;
  readonly relays: Readonly<Record<string, Path>>;
  readonly changes?: LabPlan["changes"];
  readonly seed: number;
}

/** Relays stand near the origin, on a clean path. */
const inner: Path = { mbit: 600, rttMs: 10, lossPercent: 0 };

function network({ access, direct, relays, changes, seed }: Network): LabPlan {
  const names = Object.keys(relays);
  const nodes: LabNode[] = ["client", "origin", ...names].map((name) => ({
    name,
    address: addressOf(name),
    downMbit: name === "client" ? access : 0,
  }));
  const all = [
    ...links("origin", "client", direct, access),
    ...names.flatMap((name) => [
      ...links(name, "client", relays[name] ?? inner, access),
      ...links("origin", name, inner, inner.mbit),
    ]),
  ];
  return { nodes, links: all, seed, ...(changes && { changes }) };
}

/**
 * The limit, seconds: two round trips until the first byte (connection, request), what slow start costs sixteen connections
 * that begin with ten segments each until they fill the path (one round trip less than the doublings, since bytes flow
 * meanwhile), and then the size at what the line leaves for payload.
 */
function limit(size: number, mbit: number, rttMs: number, trips = 2): number {
  const bdp = (mbit * 1e6 * rttMs) / 8e3;
  const doublings = Math.max(0, Math.log2(bdp / (16 * 10 * 1448)));
  const rate = (mbit * 1e6 * payload) / 8;
  return (trips * rttMs) / 1000 + (Math.max(0, doublings - 1) * rttMs) / 1000 + size / rate;
}

const own = (mode: Contender["mode"], ...over: string[]): Contender => ({
  name: `detour ${mode}`,
  tool: "detour",
  ...(mode && { mode }),
  over,
});
const segmented = (...over: string[]): Contender[] => [
  { name: "aria2c -x16 -s16 -k1M", tool: "aria2", over },
  { name: "axel -n16", tool: "axel", over: over.slice(0, 1) },
];
/** One connection needs minutes where the path is lossy or each connection is held back: it takes part where it can win. */
const peers = (...over: string[]): Contender[] => [
  ...segmented(...over),
  { name: "curl", tool: "curl", over: over.slice(0, 1) },
];

const hopeless: Path = { mbit: 100, rttMs: 220, lossPercent: 2 };

/** All scenarios for a seed. `random` is uniform in [0, 1). */
export function scenarios(random: () => number, seed: number): Scenario[] {
  const between = (low: number, high: number) => low + (high - low) * random();
  const size = 64 * MiB;
  const lossy: Path = { mbit: 100, rttMs: between(80, 150), lossPercent: between(0.3, 1) };
  const good: Path = { mbit: 100, rttMs: between(30, 70), lossPercent: between(0, 0.1) };
  const fair: Path = { mbit: 100, rttMs: between(40, 80), lossPercent: 0 };
  const part = (mbit: number): Path => ({ mbit, rttMs: between(40, 90), lossPercent: 0 });
  const [slow, first, second] = [part(10), part(40), part(40)];
  const long: Path = { mbit: 300, rttMs: between(90, 110), lossPercent: 0 };
  const fast: Path = { mbit: 400, rttMs: between(15, 25), lossPercent: 0 };
  const fourRate = (4 * perConnection.four * 8) / 1e6 / payload;
  // Two routes of half the line each, of which one falls or dies.
  const half: Path = { mbit: 50, rttMs: between(50, 90), lossPercent: 0 };
  const halves = { one: half, two: half };
  const whole = limit(4 * size, 100, half.rttMs);
  const falls = (afterSeconds: number, path: Path) =>
    links("one", "client", path, 100).map((link) => ({ ...link, afterSeconds }));
  const dead: Path = { ...half, lossPercent: 100 };
  /** One route alone brings `left` of the file after the other is gone. */
  const alone = (until: number) => {
    const rate = (50e6 * payload) / 8;
    return until + Math.max(0, 4 * size - 2 * rate * Math.max(0, until - limit(0, 50, half.rttMs))) / rate;
  };
  // Only a program that takes several sources can go on without one of them.
  const both = [
    own("all", "one", "two"),
    own("auto", "one", "two"),
    ...segmented("one", "two").filter(({ tool }) => tool === "aria2"),
  ];
  return [
    {
      name: "lossy-relay",
      title: "Lossy relay path, direct hopeless",
      plan: network({ access: 100, direct: hopeless, relays: { one: lossy }, seed }),
      port: "plain",
      size,
      limitSeconds: limit(size, 100, lossy.rttMs),
      contenders: [own("relay", "one"), ...segmented("one")],
    },
    {
      name: "throttle",
      title: "The origin gives each connection 600 KiB/s",
      plan: network({ access: 100, direct: hopeless, relays: { one: good }, seed }),
      port: "throttled",
      size,
      limitSeconds: limit(size, 100, good.rttMs),
      contenders: [own("relay", "one"), ...segmented("one")],
    },
    {
      name: "sum",
      title: "Direct 10 and two relays of 40 Mbit/s",
      plan: network({ access: 100, direct: slow, relays: { one: first, two: second }, seed }),
      port: "plain",
      size,
      limitSeconds: limit(size, 90, Math.max(first.rttMs, second.rttMs)),
      contenders: [
        own("all", "one", "two"),
        own("auto", "one", "two"),
        own("relay", "one"),
        ...segmented("one", "two", "origin"),
      ],
    },
    {
      name: "hopeless-direct",
      title: "One good relay, direct hopeless",
      plan: network({ access: 100, direct: hopeless, relays: { one: fair }, seed }),
      port: "plain",
      size,
      limitSeconds: limit(size, 100, fair.rttMs),
      contenders: [own("relay", "one"), own("auto", "one"), own("all", "one"), ...segmented("one", "origin")],
    },
    {
      name: "hopeless-relay",
      title: "Direct good, the relay hopeless",
      plan: network({ access: 100, direct: fair, relays: { one: hopeless }, seed }),
      port: "plain",
      size,
      limitSeconds: limit(size, 100, fair.rttMs),
      contenders: [own("direct"), own("auto", "one"), ...segmented("origin")],
    },
    {
      name: "clean-long",
      title: "Clean long path, 300 Mbit/s, 100 ms",
      plan: network({ access: 300, direct: long, relays: {}, seed }),
      port: "plain",
      size: 4 * size,
      limitSeconds: limit(4 * size, 300, long.rttMs),
      contenders: [own("direct"), ...peers("origin")],
    },
    {
      name: "four-only",
      title: "The server allows 4 connections (429 above), 2000 KiB/s each",
      plan: network({ access: 100, direct: fair, relays: {}, seed }),
      port: "four",
      size,
      limitSeconds: limit(size, fourRate, fair.rttMs),
      contenders: [own("direct"), ...segmented("origin")],
    },
    {
      name: "fast-relay",
      title: "A line of 400 Mbit/s, relay at 20 ms",
      plan: network({ access: 400, direct: hopeless, relays: { one: fast }, seed }),
      port: "plain",
      size: 4 * size,
      limitSeconds: limit(4 * size, 400, fast.rttMs),
      contenders: [own("relay", "one"), ...peers("one")],
    },
    {
      name: "small",
      title: "2 MB, whole process, 100 Mbit/s, 40 to 80 ms",
      plan: network({ access: 100, direct: fair, relays: {}, seed }),
      port: "plain",
      size: 2_000_000,
      limitSeconds: limit(2_000_000, 100, fair.rttMs),
      contenders: [own("direct"), ...peers("origin")],
    },
    {
      name: "route-falls",
      title: "Two relays of 50 Mbit/s; one falls to 2 % at a third of the time",
      plan: network({
        access: 100,
        direct: hopeless,
        relays: halves,
        changes: falls(whole / 3, { ...half, mbit: 1 }),
        seed,
      }),
      port: "plain",
      size: 4 * size,
      limitSeconds: alone(whole / 3),
      contenders: both,
    },
    ...[50, 98].map((percent) => ({
      name: `route-dies-${percent}`,
      title: `Two relays of 50 Mbit/s; one dies at ${percent} %`,
      plan: network({
        access: 100,
        direct: hopeless,
        relays: halves,
        changes: falls((whole * percent) / 100, dead),
        seed,
      }),
      port: "plain" as const,
      size: 4 * size,
      limitSeconds: alone((whole * percent) / 100),
      contenders: both,
    })),
    {
      name: "square-wave",
      title: "The relay's path swings between 100 and 10 Mbit/s every 2 s",
      plan: network({
        access: 100,
        direct: hopeless,
        relays: { one: fair },
        changes: Array.from({ length: 40 }, (_, index) =>
          falls(2 * (index + 1), index % 2 === 0 ? { ...fair, mbit: 10 } : fair),
        ).flat(),
        seed,
      }),
      port: "plain",
      size,
      limitSeconds: swing(size, fair.rttMs),
      contenders: [own("relay", "one"), ...segmented("one")],
    },
  ];
}

/** The limit where the path has 100 Mbit/s for 2 s, then 10 for 2 s, and so on. */
function swing(size: number, rttMs: number): number {
  let at = limit(0, 100, rttMs);
  let left = size;
  while (left > 0) {
    const phase = Math.floor(at / 2);
    const rate = ((phase % 2 === 0 ? 100e6 : 10e6) * payload) / 8;
    const span = (phase + 1) * 2 - at;
    if (left <= rate * span) return at + left / rate;
    left -= rate * span;
    at += span;
  }
  return at;
}

/** Where a contender's requests go. */
export const portOf = (scenario: Scenario): number => ports[scenario.port];
