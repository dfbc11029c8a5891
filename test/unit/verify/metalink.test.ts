import { assert, oneof, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { metalinkAddress, parseMetalink } from "../../../electron/engine/verify/metalink.ts";

const hex = "ab".repeat(32);
const file = (inside: string, name = "a.iso") => `<file name="${name}">${inside}</file>`;
const metalink = (files: string, before = "") =>
  `<?xml version="1.0" encoding="UTF-8"?>${before}<metalink xmlns="urn:ietf:params:xml:ns:metalink">${files}</metalink>`;
const hash = `<hash type="sha-256">${hex}</hash>`;
const found = [{ algorithm: "sha256", hex, source: "metalink", strength: "strong" }];

test.each([
  ["the file of that name", metalink(file(`<size>5</size>${hash}`) + file("", "b.iso")), found],
  ["the only file, whatever its name", metalink(file(hash, "other")), found],
  [
    "a prefix for the namespace",
    metalink("")
      .replace("<metalink xmlns=", "<m:metalink xmlns:m=")
      .replace(
        "></metalink>",
        `><m:file name="a.iso"><m:hash type="sha-256">${hex}</m:hash></m:file></m:metalink>`,
      ),
    found,
  ],
  [
    "hashes of pieces are not the file's",
    metalink(file(`<pieces length="2" type="sha-256">${hash}</pieces>`)),
    [],
  ],
  ["another size", metalink(file(`<size>6</size>${hash}`)), []],
  ["two files, neither of that name", metalink(file(hash, "x") + file(hash, "y")), []],
  ["a document type", metalink(file(hash), `<!DOCTYPE metalink [<!ENTITY a "b">]>`), []],
  ["another namespace", metalink(file(hash)).replace("ietf", "other"), []],
  ["an unknown hash", metalink(file(`<hash type="whirlpool">${hex}</hash>`)), []],
  ["a wrong length", metalink(file(`<hash type="sha-256">abcd</hash>`)), []],
  ["cut short", metalink(file(hash)).slice(0, -12), []],
  ["a page", "<!doctype html><title>Sign in</title>", []],
])("%s", (_what, text, expected) => {
  expect(parseMetalink(text, "a.iso", 5)).toEqual(expected);
});

test("any text is read without an error", () => {
  assert(
    property(
      oneof(
        string(),
        string().map((text) => metalink(file(text))),
      ),
      (text) => {
        expect(Array.isArray(parseMetalink(text, "a.iso", 5))).toBe(true);
      },
    ),
  );
});

describe("the Link header", () => {
  const base = new URL("https://example.org/dir/a.iso");
  test.each([
    [`<a.meta4>; rel=describedby; type="application/metalink4+xml"`, "https://example.org/dir/a.meta4"],
    [
      `<https://m.example/x>; rel=duplicate, </b.meta4>; rel="describedby"; type="application/metalink4+xml"`,
      "https://example.org/b.meta4",
    ],
    [`<http://example.org/a.meta4>; rel=describedby; type="application/metalink4+xml"`, undefined],
    [`<a.meta4>; rel=describedbyx; type="application/metalink4+xml"`, undefined],
    [`<a.meta4>; rel=describedby`, undefined],
    [`<a.torrent>; rel=describedby; type="application/x-bittorrent"`, undefined],
    [undefined, undefined],
  ])("%s", (link, expected) => {
    expect(metalinkAddress(link, base)?.href).toBe(expected);
  });
});
