import { expect, test } from "vitest";
import { isOf } from "../../../electron/cli/history.ts";

test.each([
  ["example.org", "example.org", true],
  ["example.org", "Example.ORG", true],
  ["127.0.0.1:33109", "127.0.0.1", true],
  ["127.0.0.1:33109", "127.0.0.1:33109", true],
  ["127.0.0.1:33109", "127.0.0.1:33110", false],
  ["example.org", "example.org:8443", false],
  ["a.example.org", "example.org", false],
  ["[::1]:8080", "[::1]", true],
  ["[::1]:8080", "::1", true],
  ["[::1]", "[::1]", true],
])("what is kept for %s is of %s: %s", (kept, typed, expected) => {
  expect(isOf(kept, typed)).toBe(expected);
});
