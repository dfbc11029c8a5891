import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { expect, test } from "vitest";

/** electron-builder's own check, which it runs before anything else; it has no public name. */
type Validate = (config: object, debugLogger: object) => Promise<void>;

// Not a literal, so that the tests' compiler does not read electron-builder's own faulty types.
const root = path.resolve(import.meta.dirname, "../../..");
const file: string = path.join(root, "build/electron-builder.config.ts");
const { default: config } = (await import(file)) as { default: Readonly<Record<string, unknown>> };

const require = createRequire(import.meta.url);
const { validateConfiguration } = require("app-builder-lib/out/util/config/config.js") as {
  validateConfiguration: Validate;
};
const { DebugLogger } = require("builder-util") as { DebugLogger: new (enabled: boolean) => object };

test("the package's configuration fits electron-builder's schema", async () => {
  await expect(validateConfiguration(config, new DebugLogger(false))).resolves.toBeUndefined();
});

test("the check finds mistakes", async () => {
  const wrong = { ...config, nsis: { oneClickk: false } };
  await expect(validateConfiguration(wrong, new DebugLogger(false))).rejects.toThrow("configuration.nsis");
});

test("what the main process could be made to do from outside is off", () => {
  expect(config["electronFuses"]).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  });
});

const icon = (system: string) => (config[system] as { readonly icon: string }).icon;
const there = (system: string) => path.join(root, icon(system));

test("each system's icon is one that electron-builder takes, and is there", () => {
  // A folder for Linux: a file a size, its name saying which.
  const sizes = readdirSync(there("linux")).map((name) => /^(\d+)x\1\.png$/.exec(name)?.[1]);
  expect(sizes.map(Number).sort((a, b) => a - b)).toEqual([16, 24, 32, 48, 64, 128, 256, 512, 1024]);
  expect([path.extname(icon("mac")), path.extname(icon("win"))]).toEqual([".icns", ".ico"]);
  expect([there("mac"), there("win")].filter((file) => !existsSync(file))).toEqual([]);
});
