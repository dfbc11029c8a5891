/**
 * The desktop package, as far as it can be made anywhere: electron-builder packs the real app into a stand-in for
 * Electron's folder, offline. What is in the archive is then run.
 */
import { extractAll, listPackage } from "@electron/asar";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt, root } from "../../build/ensure-built.ts";
import { launchApp } from "../helpers/app.ts";
import { fusesOf, packApp, wantedFuses } from "./packed.ts";

const expectedKinds = [".js", ".cjs", ".css", ".html", ".json", ".woff2", ".svg", ".png", ".txt"];

let folder: string;
let unpacked: string;
let archive: string;
beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(path.join(tmpdir(), "detour-package-"));
  unpacked = await packApp(folder);
  archive = path.join(unpacked, "resources/app.asar");
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
    "/out/renderer/theme.js",
    "/package.json",
  ]);
  const unexpected = files.filter((file) => !expectedKinds.includes(path.extname(file)));
  expect(unexpected).toEqual([]);
});

function beside(name: string): Promise<string> {
  return readFile(path.join(unpacked, name), "utf8");
}

test("has the licences of all that is in it beside it", async () => {
  expect(await beside("LICENSE.detour.txt")).toBe(await readFile(path.join(root, "LICENSE"), "utf8"));
  expect(await beside("LICENSES.engine.txt")).toMatch(/^got \d+\.\d+\.\d+ \(MIT\)$/m);
  expect(await beside("LICENSES.window.txt")).toMatch(/^@fontsource-variable\/inter .* \(OFL-1\.1\)$/m);
});

test("has its fuses set", async () => {
  expect(await fusesOf(unpacked)).toEqual(wantedFuses);
});

test("runs from what is in the archive", async () => {
  const extracted = path.join(folder, "extracted");
  extractAll(archive, extracted);
  const running = await launchApp({ target: extracted });
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
