import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { en } from "../../../renderer/locales/en.ts";

const root = `${import.meta.dirname}/../../../renderer`;
const sources = globSync("**/*.{ts,tsx}", { cwd: root }).map((file) => ({
  file,
  code: readFileSync(`${root}/${file}`, "utf8").replaceAll(/\/\*[\s\S]*?\*\/|(?<=\s)\/\/.*/g, ""),
}));
const components = sources.filter(({ file }) => file.endsWith(".tsx"));

it("finds the components", () => {
  expect(components.length).toBeGreaterThan(20);
});

it.each(components)("$file holds no text of its own", ({ code }) => {
  const words = /\p{L}{2,}/u;
  // Between a tag's end and the next tag's beginning, outside of braces; arrows and types end in no `</`.
  const texts = [...code.matchAll(/(?<![=\s(])>([^<>{}();=]*)<\/?[A-Za-z>]/g)].map(([, text]) => text ?? "");
  const attributes = [...code.matchAll(/(?:aria-label|title|alt|label|hint|aria-valuetext)="([^"]*)"/g)].map(
    ([, text]) => text ?? "",
  );
  expect([...texts, ...attributes].filter((text) => words.test(text))).toEqual([]);
});

it("uses every text", () => {
  const all = sources
    .filter(({ file }) => !file.startsWith("locales/"))
    .map(({ code }) => code)
    .join("\n");
  const used = (key: string) => {
    const base = key.replace(/_(?:one|other)$/, "");
    if (all.includes(`"${base}"`)) return true;
    // A key may be made of a fixed beginning or of fixed ends: `mode.${mode}.hint`.
    const parts = base.split(".");
    return parts.some((_, at) => {
      const open = parts.map((part, index) =>
        index === at ? "\\$\\{[^}]+\\}" : part.replaceAll("-", "\\-"),
      );
      return new RegExp(`\`${open.join("\\.")}\``).test(all);
    });
  };
  expect(Object.keys(en).filter((key) => !used(key))).toEqual([]);
});
