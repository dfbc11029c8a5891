/** What Detour says of itself: licences as the build leaves them, and a report that gives nobody away. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { AppError } from "../../../electron/common/errors.ts";
import { createHeadlessDesktop } from "../../../electron/headless/desktop.ts";
import { createAbout } from "../../../electron/service/about.ts";
import { readLicences, splitLicences } from "../../../electron/service/licences.ts";
import { licencesText } from "../../../build/third-party.ts";
import { tempDir } from "../../helpers/temp.ts";
import { download, failure, relays, settings } from "../renderer/samples.ts";

const packages = [
  { name: "@scope/one", version: "1.2.3", license: "MIT", text: "One\n\nwith (c) lines" },
  { name: "two", version: "4.5.6-beta.1", license: "(MIT OR Apache-2.0)", text: "Two" },
];

test("reads back what the build writes of licences", () => {
  expect(splitLicences(licencesText(packages))).toEqual(
    packages.map(({ license, ...rest }) => ({ ...rest, licence: license })),
  );
  expect(splitLicences("")).toEqual([]);
});

test("names Detour first, and a package that is in both parts once", async () => {
  const folder = await tempDir(afterAll);
  await Promise.all(
    ["out/cli", "out/renderer"].map((part) => mkdir(path.join(folder, part), { recursive: true })),
  );
  await writeFile(path.join(folder, "out/cli/LICENSE.txt"), "MIT License\n\nCopyright\n");
  await writeFile(path.join(folder, "out/cli/licenses.txt"), licencesText(packages));
  await writeFile(path.join(folder, "out/renderer/licenses.txt"), licencesText(packages.slice(1)));
  const read = await readLicences(path.join(folder, "out/cli"));
  expect(read.map(({ name }) => name)).toEqual(["Detour", "@scope/one", "two"]);
  expect(read[0]?.text).toBe("MIT License\n\nCopyright");
});

const secretive = [
  download({
    url: "https://private.example/salaries.zip",
    name: "salaries.zip",
    path: "/home/lin/Downloads/salaries.zip",
    state: "paused",
    failure: failure("disk-full", { folder: "/home/lin/Downloads", needed: "2 GB", free: "1 GB" }),
  }),
  download({ state: "done" }),
];
const desktop = createHeadlessDesktop({ env: { LANG: "zh_CN.UTF-8" }, platform: "linux" });
const about = createAbout({
  version: "1.2.3",
  desktop,
  folder: "/home/lin/.local/share/detour",
  settings: () => settings,
  relays: () => relays,
  downloads: () => secretive,
  secrets: () => "keychain",
  gateway: () => ({
    running: true,
    url: "http://127.0.0.1:9/secret/",
    proxy: null,
    allowPrivate: false,
    flows: [],
    totals: [],
  }),
});

test("a report has what mending needs", () => {
  const report = about.report();
  expect(report).toMatch(/^Detour 1\.2\.3 \(headless\)\n\S+ \S+ \w+, language zh-CN\nNode \d+\.\d+\.\d+\n/);
  for (const part of [
    "mode auto, up to 8 connections a route, 4 at once, no limit",
    "Relays: reverse auto own 1, prefix auto 1",
    "Downloads: paused 1, done 1",
    "disk-full 1",
    "Gateway: on",
  ])
    expect(report).toContain(part);
});

test("a report gives nobody away", () => {
  const report = about.report();
  const private_ = [
    "lin",
    "private.example",
    "salaries",
    "Beijing",
    "bj.example",
    "hk.example",
    "secret",
    "127.0.0.1",
  ];
  expect(private_.filter((word) => report.includes(word))).toEqual([]);
});

test("a log that is none cannot be shown", async () => {
  await expect(about.reveal("log")).rejects.toThrow(AppError);
  expect(about.view()).toMatchObject({ dataFolder: "/home/lin/.local/share/detour", logFile: null });
});
