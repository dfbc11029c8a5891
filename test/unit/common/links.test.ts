import { expect, test } from "vitest";
import { linksOf } from "../../../electron/common/links.ts";
import { isPlaceholder } from "../../../electron/common/placeholder.ts";

test.each([
  ["https://example.org/detour", true],
  ["https://www.Example.com", true],
  ["https://detour.example/", true],
  ["https://localhost:8080/x", true],
  ["https://detour.invalid", true],
  ["detour@example.org", true],
  ["", true],
  ["not an address", true],
  ["https://example.org.cn/detour", false],
  ["https://notexample.org/", false],
  ["https://codeberg.org/someone/example", false],
  ["someone@posteo.net", false],
  ["http://127.0.0.1:80/", false],
])("%j leads nowhere: %s", (address, expected) => {
  expect(isPlaceholder(address)).toBe(expected);
});

test("a placeholder makes no links at all", () => {
  const bugs = { url: "https://codeberg.org/someone/detour/issues" };
  expect(linksOf({ homepage: "https://example.org/detour", bugs })).toEqual({});
});

test("a home makes links to what lies under it, and to where problems are reported", () => {
  const homepage = "https://codeberg.org/someone/detour/";
  const bugs = { url: `${homepage}issues` };
  expect(linksOf({ homepage, bugs })).toEqual({
    home: "https://codeberg.org/someone/detour",
    faq: "https://codeberg.org/someone/detour/docs/FAQ.md",
    changes: "https://codeberg.org/someone/detour/CHANGELOG.md",
    problem: bugs.url,
  });
  expect(linksOf({ homepage, bugs: { url: "https://example.org/issues" } })).not.toHaveProperty("problem");
});
