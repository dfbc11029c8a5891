/** What keeps a placeholder from being released. */
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { copyCheckout, noHome } from "../../helpers/checkout-copy.ts";
import { tempDir } from "../../helpers/temp.ts";

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

/** Runs a script of a checkout's build/. Out: its status, and what it said. */
function run(
  checkout: string,
  script: string,
  ...args: string[]
): Promise<{ readonly status: unknown; readonly said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [path.join(checkout, "build", script), ...args], (error, stdout, stderr) =>
      resolve({ status: error?.code ?? 0, said: stdout + stderr }),
    );
  });
}

test("while a placeholder is left, packages for others are not begun", async () => {
  const checkout = path.join(await tempDir(onTestFinished), "checkout");
  await copyCheckout(checkout, noHome);
  const refused = {
    status: 1,
    said: expect.stringMatching(
      /^This is not ready to be released, and nothing was made\.\n- Set "homepage" in package\.json: https:\/\/example\.org\/detour is a placeholder\./,
    ),
  };
  expect(await run(checkout, "release-check.ts")).toEqual(refused);
  expect(await run(checkout, "pack.ts", "--linux", "AppImage", "--publish", "never")).toEqual(refused);
  expect(await readdir(checkout)).not.toContain("dist");
});

test("of this checkout, it says what the check of its parts says", async () => {
  const sentences = unset(released());
  const { status, said } = await run(root, "release-check.ts");
  expect(status).toBe(sentences.length === 0 ? 0 : 1);
  expect(said.split("\n- ").slice(1)).toEqual(
    sentences.map((one, at) => (at === sentences.length - 1 ? `${one}\n` : one)),
  );
});

test("every way to release asks first", () => {
  expect(manifest.scripts).toMatchObject({
    pack: "node build/pack.ts",
    prepublishOnly: "node build/release-check.ts",
    "release:check": "node build/release-check.ts",
  });
});
