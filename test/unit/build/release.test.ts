/** The workflow that packs releases, as far as it can be known without running it. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { isPlaceholder } from "../../../electron/common/placeholder.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const workflow = readFileSync(path.join(root, ".github/workflows/release.yml"), "utf8");
// Not a literal, so that the tests' compiler does not read electron-builder's own faulty types.
const file: string = path.join(root, "build/electron-builder.config.ts");
type System = { readonly target: readonly string[] };
const { default: config } = (await import(file)) as { default: Readonly<Record<string, System>> };

test.each(["linux", "mac", "win"])("%s: it packs what the configuration names, and keeps it", (system) => {
  const words = new RegExp(`words: --${system} ([^,}]+?)\\s*[,}]`).exec(workflow)?.[1]?.split(" ");
  expect(words).toEqual(config[system]?.target);
  const endings = system === "win" ? ["exe"] : (words ?? []);
  expect(endings.filter((ending) => !workflow.includes(`dist/*.${ending}\n`))).toEqual([]);
});

test("what copies look for new versions by is kept, too, and nothing is published", () => {
  for (const kept of ["dist/latest*.yml", "dist/*.blockmap"]) expect(workflow).toContain(`${kept}\n`);
  const packing = workflow.match(/npm run pack -- .*/g) ?? [];
  expect(packing.filter((line) => !line.endsWith("--publish never"))).toEqual([]);
  // None while the project has no home.
  const { homepage } = manifest;
  const channel = { provider: "generic", url: `${homepage}/releases/latest` };
  expect(config["publish"]).toEqual(isPlaceholder(homepage) ? null : channel);
});

test("a certificate reaches electron-builder only where there is one", () => {
  const steps = workflow.split(/\n {6}- /).slice(1);
  const packing = steps.filter((step) => step.includes("npm run pack "));
  const signing = packing.filter((step) => step.includes("secrets"));
  expect([packing.length, signing.length]).toEqual([2, 1]);
  expect(signing[0]).toContain("if: env.signs == 'true'\n");
  expect(packing.find((step) => !signing.includes(step))).toContain("if: env.signs != 'true'\n");
  expect(workflow.match(/secrets\[matrix\.cert\]/g)).toHaveLength(2);
});
