import { expect, test } from "vitest";
import { methods, type Input, type MethodName } from "../../../electron/common/contract.ts";
import { longestMessage } from "../../../electron/common/defaults.ts";

test("a download's mirrors pass the contract", () => {
  const input = { url: "https://a.example/f", mode: "auto", relays: [], mirrors: ["https://b.example/f"] };
  expect(methods["downloads.add"].input.parse(input)).toEqual(input);
  expect(
    methods["downloads.add"].input.safeParse({ ...input, mirrors: Array.from({ length: 21 }, () => "x") })
      .success,
  ).toBe(false);
});

test("a relay's health is asked for by its number or by a spec, not by neither", () => {
  const { input } = methods["relays.health"];
  expect(input.safeParse({ id: "1" }).success).toBe(true);
  expect(input.safeParse({ spec: "sni://r:1", url: "https://a.example/f" }).success).toBe(true);
  expect(input.safeParse({ url: "https://a.example/f" }).success).toBe(false);
});

const many = <T>(count: number, one: (at: number) => T) => Array.from({ length: count }, (_, at) => one(at));
/** As JSON writes it, a letter of six bytes. */
const letters = (count: number) => "\u0001".repeat(count);
const headers = Object.fromEntries(
  many(100, (at) => [`x${at}`.padEnd(200, "x"), '"'.repeat(16_000)] as const),
);
const longest: { readonly [M in MethodName]?: Input<M> } = {
  "downloads.add": {
    url: letters(100_000),
    mode: "auto",
    relays: many(20, () => letters(100)),
    folder: letters(4096),
    name: letters(1000),
    checksum: letters(200),
    mirrors: many(20, () => letters(16_000)),
    headers,
  },
  "downloads.change": {
    id: letters(100),
    relays: many(20, () => letters(4100)),
    headers,
    without: many(100, () => letters(200)),
  },
  "downloads.move": { ids: many(100_000, () => "i".repeat(64)), to: "top" },
  "offers.read": { text: letters(900_000) },
  "rules.set": { text: letters(200_000) },
};

test.each(Object.entries(longest))("the longest %s is shorter than the longest message", (method, input) => {
  expect(methods[method as MethodName].input.safeParse(input).error).toBeUndefined();
  const text = JSON.stringify({ id: Number.MAX_SAFE_INTEGER, method, input });
  expect(Buffer.byteLength(text)).toBeLessThan(longestMessage);
});

/** Where a new download with this is wrong. */
const wrongIn = (more: object) =>
  methods["downloads.add"].input.safeParse({
    url: "https://a.example/f",
    mode: "auto",
    relays: [],
    ...more,
  }).error?.issues[0]?.path[0];

test("more headers, and longer or more mirrors, are refused by their names", () => {
  expect(wrongIn({ headers })).toBeUndefined();
  expect(wrongIn({ headers: { ...headers, more: "1" } })).toBe("headers");
  expect(wrongIn({ mirrors: [letters(16_001)] })).toBe("mirrors");
  expect(wrongIn({ mirrors: many(21, () => "https://b.example/f") })).toBe("mirrors");
});

test("the longest name that a relay can have is sent back as it was given", () => {
  const relays = [`${"n".repeat(4000)} #20`];
  expect(methods["downloads.change"].input.parse({ id: "a", relays })).toEqual({ id: "a", relays });
});
