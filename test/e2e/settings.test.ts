/** Settings that change what downloads do, set in the page and seen in the files and speeds that come of them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { serve } from "../helpers/engine.ts";
import { inBrowser, openApp } from "../helpers/in-browser.ts";
import { expectGoodLooks } from "../helpers/looks.ts";
import { pickOption } from "../helpers/pick.ts";
import { button, en, eventually } from "../helpers/story.ts";

const { browser, place } = await inBrowser();
const served = await place.serve();
const { page, person, problems } = await openApp(browser, served.url);

const goTo = (name: "new" | "downloads" | "settings") =>
  page.getByRole("button", { name: new RegExp(`^${en.say(`nav.${name}`)}`) }).click();
const press = (name: string) => button(person, name).click();
/** What the host has, whatever the page shows. */
const savedSchedule = async () => {
  const [file] = await Promise.all([page.waitForEvent("download"), press(en.say("settings.export"))]);
  return JSON.parse(readFileSync(await file.path(), "utf8")).settings.schedule;
};
const card = (name: string) => page.locator("article.download", { hasText: name });

async function download(url: string): Promise<void> {
  await goTo("new");
  await page.getByLabel(en.say("ask.address"), { exact: true }).fill(url);
  await press(en.say("ask.download"));
}

test("a limit by time holds at once, is said with its end, and steps back for full speed", async () => {
  const origin = await serve({ size: 2_000_000 });
  await goTo("settings");
  await press(en.say("schedule.add"));
  const row = page.getByRole("group", { name: en.say("schedule.row", { number: 1 }) });
  // A draft limits nothing, and says so; whoever asked for it is in its first field.
  await row.getByText(en.say("schedule.draft")).waitFor();
  expect(await row.getByLabel("Monday").evaluate((one) => one === document.activeElement)).toBe(true);
  expect(await page.getByText(/^Limit:|^Now /).count()).toBe(0);
  await row.getByLabel(en.say("schedule.limit"), { exact: true }).fill("fast");
  await row.getByRole("button", { name: en.say("schedule.take", { number: 1 }) }).click();
  await row.getByText(en.say("settings.limitProblem")).waitFor();
  await row.getByText(en.say("schedule.draft")).waitFor();
  // Every day, from midnight to midnight.
  for (const day of ["Saturday", "Sunday"]) await row.getByLabel(day).check();
  for (const label of [en.say("schedule.from"), en.say("schedule.to")])
    await row.getByLabel(label, { exact: true }).fill("00:00");
  await row.getByLabel(en.say("schedule.limit"), { exact: true }).fill("100 kB/s");
  await row.getByLabel(en.say("schedule.limit"), { exact: true }).press("Enter");
  await row.getByText(en.say("schedule.whole")).waitFor();
  await expectGoodLooks(page, "a draft of a limit by time");
  expect(await savedSchedule()).toEqual([]);
  await press(en.say("schedule.take", { number: 1 }));
  expect(await button(person, en.say("schedule.add")).evaluate((one) => one === document.activeElement)).toBe(
    true,
  );
  await page.locator(".rows-foot", { hasText: "Limit: 100 kB/s." }).waitFor();
  await expectGoodLooks(page, "a limit by time");

  // A row that lacks something says so, and nothing is saved meanwhile.
  for (const { long } of en.weekdays) await row.getByLabel(long).uncheck();
  await row.getByText(en.say("schedule.problem.days")).waitFor();
  // The last day that was chosen is what is kept.
  await page.locator(".rows-foot", { hasText: "100 kB/s" }).waitFor();
  for (const { long } of en.weekdays) await row.getByLabel(long).check();

  await download(`${origin.base}/slow.bin`);
  await goTo("downloads");
  await page.locator(".pace", { hasText: "Limit: 100 kB/s." }).waitFor();
  await card("slow.bin").locator('.badge[data-status="running"]').waitFor();
  await page.waitForTimeout(2000);
  // At full speed it would be here long since.
  expect(await card("slow.bin").getAttribute("data-status")).toBe("running");
  const asked = Date.now();
  await pickOption(page.getByLabel(en.say("settings.pace"), { exact: true }), "full");
  await page.locator(".pace", { hasText: en.say("limit.full") }).waitFor();
  await eventually(() => card("slow.bin").getAttribute("data-status")).toBe("done");
  // What was left would have taken a quarter of a minute.
  expect(Date.now() - asked).toBeLessThan(12_000);

  await goTo("settings");
  await press(en.say("schedule.remove", { number: 1 }));
  await press(en.say("settings.resetThis", { label: en.say("settings.pace") }));
  await eventually(() => page.locator(".row-fields").count()).toBe(0);
  await goTo("downloads");
  await eventually(() => page.locator(".pace .quiet").textContent()).toBe("");
  expect(problems).toEqual([]);
});

test("files go to the folder of their kind, whatever their address says; the list shows one kind", async () => {
  const origin = await serve({
    size: 5000,
    handle: ({ url }) =>
      url.includes("get.php")
        ? { headers: { "content-disposition": 'attachment; filename="film.mkv"' } }
        : {},
  });
  await goTo("settings");
  await press(en.say("folders.all"));
  await eventually(() => page.getByLabel(en.say("folders.folder"), { exact: true }).count()).toBe(7);
  await expectGoodLooks(page, "folders by kind");
  await press(en.say("folders.add"));
  const row = page.getByRole("group", { name: en.say("folders.row", { number: 8 }) });
  // Nothing is wrong before a field was left.
  await row.getByText(en.say("folders.draft")).waitFor();
  await row.getByLabel(en.say("folders.folder"), { exact: true }).fill("../elsewhere");
  await row.getByText(en.say("folders.draft")).waitFor();
  await row.getByLabel(en.say("folders.folder"), { exact: true }).blur();
  await row.getByText(en.say("folders.problem.outside")).waitFor();
  await row.getByLabel(en.say("folders.folder"), { exact: true }).fill("");
  await press(en.say("folders.take", { number: 8 }));
  await row.getByText(en.say("folders.problem.empty")).waitFor();
  await pickOption(row.getByLabel(en.say("folders.kind")), "endings");
  await row.getByLabel(en.say("folders.endings"), { exact: true }).fill(".zip");
  await row.getByLabel(en.say("folders.folder"), { exact: true }).fill("Zipped");
  await row.getByLabel(en.say("folders.folder"), { exact: true }).press("Enter");
  await row.getByText(en.say("folders.draft")).waitFor({ state: "detached" });
  // Above the archives, it counts before them.
  for (let number = 8; number > 1; number--) await press(en.say("folders.up", { number }));
  await expectGoodLooks(page, "a rule by endings");

  await goTo("new");
  await page.getByLabel(en.say("ask.address"), { exact: true }).fill(`${origin.base}/get.php?id=7`);
  await page.locator(".facts", { hasText: "film.mkv" }).waitFor();
  await press(en.say("options.label"));
  await page
    .getByText(en.say("options.folderRuled", { folder: path.join(served.downloads, "Video") }))
    .waitFor();
  await press(en.say("ask.download"));
  await download(`${origin.base}/backup.zip`);
  await download(`${origin.base}/notes.unknown`);
  for (const file of ["Video/film.mkv", "Zipped/backup.zip", "notes.unknown"])
    await eventually(() => existsSync(path.join(served.downloads, file))).toBe(true);

  await goTo("downloads");
  await pickOption(page.getByLabel(en.say("downloads.type"), { exact: true }), "video");
  await eventually(() => page.locator("article.download").count()).toBe(1);
  await card("film.mkv").waitFor();
  await expectGoodLooks(page, "one kind of file");
  await pickOption(page.getByLabel(en.say("downloads.type"), { exact: true }), "all");
  expect(problems).toEqual([]);
}, 90_000);

test("a folder that cannot be written is named, and nothing came of it", async () => {
  const origin = await serve({ size: 5000 });
  mkdirSync(served.downloads, { recursive: true });
  writeFileSync(path.join(served.downloads, "Audio"), "a file in its place");
  await download(`${origin.base}/song.mp3`);
  await goTo("downloads");
  await card("song.mp3")
    .getByText(`Files cannot be written in ${path.join(served.downloads, "Audio")}`)
    .waitFor();
  expect(existsSync(path.join(served.downloads, "song.mp3"))).toBe(false);
  await card("song.mp3")
    .getByRole("button", { name: en.say("download.remove") })
    .click();
  await card("song.mp3").waitFor({ state: "detached" });
});

test("the list is cleared of what is finished, by hand and by number; the files stay", async () => {
  const origin = await serve({ size: 5000 });
  for (const name of ["keep-1.bin", "keep-2.bin", "keep-3.bin"]) {
    await download(`${origin.base}/${name}`);
    await eventually(() => existsSync(path.join(served.downloads, "Programs", name))).toBe(true);
  }
  await goTo("settings");
  const field = page.getByLabel(en.say("settings.keepCount"), { exact: true });
  await field.fill("none");
  await page.getByText(en.say("settings.keepCountProblem")).waitFor();
  await expectGoodLooks(page, "a number that is none");
  await field.fill("2");
  await goTo("downloads");
  await eventually(() => page.locator("article.download").count()).toBe(2);
  await card("keep-3.bin").waitFor();
  await card("keep-2.bin").waitFor();
  await press(en.say("downloads.clear"));
  await page.getByText(en.say("downloads.clearAsk", { count: 2, shown: "2" })).waitFor();
  await expectGoodLooks(page, "a question before the list is cleared");
  await press(en.say("downloads.clearYes"));
  await page.getByText(en.say("downloads.empty")).waitFor();
  for (const name of ["keep-1.bin", "keep-2.bin", "keep-3.bin"])
    expect(existsSync(path.join(served.downloads, "Programs", name))).toBe(true);
  await goTo("settings");
  await press(en.say("settings.resetThis", { label: en.say("settings.keepCount") }));
  await eventually(() => field.inputValue()).toBe("");
  expect(problems).toEqual([]);
});

test("a host without a screen says why it opens no files", async () => {
  await goTo("settings");
  await page.getByLabel(en.say("settings.search")).fill("finished file");
  await page.getByText(en.say("finish.not")).waitFor();
  await expectGoodLooks(page, "no screen to open files on");
  await page.getByLabel(en.say("settings.search")).fill("");
  await goTo("new");
  await page.getByRole("button", { name: en.say("options.label") }).click();
  await page.getByText(en.say("finish.not")).waitFor();
  expect(problems).toEqual([]);
});

test("settings that are lists go into a file and come back from it", async () => {
  await goTo("settings");
  await press(en.say("schedule.add"));
  await press(en.say("schedule.take", { number: 1 }));
  // What is exported is what is saved: only then it can be reset.
  await button(person, en.say("settings.resetThis", { label: en.say("settings.schedule") })).waitFor();
  const [file] = await Promise.all([page.waitForEvent("download"), press(en.say("settings.export"))]);
  const saved = await file.path();
  expect(JSON.parse(readFileSync(saved, "utf8"))).toMatchObject({
    settings: {
      schedule: [{ days: [1, 2, 3, 4, 5], from: 540, to: 1080, limit: 1_000_000 }],
      folderRules: { length: 8, 0: { by: "endings", endings: ["zip"], folder: "Zipped" } },
    },
  });
  await press(en.say("settings.resetAll"));
  await press(en.say("settings.resetAll"));
  await eventually(() => page.locator(".row-fields").count()).toBe(0);
  await page.locator('input[type="file"]').setInputFiles(saved);
  await eventually(() => page.locator(".row-fields").count()).toBe(9);
  await press(en.say("settings.resetThis", { label: en.say("settings.schedule") }));
  await press(en.say("settings.resetThis", { label: en.say("settings.folderRules") }));
  await eventually(() => page.locator(".row-fields").count()).toBe(0);
  expect(problems).toEqual([]);
});

test("dark stays dark in a light system, from the first paint on; as the system follows it again", async () => {
  await page.emulateMedia({ colorScheme: "light" });
  await goTo("settings");
  const ground = (on = page) =>
    on.evaluate(() => {
      const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      if (!canvas) throw new Error("no canvas");
      canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
      canvas.fillRect(0, 0, 1, 1);
      return (canvas.getImageData(0, 0, 1, 1).data[0] ?? 0) < 128 ? "dark" : "light";
    });
  const field = page.getByLabel(en.say("settings.theme"), { exact: true });
  expect(await ground()).toBe("light");
  await pickOption(field, "dark");
  await eventually(() => ground()).toBe("dark");
  await expectGoodLooks(page, "dark by choice");
  // The next page is dark before any of the app has run.
  const next = await page.context().newPage();
  await next.emulateMedia({ colorScheme: "light" });
  await next.route("**/assets/*.js", (route) => route.abort());
  await next.goto(new URL("/", served.url).href);
  expect(await next.locator("#root").innerHTML()).toBe("");
  expect(await ground(next)).toBe("dark");
  await next.close();
  await page.emulateMedia({ colorScheme: "dark" });
  await pickOption(field, "light");
  await eventually(() => ground()).toBe("light");
  await pickOption(field, "system");
  await eventually(() => ground()).toBe("dark");
  await page.emulateMedia({ colorScheme: "light" });
  expect(await ground()).toBe("light");
  expect(problems).toEqual([]);
});

test("settings stand under headings, with ways to each; a search leaves those that it finds", async () => {
  await goTo("settings");
  const main = page.getByRole("main");
  const headings = () => main.locator("section.settings-group > h2").allInnerTexts();
  const all = [
    ...(["folders", "downloads", "speed", "list", "look"] as const).map((group) =>
      en.say(`settings.group.${group}`),
    ),
    en.say("settings.group.all"),
  ];
  expect(await headings()).toEqual(all);
  const ways = page.getByRole("navigation", { name: en.say("settings.jumps") });
  expect(await ways.getByRole("link").allInnerTexts()).toEqual(all.slice(0, -1));
  await ways.getByRole("link", { name: en.say("settings.group.speed") }).click();
  const heading = page.getByRole("heading", { name: en.say("settings.group.speed"), level: 2 });
  await eventually(() => heading.evaluate((one) => one === document.activeElement)).toBe(true);
  // In sight, and not behind the ways that stay.
  const [box, over] = await Promise.all([heading.boundingBox(), ways.boundingBox()]);
  expect(over?.y).toBeGreaterThanOrEqual(0);
  expect(box?.y).toBeGreaterThanOrEqual((over?.y ?? 0) + (over?.height ?? 0));
  expect(box?.y).toBeLessThan(200);
  await page.keyboard.press("Tab");
  expect(
    await page
      .getByLabel(en.say("settings.limit"), { exact: true })
      .evaluate((one) => one === document.activeElement),
  ).toBe(true);
  await expectGoodLooks(page, "settings under headings");
  const search = page.getByLabel(en.say("settings.search"));
  await search.fill("restart");
  await eventually(headings).toEqual([en.say("settings.group.downloads"), en.say("settings.group.all")]);
  expect(await ways.count()).toBe(0);
  await search.fill("no such thing");
  await page.getByText(en.say("settings.noneFound", { query: "no such thing" })).waitFor();
  await search.fill("");
  await eventually(headings).toEqual(all);
  expect(problems).toEqual([]);
});
