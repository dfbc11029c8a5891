/** What keeps a placeholder from being released. */
import { execFile } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import manifest from "../../../package.json" with { type: "json" };

interface Released {
  readonly manifest: {
    readonly homepage: string;
    readonly bugs: { readonly url: string };
    readonly author: string;
  };
  readonly appId: string;
  readonly unit: string;
}

const root = path.resolve(import.meta.dirname, "../../..");
// Not a literal, so that the tests' compiler does not read electron-builder's own faulty types.
const file: string = path.join(root, "build/release-check.ts");
const { unset, released } = (await import(file)) as {
  readonly unset: (released: Released) => string[];
  readonly released: () => Released;
};

const homepage = "https://codeberg.org/someone/detour";
const ready: Released = {
  manifest: { homepage, bugs: { url: `${homepage}/issues` }, author: "Someone <someone@posteo.net>" },
  appId: "org.codeberg.someone.detour",
  unit: `[Unit]\nDocumentation=${homepage}\n`,
};
const set = (change: Partial<Released["manifest"]>): Released => ({
  ...ready,
  manifest: { ...ready.manifest, ...change },
});

test("where all is set, nothing is in the way", () => {
  expect(unset(ready)).toEqual([]);
});

test.each([
  [
    "homepage",
    { ...set({ homepage: "https://example.org/x" }), unit: "Documentation=https://example.org/x\n" },
  ],
  ["bugs", set({ bugs: { url: "https://example.com/issues" } })],
  ["author", set({ author: "Someone <someone@example.org>" })],
  ["author", set({ author: "Someone" })],
  ["appId", { ...ready, appId: "org.example.detour" }],
  ["Documentation", { ...ready, unit: "Documentation=https://example.org/detour\n" }],
] as const)("a sentence names %s", (name, one) => {
  expect(unset(one)).toEqual([expect.stringMatching(`^Set "${name}" in `)]);
});

/** Runs a script of build/. Out: its status, and what it said. */
function run(
  script: string,
  ...args: string[]
): Promise<{ readonly status: unknown; readonly said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [path.join(root, "build", script), ...args], (error, stdout, stderr) =>
      resolve({ status: error?.code ?? 0, said: stdout + stderr }),
    );
  });
}

test("while something is unset, packages for others are not begun", async () => {
  const sentences = unset(released());
  const refused = {
    status: 1,
    said: [
      "This is not ready to be released, and nothing was made.",
      ...sentences.map((one) => `- ${one}`),
      "",
    ].join("\n"),
  };
  // Set it all, and this test has nothing to look at any more.
  expect(sentences.length).toBeGreaterThan(0);
  expect(await run("release-check.ts")).toEqual(refused);
  expect(await run("pack.ts", "--linux", "AppImage", "--publish", "never")).toEqual(refused);
});

test("every way to release asks first", () => {
  expect(manifest.scripts).toMatchObject({
    pack: "node build/pack.ts",
    prepublishOnly: "node build/release-check.ts",
    "release:check": "node build/release-check.ts",
  });
});
