import { describe, expect, it } from "vitest";
import { emptyAsk, takesPart, toComparison, toDownload, toggleRoute } from "../../../renderer/state/ask.ts";
import { colourOf, nameOf } from "../../../renderer/state/roads.ts";
import { beijing, failure, probe, relays, url } from "./samples.ts";
import { en } from "./voices.ts";

const ask = { ...emptyAsk, url: ` ${url} ` };

describe("chips and mode", () => {
  it("never disagree", () => {
    expect(toggleRoute(ask, "auto", "direct")).toEqual({ mode: "relay", off: [] });
    expect(toggleRoute(ask, "relay", "direct")).toEqual({ mode: "auto", off: [] });
    expect(toggleRoute(ask, "auto", "r1")).toEqual({ mode: "auto", off: ["r1"] });
    expect(toggleRoute({ ...ask, off: ["r1"] }, "direct", "r1")).toEqual({ mode: "auto", off: [] });
    expect(takesPart(ask, "relay", "direct")).toBe(false);
    expect(takesPart(ask, "direct", "r1")).toBe(false);
    expect(takesPart({ ...ask, off: ["r1"] }, "all", "r1")).toBe(false);
  });
});

describe("what is asked for", () => {
  it("is a download by the relays that are on, with no empty options", () => {
    expect(toDownload({ ...ask, off: ["r2"], checksum: " md5:00 " }, "auto", relays)).toEqual({
      url,
      mode: "auto",
      relays: ["r1"],
      checksum: "md5:00",
    });
    expect(toDownload(ask, "direct", relays).relays).toEqual([]);
  });

  it("says when it starts, where that is not at once", () => {
    expect(toDownload({ ...ask, start: "paused" }, "direct", [])).toMatchObject({ start: "paused" });
    const startAt = "2026-11-26T02:00";
    const at = new Date(2026, 10, 26, 2).getTime();
    expect(toDownload({ ...ask, start: "at", startAt }, "direct", [])).toMatchObject({ start: { at } });
    expect(toDownload({ ...ask, startAt }, "direct", [])).not.toHaveProperty("start");
  });

  it("is a comparison without relays that cannot carry the address", () => {
    const problem = failure("not-covered", { relay: "Beijing", host: "tokyo.example.com" });
    const probes = [probe(), probe({ route: "Beijing", problem })];
    expect(toComparison(ask, "auto", relays, probes)).toEqual({ url, relays: ["direct", "r2"] });
    expect(toComparison(ask, "relay", [beijing], probes)).toEqual({ url, relays: ["r1"] });
    expect(toComparison(ask, "auto", [], [])).toBeUndefined();
  });
});

describe("a route", () => {
  it("has one name and one colour, whether it is spoken of by id or by name", () => {
    expect(["direct", "r1", "Beijing", "r2"].map((route) => colourOf(relays, route))).toEqual([
      "direct",
      "1",
      "1",
      "2",
    ]);
    expect(nameOf(en, relays, "r1")).toBe("Beijing");
    expect(nameOf(en, relays, "gone")).toBe("gone");
  });
});
