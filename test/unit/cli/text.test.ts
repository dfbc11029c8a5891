import { expect, test } from "vitest";
import { clip, columns, pad, printable, shellQuote, table } from "../../../electron/cli/text.ts";

test("columns", () => {
  expect(["abc", "北京", "e\u0301", ""].map(columns)).toEqual([3, 4, 1, 0]);
});

test("a cut text fits and says that it was cut", () => {
  expect(clip("abcdef", 6)).toBe("abcdef");
  expect(clip("abcdefg", 6)).toBe("abcde…");
  expect(clip("北京北京", 6)).toBe("北京…");
});

test("padding counts columns", () => {
  expect(pad("北", 4)).toBe("北  ");
  expect(pad("7", 3, "right")).toBe("  7");
});

test("a table aligns names left and figures right", () => {
  const rows = [
    ["", "size"],
    ["北京", "7"],
  ];
  expect(table(rows)).toBe("      size\n北京     7");
});

test("control characters and reversed writing do not reach a terminal", () => {
  expect(printable("a\u001b[31m\u202eb\rc\td\ne")).toBe("a\ufffd[31m\ufffdb\ufffdc\td\ne");
});

test.each([
  ["http://127.0.0.1:80/a.bin", "http://127.0.0.1:80/a.bin"],
  ["a b&c", "'a b&c'"],
  ["it's", `'it'\\''s'`],
  ["", "''"],
])("%j for a shell", (text, quoted) => expect(shellQuote(text)).toBe(quoted));
