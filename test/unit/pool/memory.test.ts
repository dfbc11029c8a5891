import { describe, expect, test } from "vitest";
import { networkName } from "../../../electron/engine/pool/network.ts";
import { learn } from "../../../electron/engine/pool/route-memory.ts";
import { judgeQuota, periodsOf } from "../../../electron/engine/pool/traffic-book.ts";
import { openStore } from "../../../electron/engine/store/store.ts";
import { tempDir } from "../../helpers/temp.ts";

const face = (address: string, netmask: string, internal: boolean) => ({
  address,
  netmask,
  internal,
  family: "IPv4" as const,
  mac: "00:00:00:00:00:00",
  cidr: null,
});

const wifi = (address: string, netmask = "255.255.255.0") => ({
  lo: [face("127.0.0.1", "255.0.0.0", true)],
  wlan0: [face(address, netmask, false)],
});

const key = { network: "n", host: "h", route: "r" };

describe("what a run teaches", () => {
  const before = { ...key, speed: 1000, firstByteMs: 50, at: 1, failure: "timed-out", failedAt: 2 };
  test("a new speed and the one before count alike; what works has no trouble any more", () => {
    expect(learn(before, key, { speed: 3000, firstByteMs: 20, failure: null }, 9)).toEqual({
      ...key,
      speed: 2000,
      firstByteMs: 20,
      at: 9,
      failure: null,
      failedAt: null,
    });
  });
  test("a failure leaves the speed that was known", () => {
    expect(learn(before, key, { speed: null, firstByteMs: null, failure: "unreachable" }, 9)).toEqual({
      ...before,
      failure: "unreachable",
      failedAt: 9,
    });
  });
  test("too little to say is nothing to remember", () => {
    expect(learn(undefined, key, { speed: null, firstByteMs: 3, failure: null }, 9)).toBeUndefined();
  });
});

describe("quotas", () => {
  test.each([
    [{ day: null, month: null }, { day: 9, month: 9 }, undefined],
    [
      { day: 100, month: null },
      { day: 79, month: 79 },
      { period: "day", state: "free" },
    ],
    [
      { day: 100, month: 1000 },
      { day: 80, month: 700 },
      { period: "day", state: "near" },
    ],
    [
      { day: 100, month: 1000 },
      { day: 10, month: 1000 },
      { period: "month", state: "full" },
    ],
    [
      { day: 0, month: 10 },
      { day: 0, month: 9 },
      { period: "day", state: "full" },
    ],
  ] as const)("%j, used %j", (quota, used, expected) => {
    const state = judgeQuota(quota, used);
    expect(state && { period: state.period, state: state.state }).toEqual(expected);
  });

  test("days and months are those of the local calendar", () => {
    expect(periodsOf(new Date(2026, 0, 5, 23, 59).getTime())).toEqual({
      month: "2026-01",
      day: "2026-01-05",
    });
  });

  test("two processes' counts add up, and old periods go", async () => {
    const folder = await tempDir();
    const [one, other] = [openStore(folder), openStore(folder)];
    one.traffic.add("relay:443", ["2026-11", "2026-11-25"], 100);
    other.traffic.add("relay:443", ["2026-11", "2026-11-25"], 11);
    other.traffic.add("relay:443", ["2026-10"], 5);
    one.traffic.keepOnly(["2026-11", "2026-11-25"]);
    expect(["2026-11", "2026-11-25", "2026-10"].map((period) => one.traffic.of("relay:443", period))).toEqual(
      [111, 111, 0],
    );
    one.close();
    other.close();
  });
});

describe("the network's name", () => {
  test("another address on the same network is the same place; another network is not", () => {
    expect(networkName(wifi("192.168.1.7"))).toBe(networkName(wifi("192.168.1.90")));
    expect(networkName(wifi("192.168.1.7"))).not.toBe(networkName(wifi("192.168.2.7")));
    expect(networkName(wifi("10.1.2.3"))).not.toContain("10.1");
  });
  test("without any network there is a name, too", () => {
    expect(networkName({})).toMatch(/^[\w-]{16}$/);
  });
});
