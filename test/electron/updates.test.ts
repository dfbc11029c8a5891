/**
 * A new version, from a real server to the file that it takes the place of: electron-updater as it is bundled, on the stand-in,
 * whose requests reach this machine alone.
 */
import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../../build/ensure-built.ts";
import type { UpdateView } from "../../electron/common/views.ts";
import { callApp, isStandIn, launchApp, type RunningApp } from "../helpers/app.ts";
import { en, eventually } from "../helpers/story.ts";
import { tempDir } from "../helpers/temp.ts";

/** What an AppImage is to the system: a program. It is run once when it is in its place. */
const newProgram = "#!/bin/sh\nexit 0\n# 9.9.9\n";
const file = "Detour-9.9.9.AppImage";

let server: Server;
let home: string;
let appImage: string;
/** The checksum that the server names. */
let sha512 = "";
const asked: string[] = [];

beforeAll(async () => {
  await ensureBuilt();
  sha512 = createHash("sha512").update(newProgram).digest("base64");
  server = createServer((request, response) => {
    const name = request.url?.split("?")[0]?.slice(1) ?? "";
    asked.push(name);
    if (name === "latest-linux.yml")
      return response.end(
        [
          "version: 9.9.9",
          "files:",
          `  - url: ${file}`,
          `    sha512: ${sha512}`,
          `    size: ${newProgram.length}`,
          `path: ${file}`,
          `sha512: ${sha512}`,
          "releaseDate: '2026-11-25T00:00:00.000Z'",
          'releaseNotes: "Twice as fast & <b>safe</b>."',
        ].join("\n"),
      );
    if (name === file) return response.end(newProgram);
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  home = await tempDir(afterAll);
  const resources = path.join(home, "resources");
  await mkdir(resources);
  const { port } = server.address() as AddressInfo;
  await writeFile(
    path.join(resources, "app-update.yml"),
    `provider: generic\nurl: http://127.0.0.1:${port}/\nupdaterCacheDirName: detour-updater\n`,
  );
  appImage = path.join(home, "Detour.AppImage");
});
afterAll(() => void server?.close());

async function launch(env: Readonly<Record<string, string>> = {}): Promise<RunningApp> {
  await writeFile(appImage, "#!/bin/sh\nexit 0\n# the old one\n");
  await chmod(appImage, 0o755);
  asked.length = 0;
  return launchApp({
    home: path.join(home, "data"),
    env: {
      FAKE_ELECTRON_PACKAGED: "1",
      FAKE_ELECTRON_RESOURCES: path.join(home, "resources"),
      APPIMAGE: appImage,
      XDG_CACHE_HOME: path.join(home, "cache"),
      XDG_CONFIG_HOME: path.join(home, "config"),
      LC_ALL: "en_US.UTF-8",
      ...env,
    },
  });
}

const stateOf = async (app: RunningApp) => (await callApp<UpdateView>(app, "updates.get")).state;
const canReplace = isStandIn && process.platform === "linux";

test.runIf(canReplace)(
  "nobody is asked before the person allows it; then the notice, the notes, and the file in its place",
  async () => {
    const running = await launch();
    try {
      const { page } = running;
      expect(await callApp(running, "updates.get")).toMatchObject({ way: "itself", state: "idle" });
      expect(asked).toEqual([]);

      await page.getByRole("button", { name: en.say("nav.settings") }).click();
      await page.getByLabel(en.say("settings.updates")).click();
      await page.getByText(en.say("update.available", { version: "9.9.9" })).waitFor();
      expect(asked).toEqual(["latest-linux.yml"]);
      await page.getByRole("button", { name: en.say("update.more") }).click();
      await page.getByText("Twice as fast & safe.").waitFor();
      // It says so, and waits.
      expect(await stateOf(running)).toBe("available");

      await page.getByRole("button", { name: en.say("update.download") }).click();
      await page.getByText(en.say("update.ready", { version: "9.9.9" })).waitFor();
      expect(asked).toContain(file);
      expect(await readFile(appImage, "utf8")).toContain("the old one");
      const ended = new Promise((resolve) => void running.app.process().once("exit", resolve));
      await running.app.evaluate(({ app }) => app.quit()).catch(() => undefined);
      await ended;
    } finally {
      await running.close();
    }
    expect(await readFile(appImage, "utf8")).toBe(newProgram);
  },
  60_000,
);

test.runIf(canReplace)(
  "a file that is not what the release names is not taken",
  async () => {
    const right = sha512;
    sha512 = createHash("sha512").update("another").digest("base64");
    const running = await launch({ XDG_CACHE_HOME: path.join(home, "cache-2") });
    try {
      await callApp(running, "updates.check");
      expect(await callApp(running, "updates.download")).toMatchObject({
        state: "failed",
        problem: { code: "update-failed" },
      });
      await running.page.getByRole("button", { name: en.say("nav.about") }).click();
      await running.page.getByText(/could not be had .*checksum mismatch/).waitFor();
    } finally {
      await running.close();
      sha512 = right;
    }
    expect(await readFile(appImage, "utf8")).toContain("the old one");
  },
  60_000,
);

test.runIf(canReplace)(
  "what is no AppImage says how it is updated, and asks nobody",
  async () => {
    const running = await launch({ APPIMAGE: "" });
    try {
      await running.page.getByRole("button", { name: en.say("nav.about") }).click();
      await running.page.getByText(en.say("update.way.archive")).waitFor();
      await callApp(running, "settings.set", { updates: true });
      await eventually(() => stateOf(running)).toBe("idle");
      expect(asked).toEqual([]);
    } finally {
      await running.close();
    }
  },
  60_000,
);
