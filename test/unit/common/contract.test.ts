import { expect, test } from "vitest";
import { methods } from "../../../electron/common/contract.ts";

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
