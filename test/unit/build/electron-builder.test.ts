import { createRequire } from "node:module";
import path from "node:path";
import { expect, test } from "vitest";

/** electron-builder's own check, which it runs before anything else; it has no public name. */
type Validate = (config: object, debugLogger: object) => Promise<void>;

// Not a literal, so that the tests' compiler does not read electron-builder's own faulty types.
const file: string = path.resolve(import.meta.dirname, "../../../build/electron-builder.config.ts");
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
