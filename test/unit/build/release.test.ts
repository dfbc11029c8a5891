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
type System = { readonly target: readonly { readonly target: string; readonly arch: readonly string[] }[] };
const { default: config } = (await import(file)) as { default: Readonly<Record<string, System>> };
const systems = ["linux", "mac", "win"];

/** A job's lines. */
const job = (name: string): string =>
  new RegExp(`^  ${name}:\n((?: {4}.*\n|\n)+)`, "m").exec(workflow)?.[1] ?? "";

test("it packs what the configuration names for each system, and nothing else", () => {
  const packed = [...job("pack").matchAll(/system: (\w+)/g)].map(([, system]) => system);
  expect(packed).toEqual(systems);
  const packing = workflow.match(/npm run pack -- .*/g) ?? [];
  expect(new Set(packing)).toEqual(new Set(["npm run pack -- --${{ matrix.system }} --publish never"]));
});

test.each(systems)("%s: each package is made for both kinds of machine, and kept", (system) => {
  const targets = config[system]?.target ?? [];
  expect(targets.length).toBeGreaterThan(1);
  for (const { target, arch } of targets) {
    expect([target, arch]).toEqual([target, ["x64", "arm64"]]);
    expect(workflow).toContain(`dist/*.${system === "win" ? "exe" : target}\n`);
  }
});

test("nothing is made before the app has run on a real Electron, and no placeholder is packed", () => {
  const e2e = job("e2e");
  expect(e2e).toMatch(
    /run: npm run release:check\n[^]*run: npx install-electron --no\n[^]*npm run build\n[^]*xvfb-run .*npm run e2e\n/,
  );
  expect(e2e).toContain("ELECTRON_DIST: ${{ github.workspace }}/node_modules/electron/dist\n");
  expect(job("pack")).toMatch(/^ {4}needs: e2e$/m);
  expect(job("npm")).toMatch(/^ {4}needs: e2e$/m);
});

test("what copies look for new versions by is kept, too, and nothing is published", () => {
  for (const kept of ["dist/latest*.yml", "dist/*.blockmap"]) expect(workflow).toContain(`${kept}\n`);
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
