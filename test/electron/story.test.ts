/** The story on the desktop: the same steps as in the browser, and what only a desktop can do. */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../../build/ensure-built.ts";
import { launchApp, type RunningApp } from "../helpers/app.ts";
import {
  button,
  compare,
  downloadAsAdvised,
  en,
  eventually,
  expectPracticeFile,
  pauseAndResume,
  personOn,
  practiceCard,
  statusOf,
  tryPractice,
  untilDone,
} from "../helpers/story.ts";
import { tempDir } from "../helpers/temp.ts";

let home: string;
let running: RunningApp | undefined;

async function launch(): Promise<RunningApp> {
  const target = process.env["DETOUR_APP"];
  running = await launchApp({ home, env: { LC_ALL: "en_US.UTF-8" }, ...(target && { target }) });
  return running;
}

beforeAll(async () => {
  await ensureBuilt();
  home = await tempDir(afterAll);
});
afterAll(() => running?.close());

test("try it, compare, download, show and open the file, quit, and find it again", async () => {
  const folder = path.join(home, "files");
  await mkdir(folder);
  const { app, page, close } = await launch();
  // What the app asks of the system is noted, never done.
  await app.evaluate(({ dialog, shell }, folder) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] });
    shell.showItemInFolder = (file) => void asked.push(`show ${file}`);
    shell.openPath = async (file) => {
      asked.push(`open ${file}`);
      return "";
    };
  }, folder);
  const asked = () => app.evaluate(() => (globalThis as unknown as { asked: readonly string[] }).asked);
  const person = personOn(page);

  await button(person, en.say("nav.settings")).click();
  await button(person, en.say("options.pick")).click();
  await eventually(() => page.getByLabel(en.say("settings.folder")).inputValue()).toBe(folder);
  await button(person, en.say("nav.new")).click();

  await tryPractice(person);
  await compare(person);
  const card = await downloadAsAdvised(person);
  await pauseAndResume(person, card);
  const file = await untilDone(person, card);
  expect(path.dirname(file)).toBe(folder);
  await expectPracticeFile(file);

  await card.getByRole("button", { name: en.say("download.reveal") }).click();
  await eventually(asked).toEqual([`show ${file}`]);
  await card.getByRole("button", { name: en.say("download.open"), exact: true }).click();
  await eventually(asked).toEqual([`show ${file}`, `open ${file}`]);

  const ended = new Promise<number | null>((resolve) => void app.process().once("exit", resolve));
  await app.evaluate(({ app }) => app.quit()).catch(() => undefined);
  expect(await ended).toBe(0);
  await close();

  const again = await launch();
  await again.page.getByRole("button", { name: en.say("nav.downloads") }).click();
  const cards = practiceCard(personOn(again.page));
  await eventually(() => cards.count()).toBe(1);
  expect(await statusOf(cards)).toBe("Done");
}, 150_000);
