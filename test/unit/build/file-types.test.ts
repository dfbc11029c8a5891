/** The files that open Detour once it is installed, by what electron-builder itself makes of the configuration. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { SaxesParser } from "saxes";
import { afterAll, expect, test } from "vitest";
import { tempDir } from "../../helpers/temp.ts";

interface Association {
  readonly ext: string | readonly string[];
  readonly name: string;
  readonly mimeType: string;
}
interface Config {
  readonly fileAssociations: readonly Association[];
  readonly protocols: readonly object[];
  readonly linux: object;
  readonly mac: object;
  readonly win: object;
}

// Not a literal, so that the tests' compiler does not read electron-builder's own faulty types.
const file: string = path.resolve(import.meta.dirname, "../../../build/electron-builder.config.ts");
const { default: config } = (await import(file)) as { default: Config };

/** What packs for Linux; it has no public name. */
const require = createRequire(import.meta.url);
const { LinuxTargetHelper } = require("app-builder-lib/out/targets/LinuxTargetHelper.js") as {
  LinuxTargetHelper: new (packager: object) => {
    readonly mimeTypeFiles: Promise<string | null>;
    computeDesktopEntry(options: object): Promise<string>;
  };
};
const { copyMimeTypes } = require("app-builder-lib/out/targets/appimage/appLauncher.js") as {
  readonly copyMimeTypes: (folder: string, options: object) => Promise<string | null>;
};

const folder = await tempDir(afterAll);
const helper = new LinuxTargetHelper({
  config,
  fileAssociations: config.fileAssociations,
  platformSpecificBuildOptions: config.linux,
  executableName: "detour",
  appInfo: { productName: "Detour", sanitizedProductName: "Detour", description: "" },
  info: { metadata: { desktopName: "detour.desktop" } },
  getTempFile: async (suffix: string) => path.join(folder, `types${suffix}`),
});

/** Each type with the patterns of its names, as a system reads them. */
function typesOf(xml: string): Record<string, string[]> {
  const types: Record<string, string[]> = {};
  let at = "";
  const parser = new SaxesParser({ xmlns: true });
  parser.on("opentag", ({ local, attributes }) => {
    if (local === "mime-type") at = attributes["type"]?.value ?? "";
    if (local === "glob") (types[at] ??= []).push(attributes["pattern"]?.value ?? "");
  });
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(xml).close();
  return types;
}

/** As shared-mime-info has them. */
const types = {
  "application/metalink4+xml": ["*.meta4"],
  "application/metalink+xml": ["*.metalink"],
};

test("each ending has the type that systems know it by, in the .deb and in the AppImage", async () => {
  expect(typesOf(await readFile(String(await helper.mimeTypeFiles), "utf8"))).toEqual(types);
  const { fileAssociations } = config;
  const options = { fileAssociations, productName: "Detour", executableName: "detour" };
  const inAppImage = path.join(folder, String(await copyMimeTypes(folder, options)));
  expect(typesOf(await readFile(inAppImage, "utf8"))).toEqual(types);
});

test("the desktop entry claims both, and links", async () => {
  const entry = await helper.computeDesktopEntry(config.linux);
  expect(/^MimeType=(.*)$/m.exec(entry)?.[1]?.split(";")).toEqual([
    "application/metalink4+xml",
    "application/metalink+xml",
    "x-scheme-handler/detour",
    "",
  ]);
  expect(entry).toMatch(/^Exec=\/opt\/Detour\/detour %U$/m);
});

test("no system enters an ending, a type or a name twice", () => {
  for (const key of ["ext", "name", "mimeType"] as const) {
    const all = config.fileAssociations.flatMap((one) => one[key]);
    expect([key, new Set(all).size]).toEqual([key, all.length]);
  }
  // A name is a key in Windows' registry.
  for (const { name } of config.fileAssociations) expect(name).toMatch(/^\w+$/);
  for (const system of [config.linux, config.mac, config.win])
    expect(system).not.toHaveProperty("fileAssociations");
});
