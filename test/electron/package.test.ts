/**
 * The desktop package, as far as it can be made anywhere: electron-builder packs the real app into a stand-in for
 * Electron's folder, offline. What is in the archive is then run.
 */
import { extractAll, listPackage } from "@electron/asar";
import { FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt, root } from "../../build/ensure-built.ts";
import { launchApp } from "../helpers/app.ts";
import { writeElectronDist } from "./electron-dist.ts";

/** How the fuse wire says that a fuse is on. */
const enabled = "1".charCodeAt(0);
const expectedKinds = [".js", ".cjs", ".css", ".html", ".json", ".woff2", ".svg", ".png", ".txt"];

let folder: string;
let archive: string;
beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(path.join(tmpdir(), "detour-package-"));
  const dist = path.join(folder, "electron");
  const electron: unknown = JSON.parse(
    await readFile(path.join(root, "node_modules/electron/package.json"), "utf8"),
  );
  await writeElectronDist(dist, (electron as { version: string }).version);
  const builder = path.join(root, "node_modules/electron-builder/cli.js");
  await promisify(execFile)(
    process.execPath,
    [
      builder,
      "--linux",
      "--dir",
      "--config=build/electron-builder.config.ts",
      `-c.electronDist=${dist}`,
      `-c.directories.output=${folder}/out`,
    ],
    { cwd: root },
  );
  archive = path.join(folder, "out/linux-unpacked/resources/app.asar");
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test("holds the built app and nothing else", () => {
  const files = listPackage(archive, { isPack: false }).filter((file) => path.extname(file) !== "");
  const fixed = files.filter((file) => !file.startsWith("/out/renderer/assets/"));
  expect(fixed.sort()).toEqual([
    "/out/main/LICENSE.txt",
    "/out/main/licenses.txt",
    "/out/main/main.js",
    "/out/preload/preload.cjs",
    "/out/renderer/LICENSE.txt",
    "/out/renderer/index.html",
    "/out/renderer/licenses.txt",
    "/package.json",
  ]);
  const unexpected = files.filter((file) => !expectedKinds.includes(path.extname(file)));
  expect(unexpected).toEqual([]);
});

function beside(name: string): Promise<string> {
  return readFile(path.join(folder, "out/linux-unpacked", name), "utf8");
}

test("has the licences of all that is in it beside it", async () => {
  expect(await beside("LICENSE.detour.txt")).toBe(await readFile(path.join(root, "LICENSE"), "utf8"));
  expect(await beside("LICENSES.engine.txt")).toMatch(/^got \d+\.\d+\.\d+ \(MIT\)$/m);
  expect(await beside("LICENSES.window.txt")).toMatch(/^@fontsource-variable\/inter .* \(OFL-1\.1\)$/m);
});

test("has its fuses set", async () => {
  const wire = await getCurrentFuseWire(path.join(folder, "out/linux-unpacked/detour"));
  const on = (option: FuseV1Options) => Number(wire[option]) === enabled;
  expect({
    runAsNode: on(FuseV1Options.RunAsNode),
    nodeOptions: on(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
    inspect: on(FuseV1Options.EnableNodeCliInspectArguments),
    cookieEncryption: on(FuseV1Options.EnableCookieEncryption),
    integrity: on(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
    onlyAsar: on(FuseV1Options.OnlyLoadAppFromAsar),
    filePrivileges: on(FuseV1Options.GrantFileProtocolExtraPrivileges),
  }).toEqual({
    runAsNode: false,
    nodeOptions: false,
    inspect: false,
    cookieEncryption: true,
    integrity: true,
    onlyAsar: true,
    filePrivileges: false,
  });
});

test("runs from what is in the archive", async () => {
  const unpacked = path.join(folder, "unpacked");
  extractAll(archive, unpacked);
  const running = await launchApp({ target: unpacked });
  try {
    const reply = await running.page.evaluate(() => window.detour?.call("app.info"));
    expect(reply).toMatchObject({ ok: true, value: { host: "electron" } });
    const licences = await running.page.evaluate(() => window.detour?.call("about.licences"));
    const named = (licences as { readonly value: readonly { readonly name: string }[] }).value;
    expect(named.map(({ name }) => name)).toEqual(expect.arrayContaining(["Detour", "got", "react"]));
  } finally {
    await running.close();
  }
});
