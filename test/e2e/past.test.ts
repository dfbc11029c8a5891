/** Comparisons of earlier sessions: found, opened, saved and deleted, though nothing was compared in this one. */
import { readFile } from "node:fs/promises";
import { mkdirSync } from "node:fs";
import { expect, test } from "vitest";
import type { PastComparison } from "../../electron/common/views.ts";
import { openStore } from "../../electron/engine/store/store.ts";
import { inBrowser, openApp } from "../helpers/in-browser.ts";
import { expectGoodLooks } from "../helpers/looks.ts";
import { AppError } from "../../electron/common/errors.ts";
import { letIn } from "../helpers/in-browser.ts";
import { button, en, eventually, personOn } from "../helpers/story.ts";
import { answerFrom } from "./shown.ts";

const day = 24 * 3600 * 1000;
const route = (name: string, kind: "direct" | "sni", median: number) => ({
  route: name,
  kind,
  connections: 8,
  median,
  low: median * 0.9,
  high: median * 1.1,
  firstByteMs: 40,
  samples: [median * 0.9, median, median * 1.1].map(Math.round),
});
const past = (at: number): PastComparison => ({
  id: `c${at}`,
  host: at % 2 === 0 ? "files.example.com" : "mirror.example.org:8443",
  at: Date.now() - at * day,
  routes: [route("direct", "direct", 1_000_000), route("Beijing", "sni", 4_000_000)],
  best: "Beijing",
  ratio: 4,
  ratioLow: 3.6,
  ratioHigh: 4.4,
  verdict: "relay",
});

const { browser, place } = await inBrowser();

test("past comparisons are searched, opened, saved and deleted", async () => {
  mkdirSync(place.home, { recursive: true });
  const store = openStore(place.home);
  for (let at = 1; at <= 30; at++) store.comparisons.save(past(at), 0, 2000);
  store.close();
  const { page, person, problems } = await openApp(browser, (await place.serve()).url);
  await button(person, en.say("past.title")).click();
  const list = page.getByRole("region", { name: en.say("past.title") });
  const rows = list.getByRole("article");
  await eventually(() => rows.count()).toBe(20);
  // The newest first.
  expect(await rows.first().innerText()).toContain("mirror.example.org:8443");
  await list.getByRole("button", { name: "Show more (10 left)" }).click();
  await eventually(() => rows.count()).toBe(30);
  await list.getByLabel(en.say("past.search")).fill("Files");
  await eventually(() => rows.count()).toBe(15);
  const first = rows.first();
  expect(await first.innerText()).toContain("4 times");
  await first.getByRole("button", { name: en.say("past.open") }).click();
  await first.getByText("900 kB/s, 1.00 MB/s, 1.10 MB/s").waitFor();
  await expectGoodLooks(page, "past comparisons");
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    first.getByRole("button", { name: en.say("result.export.csv") }).click(),
  ]);
  const text = await readFile(await saved.path(), "utf8");
  expect(text.trimEnd().split("\r\n")).toHaveLength(1 + 2 * 3);
  await first.getByRole("button", { name: en.say("past.forget") }).click();
  await button(person, en.say("past.forgetYes")).click();
  await eventually(() => rows.count()).toBe(14);
  await page.reload();
  await button(person, en.say("past.title")).click();
  await list.getByLabel(en.say("past.search")).fill("files");
  await eventually(() => rows.count()).toBe(14);
  expect(problems).toEqual([]);
}, 60_000);

test("past comparisons that cannot be had now are not said to be none, and are asked for again", async () => {
  const { context, hostUrl } = await letIn(browser, place);
  const page = await context.newPage();
  let gone = true;
  const calls = await answerFrom(page, {
    "comparisons.history": () => {
      if (gone) throw new AppError("connection-to-app-lost", {});
      return [];
    },
  });
  // Each connection of the page, to end it.
  await page.addInitScript(() => {
    const Real = WebSocket;
    const opened: WebSocket[] = [];
    Object.assign(window, { opened });
    window.WebSocket = new Proxy(Real, {
      construct(_, [url]: [string]) {
        const socket = new Real(url);
        opened.push(socket);
        return socket;
      },
    });
  });
  await page.goto(hostUrl);
  await button(personOn(page), en.say("past.title")).click();
  await page.getByText(en.say("app.lost")).waitFor();
  const asked = () => calls.filter(({ method }) => method === "comparisons.history").length;
  expect(asked()).toBe(1);
  const none = page.getByText(en.say("past.none"));
  expect(await none.count()).toBe(0);
  gone = false;
  await page.evaluate(() => (window as unknown as { opened: WebSocket[] }).opened.at(-1)?.close());
  await none.waitFor();
  expect(asked()).toBe(2);
});
