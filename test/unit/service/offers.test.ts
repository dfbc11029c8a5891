/** Addresses from outside: what is taken, what is passed over, and that they wait. */
import { expect, test } from "vitest";
import type { OfferView } from "../../../electron/common/views.ts";
import { createOffers } from "../../../electron/service/offers.ts";

function setUp() {
  const told: OfferView[][] = [];
  const offers = createOffers((event, data) => {
    if (event === "offers.changed") told.push(data as OfferView[]);
  });
  return { offers, told, urls: () => offers.list().map(({ url }) => url) };
}

test("an offer is told and waits", () => {
  const { offers, told } = setUp();
  offers.add([{ url: "https://a.example/x.iso", from: "link", checksum: "sha256:00" }]);
  expect(offers.list()).toMatchObject([
    {
      url: "https://a.example/x.iso",
      from: "link",
      checksum: "sha256:00",
      name: null,
      mirrors: [],
    },
  ]);
  expect(told).toEqual([offers.list()]);
});

test.each([
  "file:///etc/passwd",
  "javascript:alert(1)",
  "detour:https://a.example/",
  "",
  "ftp://a.example/x",
])("%j is passed over", (url) => {
  const { offers, told } = setUp();
  offers.add([{ url, from: "link" }]);
  expect(offers.list()).toEqual([]);
  expect(told).toEqual([]);
});

test("one address is offered once, the last time it came", () => {
  const { offers, urls } = setUp();
  offers.add([
    { url: "https://a.example/1", from: "command" },
    { url: "https://a.example/2", from: "command" },
  ]);
  offers.add([{ url: "https://a.example/1#part", from: "command", name: "one" }]);
  expect(urls()).toEqual(["https://a.example/2", "https://a.example/1"]);
  expect(offers.list()[1]?.name).toBe("one");
});

test("only the clipboard's present content is offered", () => {
  const { offers, urls } = setUp();
  offers.add([{ url: "https://a.example/link.zip", from: "link" }]);
  offers.add([{ url: "https://a.example/1.zip", from: "clipboard" }]);
  offers.add([{ url: "https://a.example/2.zip", from: "clipboard" }]);
  expect(urls()).toEqual(["https://a.example/link.zip", "https://a.example/2.zip"]);
});

test("a flood leaves the newest fifty", () => {
  const { offers, urls } = setUp();
  for (let at = 0; at < 80; at++) offers.add([{ url: `https://a.example/${at}`, from: "link" }]);
  expect(urls()).toHaveLength(50);
  expect(urls().at(-1)).toBe("https://a.example/79");
});

test("mirrors are addresses, each once, and not the address itself", () => {
  const { offers } = setUp();
  const mirrors = ["https://b.example/x", "ftp://c.example/x", "https://b.example/x", "https://a.example/x"];
  offers.add([{ url: "https://a.example/x", from: "file", mirrors }]);
  expect(offers.list()[0]?.mirrors).toEqual(["https://b.example/x"]);
});

test("what is dismissed is gone, and cannot be dismissed again", () => {
  const { offers, urls } = setUp();
  offers.add([{ url: "https://a.example/1", from: "link" }]);
  const id = offers.list()[0]?.id ?? "";
  offers.dismiss(id);
  expect(urls()).toEqual([]);
  expect(() => offers.dismiss(id)).toThrow(expect.objectContaining({ code: "not-found" }));
});
