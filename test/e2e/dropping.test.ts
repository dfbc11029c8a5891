/** What is dropped on the window: files, links and text, on whichever page; by real drags of the browser. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { serve } from "../helpers/engine.ts";
import { inBrowser, openApp } from "../helpers/in-browser.ts";
import { expectGoodLooks } from "../helpers/looks.ts";
import { en } from "../helpers/story.ts";
import { tempDir } from "../helpers/temp.ts";

const { browser, place } = await inBrowser();

interface Dragged {
  readonly files?: readonly string[];
  readonly items?: readonly { readonly mimeType: string; readonly data: string }[];
}

type Step = "dragEnter" | "dragOver" | "drop" | "dragCancel";

/** Holds things above the page's middle, or above `on`, as another program does, and lets go of them there. */
async function drag(
  page: Page,
  { files = [], items = [] }: Dragged,
  steps: readonly Step[],
  on?: Locator,
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [...items], files: [...files], dragOperationsMask: 1 };
  const { width = 1280, height = 800 } = page.viewportSize() ?? {};
  await on?.scrollIntoViewIfNeeded();
  const box = await on?.boundingBox();
  const [x, y] = box ? [box.x + box.width / 2, box.y + box.height / 2] : [width * 0.6, height * 0.5];
  for (const type of steps) await session.send("Input.dispatchDragEvent", { type, x, y, data });
  await session.detach();
}

const whole = ["dragEnter", "dragOver", "drop"] as const;
const dropOn = (page: Page, dragged: Dragged, on?: Locator) => drag(page, dragged, whole, on);

async function openAt(view: "new" | "downloads" | "settings" | "relays"): Promise<{
  readonly page: Page;
  readonly problems: readonly string[];
}> {
  const { url } = await place.serve();
  const { page, problems } = await openApp(browser, url);
  await goTo(page, view);
  return { page, problems };
}
const goTo = (page: Page, view: "new" | "downloads" | "settings" | "relays") =>
  page.getByRole("button", { name: new RegExp(`^${en.say(`nav.${view}`)}`) }).click();
const text = (data: string) => ({ items: [{ mimeType: "text/plain", data }] });
const address = (page: Page) => page.getByLabel(en.say("ask.address"), { exact: true });

/** Files in a folder of their own, by what they hold; undefined for a folder. */
async function put<Name extends string>(
  files: Readonly<Record<Name, string | undefined>>,
): Promise<Record<Name, string>> {
  const folder = await tempDir(onTestFinished);
  const paths: Partial<Record<Name, string>> = {};
  for (const [name, text] of Object.entries<string | undefined>(files)) {
    const file = path.join(folder, name);
    if (text === undefined) await mkdir(file);
    else await writeFile(file, text);
    paths[name as Name] = file;
  }
  return paths as Record<Name, string>;
}

const metalink = (name: string, url: string) => `<?xml version="1.0"?>
  <metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="${name}"><url>${url}</url></file></metalink>`;

test("Metalinks that are dropped on Downloads, all of them, wait for a word on New; a film is named", async () => {
  const origin = await serve({ size: 5000 });
  const files = await put({
    "one.meta4": metalink("from-metalink.bin", `${origin.base}/m-1.bin`),
    "two.meta4": metalink("further.bin", `${origin.base}/m-2.bin`),
    "film.mp4": "\u0000\u0001 nothing",
    "song.mp3": "nothing",
  });
  const { page, problems } = await openAt("downloads");
  await dropOn(page, { files: [files["one.meta4"], files["two.meta4"], files["film.mp4"]] });
  const take = (name: string) => page.getByRole("button", { name: `Download ${origin.base}/${name}` });
  await take("m-2.bin").waitFor();
  expect(await take("m-1.bin").evaluate((one) => one.getBoundingClientRect().top >= 0)).toBe(true);
  await page.getByText("film.mp4 holds no addresses").waitFor();
  expect(origin.requests).toEqual([]);
  await take("m-1.bin").click();
  await page
    .locator('article[data-status="done"]:has-text("from-metalink.bin")')
    .waitFor({ timeout: 15_000 });
  await dropOn(page, { files: [files["film.mp4"], files["song.mp3"]] });
  await page.getByText("none of these holds addresses: film.mp4, song.mp3").waitFor();
  expect(problems).toEqual([]);
  // None of them was opened by the browser instead.
  expect(page.context().pages()).toHaveLength(1);
});

test("while something is held above Settings it says where to drop it; a folder is named, lists come together", async () => {
  const files = await put({
    films: undefined,
    "a.txt": "https://a.example/1.bin\nhttps://a.example/2.bin\n",
    "b.txt": "https://b.example/3.bin\n",
  });
  const { page, problems } = await openAt("settings");
  await page.locator("main").evaluate((main) => main.scrollTo({ top: 600 }));
  await drag(page, { files: [files.films] }, ["dragEnter", "dragOver"]);
  await page.getByText(en.say("drop.here")).waitFor();
  await expectGoodLooks(page, "held above the window");
  // Given up: no event says that here, but the pointer moves again.
  await drag(page, { files: [files.films] }, ["dragCancel"]);
  await page.mouse.move(300, 300);
  await page.getByText(en.say("drop.here")).waitFor({ state: "detached" });
  await dropOn(page, { files: [files.films] });
  await page.getByText("films is a folder, or a file that cannot be read").waitFor();
  await page.getByText(en.say("drop.here")).waitFor({ state: "detached" });
  await goTo(page, "settings");
  await dropOn(page, { files: [files["a.txt"], files["b.txt"]] });
  await page.getByRole("button", { name: en.say("many.start", { count: 3 }) }).waitFor();
  // What could not be taken before is no longer said.
  expect(await page.getByText("films is a folder").count()).toBe(0);
  expect(problems).toEqual([]);
});

test("links and text that are dropped on any page: one goes into its field, several into theirs, none is said", async () => {
  const { page, problems } = await openAt("relays");
  const link = "https://files.example/linked.iso";
  await dropOn(page, {
    items: [
      { mimeType: "text/uri-list", data: link },
      { mimeType: "text/plain", data: link },
    ],
  });
  await expect.poll(() => address(page).inputValue()).toBe(link);
  expect(await address(page).evaluate((field) => field === document.activeElement)).toBe(true);
  await goTo(page, "downloads");
  await dropOn(page, text("See (https://files.example/one.bin), and https://files.example/two.bin."));
  const lines = page.getByLabel(en.say("many.label")).locator("textarea");
  await expect
    .poll(() => lines.inputValue())
    .toBe("https://files.example/one.bin\nhttps://files.example/two.bin");
  await page.getByRole("button", { name: en.say("many.close") }).click();
  // Not above a field: there, text is the field's own.
  await goTo(page, "relays");
  await dropOn(page, text("nothing of the kind"));
  await page.getByText("what was dropped holds no address of a file").waitFor();
  await goTo(page, "relays");
  await dropOn(
    page,
    text("curl 'https://files.example/copied.bin' -H 'referer: https://files.example/page'"),
  );
  await expect.poll(() => address(page).inputValue()).toBe("https://files.example/copied.bin");
  expect(await page.getByLabel(en.say("options.referer")).inputValue()).toBe("https://files.example/page");
  expect(problems).toEqual([]);
});

const linkTo = (url: string) => ({
  items: [
    { mimeType: "text/uri-list", data: url },
    { mimeType: "text/plain", data: url },
  ],
});

test("text above a field is the field's; above a check box, a time or a closed field a link is taken", async () => {
  const { page, problems } = await openAt("settings");
  const home = page.url();
  const search = page.getByLabel(en.say("settings.search"));
  await dropOn(page, text("limit"), search);
  await expect.poll(() => search.inputValue()).toBe("limit");
  await search.fill("");
  const box = page.getByLabel(en.say("settings.goOnAtStart"));
  await dropOn(page, linkTo("https://files.example/on-a-box.iso"), box);
  await expect.poll(() => address(page).inputValue()).toBe("https://files.example/on-a-box.iso");
  // No part of the page may navigate: one of each kind, above which a browser would.
  for (const [kind, made] of Object.entries({
    time: '<input type="time">',
    closed: "<textarea readonly></textarea>",
    off: "<input disabled>",
  })) {
    await goTo(page, "relays");
    await page
      .locator("main")
      .evaluate((main, html) => main.insertAdjacentHTML("afterbegin", `<p id="made">${html}</p>`), made);
    await dropOn(page, linkTo(`https://files.example/on-${kind}.iso`), page.locator("#made > *"));
    await expect.poll(() => address(page).inputValue()).toBe(`https://files.example/on-${kind}.iso`);
    await page.locator("#made").evaluate((one) => one.remove());
  }
  expect(page.url()).toBe(home);
  expect(problems).toEqual([]);
});

test("a linked picture of another page is its link, not a file that holds no addresses", async () => {
  const files = await put({ "thumb.png": "\u0089PNG" });
  const { page, problems } = await openAt("downloads");
  const link = "https://files.example/album.zip";
  await dropOn(page, { ...linkTo(link), files: [files["thumb.png"]] });
  await expect.poll(() => address(page).inputValue()).toBe(link);
  expect(await page.getByText("holds no addresses").count()).toBe(0);
  // An address alone keeps its last signs.
  await goTo(page, "downloads");
  await dropOn(page, text("https://files.example/Report_(final)"));
  await expect.poll(() => address(page).inputValue()).toBe("https://files.example/Report_(final)");
  expect(problems).toEqual([]);
});

test("what is dragged from the page goes nowhere; once its source is gone, or the pointer moves, others are taken", async () => {
  const { page, problems } = await openAt("relays");
  /** Begins to drag a link of the page, whose end nobody hears of. */
  const begin = () =>
    page.locator("main").evaluate((main) => {
      main.insertAdjacentHTML("beforeend", '<a id="own" href="https://own.example/">own</a>');
      const own = main.querySelector("#own");
      own?.dispatchEvent(new DragEvent("dragstart", { bubbles: true, dataTransfer: new DataTransfer() }));
    });
  const drop = page.getByText(en.say("drop.here"));
  const dragged = linkTo("https://files.example/after.iso");
  await begin();
  await drag(page, dragged, ["dragEnter", "dragOver"]);
  expect(await drop.count()).toBe(0);
  await drag(page, dragged, ["drop"]);
  expect(await page.getByRole("heading", { name: en.say("relays.title"), level: 1 }).count()).toBe(1);
  await page.locator("#own").evaluate((one) => one.remove());
  await drag(page, dragged, ["dragCancel"]);
  await drag(page, dragged, ["dragEnter", "dragOver"]);
  await drop.waitFor();
  await drag(page, dragged, ["dragCancel"]);
  await page.mouse.move(300, 300);
  await drop.waitFor({ state: "detached" });
  await begin();
  await page.mouse.move(320, 320);
  await dropOn(page, dragged);
  await expect.poll(() => address(page).inputValue()).toBe("https://files.example/after.iso");
  expect(problems).toEqual([]);
});
