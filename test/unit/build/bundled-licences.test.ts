/** What is really in the bundles, as the bundler tells it of its output, against the licences in out/. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { createBuilder } from "vite";
import { beforeAll, expect, test } from "vitest";
import { ensureBuilt, root } from "../../../build/ensure-built.ts";

/** The packages with code in a part, by part; the parts are named as vite.config.ts does. */
const bundled = new Map<string, Set<string>>();

beforeAll(async () => {
  await ensureBuilt();
  const builder = await createBuilder({
    configFile: path.join(root, "vite.config.ts"),
    logLevel: "error",
    build: { write: false },
  });
  for (const [name, environment] of Object.entries(builder.environments)) {
    const built = [await builder.build(environment)].flat();
    const chunks = built.flatMap((one) => ("output" in one ? one.output : []));
    const modules = chunks.flatMap((one) => (one.type === "chunk" ? Object.keys(one.modules) : []));
    // The last node_modules of a path: a package may lie in another's.
    const names = modules.flatMap((id) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? []);
    bundled.set(name, new Set(names));
  }
}, 60_000);

test.each([
  ["client", "renderer", "react"],
  ["main", "main", "pino"],
  ["cli", "cli", "got"],
])("%s: every package with code in it is named, with its licence's text", (name, folder, one) => {
  const packages = bundled.get(name) ?? new Set();
  expect(packages).toContain(one);
  const page = readFileSync(path.join(root, "out", folder, "licenses.txt"), "utf8");
  const sections = page.split(/\n-{80}\n/).map((section) => section.replace(/^What others .*\n/, "").trim());
  const texts = new Map(sections.map((section) => [/^\S+/.exec(section)?.[0], section]));
  const bare = [...packages].filter((used) => !/copyright|permission/i.test(texts.get(used) ?? ""));
  expect(bare).toEqual([]);
});

test("the preload holds code of our own alone, so it needs no licences", () => {
  expect(bundled.get("preload")).toEqual(new Set());
});
