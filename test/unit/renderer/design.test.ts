/** The design's page says what there is: every part by its name, and pictures that exist. */
import { existsSync, readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";

const folder = path.join(import.meta.dirname, "../../../renderer/ui");
const page = readFileSync(path.join(folder, "README.md"), "utf8");

test("every component is on the page", async () => {
  const missing: string[] = [];
  let parts = 0;
  for await (const file of glob("*.tsx", { cwd: folder })) {
    const source = readFileSync(path.join(folder, file), "utf8");
    for (const [, name = ""] of source.matchAll(/^export (?:function|const) ([A-Z]\w+)/gm)) {
      parts++;
      if (!page.includes(`\`${name}\``)) missing.push(name);
    }
  }
  expect(missing).toEqual([]);
  expect(parts).toBeGreaterThan(20);
});

test("its pictures exist, in light and dark", () => {
  const pictures = [...page.matchAll(/\]\((\S+\.png)\)/g)].map(([, file = ""]) => file);
  expect(pictures.filter((file) => !existsSync(path.join(folder, file)))).toEqual([]);
  const themes = (theme: string) => pictures.filter((file) => file.includes(`-${theme}.png`)).length;
  expect(themes("light")).toBeGreaterThan(15);
  expect(themes("dark")).toBe(themes("light"));
});

test("views take their controls from here", async () => {
  const past: string[] = [];
  for await (const file of glob("../views/*.tsx", { cwd: folder }))
    if (readFileSync(path.join(folder, file), "utf8").includes("@base-ui/")) past.push(file);
  expect(past).toEqual([]);
});
