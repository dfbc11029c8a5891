/**
 * The packed app with and without a home of the project: no link leads nowhere, and no copy looks for new versions where there
 * are none. As packed as it can be anywhere: see packed.ts.
 */
import { extractAll } from "@electron/asar";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../../build/ensure-built.ts";
import type { UpdateView } from "../../electron/common/views.ts";
import { callApp, isStandIn, launchApp, type RunningApp } from "../helpers/app.ts";
import { en, eventually } from "../helpers/story.ts";
import { tempDir } from "../helpers/temp.ts";
import { noHome, someHome } from "../helpers/checkout-copy.ts";
import { packApp, withHome } from "./packed.ts";

let folder: string;
beforeAll(async () => {
  await ensureBuilt();
  folder = await tempDir(afterAll);
});

/** Runs what was packed, as an AppImage would be, with About before it. */
async function aboutOf(unpacked: string): Promise<RunningApp> {
  const target = path.join(unpacked, "../extracted");
  extractAll(path.join(unpacked, "resources/app.asar"), target);
  const running = await launchApp({
    target,
    env: {
      FAKE_ELECTRON_PACKAGED: "1",
      FAKE_ELECTRON_RESOURCES: path.join(unpacked, "resources"),
      APPIMAGE: path.join(unpacked, "Detour.AppImage"),
      XDG_CONFIG_HOME: path.join(unpacked, "config"),
      LC_ALL: "en_US.UTF-8",
    },
  });
  await running.page.getByRole("button", { name: en.say("nav.about") }).click();
  await running.page.getByRole("heading", { name: en.say("about.title") }).waitFor();
  return running;
}
const updateCard = ({ page }: RunningApp) => page.getByRole("region", { name: en.say("update.title") });
const channel = (unpacked: string) => path.join(unpacked, "resources/app-update.yml");

test.runIf(isStandIn)(
  "without a home there are no links, and it says that it looks for no new version",
  async () => {
    const without = path.join(folder, "without");
    const unpacked = await packApp(without, await withHome(without, noHome));
    expect(existsSync(channel(unpacked))).toBe(false);
    const running = await aboutOf(unpacked);
    try {
      expect(await running.page.locator('a[href^="http"]').count()).toBe(0);
      expect(await callApp<UpdateView>(running, "updates.get")).toMatchObject({ way: "none", state: "idle" });
      await updateCard(running).getByText(en.say("update.way.none")).waitFor();
      expect(await updateCard(running).getByRole("button").count()).toBe(0);
      await running.page.getByRole("button", { name: en.say("nav.settings") }).click();
      await running.page.getByRole("heading", { name: en.say("settings.title"), exact: true }).waitFor();
      expect(await running.page.getByLabel(en.say("settings.updates")).count()).toBe(0);
      const query = en.say("settings.updates");
      await running.page.getByLabel(en.say("settings.search")).fill(query);
      await running.page.getByText(en.say("settings.noneFound", { query })).waitFor();
    } finally {
      await running.close();
    }
  },
  120_000,
);

test.runIf(isStandIn)(
  "with a home its links open in the browser, and new versions are looked for under it",
  async () => {
    const within = path.join(folder, "within");
    const unpacked = await packApp(within, await withHome(within, someHome));
    const yml = await readFile(channel(unpacked), "utf8");
    expect(yml).toMatch(/^provider: generic$/m);
    expect(yml).toContain(`url: ${someHome}/releases/latest\n`);
    const running = await aboutOf(unpacked);
    try {
      await running.app.evaluate(({ shell }) => {
        const asked: string[] = [];
        Object.assign(globalThis, { asked });
        shell.openExternal = async (url) => void asked.push(url);
      });
      const asked = () => running.app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
      const before = running.page.url();
      const leads = {
        home: someHome,
        faq: `${someHome}/docs/FAQ.md`,
        changes: `${someHome}/CHANGELOG.md`,
        problem: `${someHome}/issues`,
      };
      for (const page of ["home", "faq", "changes", "problem"] as const) {
        await running.page.getByRole("link", { name: en.say(`about.link.${page}`) }).click();
        await eventually(async () => (await asked()).at(-1)).toBe(leads[page]);
      }
      expect(running.page.url()).toBe(before);
      expect(running.app.windows()).toHaveLength(1);
      // It is off until its person allows it, so nobody is asked here.
      expect(await callApp<UpdateView>(running, "updates.get")).toMatchObject({
        way: "itself",
        state: "idle",
      });
      await updateCard(running)
        .getByRole("button", { name: en.say("update.check") })
        .waitFor();
    } finally {
      await running.close();
    }
  },
  120_000,
);
