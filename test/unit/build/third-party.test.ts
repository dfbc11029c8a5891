import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { licencesText, thirdPartyOf } from "../../../build/third-party.ts";
import { tempDir } from "../../helpers/temp.ts";

async function pack(name: string, more: object, files: Readonly<Record<string, string>> = {}) {
  const folder = path.join(await tempDir(), "node_modules", name);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "package.json"), JSON.stringify({ name, version: "1.2.3", ...more }));
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder, file), text);
  return path.join(folder, "dist/index.js");
}

test("every package of a bundle once, with its own words, whatever its files are called", async () => {
  const one = await pack(
    "@scope/one",
    { license: "MIT" },
    { "LICENSE.md": "Do as you like.", NOTICE: "By us." },
  );
  const two = await pack("two", { license: "ISC" });
  const found = thirdPartyOf([`${one}?v=1`, one, two, "/src/main.ts", "\0virtual"]);
  expect(found).toEqual([
    { name: "@scope/one", version: "1.2.3", license: "MIT", text: "Do as you like.\n\nBy us." },
    { name: "two", version: "1.2.3", license: "ISC", text: undefined },
  ]);
  const page = licencesText(found.slice(0, 1));
  expect(page).toContain("@scope/one 1.2.3 (MIT)\n\nDo as you like.");
});

test("a package without a licence text ends the build, whatever its package.json says", async () => {
  const found = thirdPartyOf([await pack("three", { license: "MIT" })]);
  expect(() => licencesText(found)).toThrow("three ships no licence text");
});

test("a package that ships no text has the one that is kept for it", async () => {
  const [saxes] = thirdPartyOf([await pack("saxes", { license: "ISC" })]);
  expect(saxes?.text).toContain("Isaac Z. Schlueter");
});
