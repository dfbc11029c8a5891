/**
 * Each view of the desktop app, driven as a person does it: through the page, the preload's bridge, the main process and the
 * engine, to real servers and files. What a view does in all its parts is looked at in the browser (test/e2e).
 */
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../../build/ensure-built.ts";
import { byTurn } from "../../electron/common/queue-order.ts";
import type { DownloadView } from "../../electron/common/views.ts";
import { startPractice, type Practice } from "../../electron/practice/practice.ts";
import { callApp, launchApp, type RunningApp } from "../helpers/app.ts";
import { startFaultServer, type FaultServer } from "../helpers/fault-server.ts";
import { watch } from "../helpers/looks.ts";
import { pickOption } from "../helpers/pick.ts";
import { address, button, en, eventually, personOn, statusOf, type Person } from "../helpers/story.ts";
import { tempDir } from "../helpers/temp.ts";

const size = 1_000_000;

let running: RunningApp;
let page: Page;
let person: Person;
let problems: readonly string[];
let server: FaultServer;
let network: Practice;
let files: string;
beforeAll(async () => {
  await ensureBuilt();
  server = await startFaultServer({ size });
  network = await startPractice({ size: 8_000_000 });
  files = await tempDir(afterAll);
  const target = process.env["DETOUR_APP"];
  running = await launchApp({ env: { LC_ALL: "en_US.UTF-8" }, ...(target && { target }) });
  ({ page } = running);
  person = personOn(page);
  problems = watch(page);
  await callApp(running, "settings.set", { folder: files });
});
afterAll(async () => {
  await running?.close();
  await Promise.all([server?.close(), network?.close()]);
});

type Place = "new" | "downloads" | "relays" | "gateway" | "settings";
/** A view's button may end in a count. */
const goTo = (view: Place) =>
  page.getByRole("button", { name: new RegExp(`^${en.say(`nav.${view}`)}`) }).click();
const press = (name: string) => button(person, name).click();
const card = (name: string): Locator => page.getByRole("article", { name });

const status = (name: string) => statusOf(card(name));
const pressOn = (name: string, label: string) => card(name).getByRole("button", { name: label }).click();

/** What the server has, on disk. */
async function expectFile(name: string): Promise<void> {
  expect((await readFile(path.join(files, name))).equals(server.bytes())).toBe(true);
}

test("home: an address is typed, asked about, and its file fetched", async () => {
  await address(person).fill(`${server.base}/first.bin?key=secret`);
  await eventually(() => page.locator(".facts").innerText()).toContain(`first.bin · ${en.bytes(size)}`);
  await press(en.say("ask.download"));
  await eventually(() => status("first.bin")).toBe(en.say("download.status.done"));
  await expectFile("first.bin");
  // What may be secret in an address does not come back to the page.
  expect(JSON.stringify(await callApp(running, "downloads.list"))).not.toContain("secret");
});

test("downloads: one runs, others wait in their order, which can be changed; all come", async () => {
  await callApp(running, "settings.set", { atOnce: 1, connections: 1 });
  server.script(() => ({ rate: 10_000 }));
  const list = () => callApp<DownloadView[]>(running, "downloads.list");
  for (const name of ["one.bin", "two.bin", "three.bin"]) {
    await goTo("new");
    await address(person).fill(`${server.base}/${name}`);
    await press(en.say("ask.download"));
    await eventually(async () => (await list()).map((view) => view.name)).toContain(name);
  }
  await goTo("downloads");
  await pickOption(page.getByLabel(en.say("downloads.sort"), { exact: true }), "queue");
  const [works, waits] = [en.say("download.status.running"), en.say("download.status.queued")];
  await eventually(() => status("one.bin")).toBe(works);
  expect([await status("two.bin"), await status("three.bin")]).toEqual([waits, waits]);

  await page.getByRole("row", { name: "three.bin" }).focus();
  await page.keyboard.press("Alt+ArrowUp");
  const order = async () =>
    (await list())
      .filter(({ state }) => state === "queued")
      .toSorted(byTurn)
      .map(({ name }) => name);
  await eventually(order).toEqual(["three.bin", "two.bin"]);

  // Paused, it makes room for the one that is now first.
  await pressOn("one.bin", en.say("download.pause"));
  await eventually(() => status("three.bin")).toBe(works);
  expect(await status("two.bin")).toBe(waits);
  // What is asked for from now on comes at once.
  server.script(undefined);
  await pressOn("three.bin", en.say("download.pause"));
  await eventually(() => status("two.bin")).toBe(en.say("download.status.done"));
  for (const name of ["one.bin", "three.bin"]) {
    await pressOn(name, en.say("download.resume"));
    await eventually(() => status(name)).toBe(en.say("download.status.done"));
  }
  for (const name of ["one.bin", "two.bin", "three.bin"]) await expectFile(name);
  await callApp(running, "settings.reset", { names: ["atOnce", "connections"] });
}, 150_000);

test("relays: one is added, edited, found good, and removed", async () => {
  const [spec = ""] = network.relays;
  await goTo("relays");
  await page.getByText(en.say("relays.none")).waitFor();
  await press(en.say("routes.add"));
  await page.getByLabel(en.say("relay.kind.spec"), { exact: true }).check();
  await page.getByLabel(en.say("relay.spec")).fill(spec.replace(/name=[^&]*/, "name=Good"));
  await press(en.say("relay.save"));
  const good = card("Good");
  await good.getByLabel(en.say("health.url")).fill(network.url);
  await good.getByRole("button", { name: en.say("health.check") }).click();
  await good.getByText(en.say("health.same-file")).waitFor({ timeout: 60_000 });

  await good.getByRole("button", { name: en.say("relays.edit") }).click();
  await page.getByLabel(en.say("relay.name"), { exact: true }).fill("Better");
  await press(en.say("relay.save"));
  await card("Better").waitFor();
  await card("Better")
    .getByRole("button", { name: en.say("relays.edit") })
    .click();
  await press(en.say("relay.remove"));
  const asked = page.getByRole("alertdialog");
  await asked.getByText(en.say("relay.removeAsk", { name: "Better" })).waitFor();
  await asked.getByRole("button", { name: en.say("relay.remove") }).click();
  await page.getByText(en.say("relays.none")).waitFor();
  expect(await callApp(running, "relays.list")).toEqual([]);
}, 90_000);

test("compare: two roads take turns before one's eyes, and it can be stopped and put away", async () => {
  const [spec = ""] = network.relays;
  await callApp(running, "relays.add", { spec });
  await goTo("new");
  await address(person).fill(network.url);
  await eventually(() => page.locator(".facts").innerText()).toContain("practice-8MB.bin");
  await press(en.say("ask.compare"));
  const result = page.getByRole("region", { name: en.say("compare.label") });
  await eventually(() => result.getByRole("heading", { level: 2 }).innerText()).toMatch(
    new RegExp(`^${en.say("compare.running", { round: 2, rounds: 12 }).slice(0, 10)}`),
  );
  expect(await result.locator(".road").count()).toBe(2);
  await result.getByRole("button", { name: en.say("compare.stop") }).click();
  await result.getByRole("button", { name: en.say("compare.putAway") }).click();
  await result.waitFor({ state: "detached" });
}, 90_000);

test("gateway: switched on, another program has a file through it; off, nobody has", async () => {
  await goTo("gateway");
  await page.getByLabel(en.say("gateway.private")).check();
  await press(en.say("gateway.start"));
  await page.getByText(en.say("gateway.on")).waitFor();
  const base = (await page.locator(".gateway-addresses code").first().innerText()).replace(
    "/https/host/path",
    "",
  );
  const through = () => fetch(`${base}/${server.base.replace("://", "/")}/through.bin`);
  const answer = await through();
  expect(answer.status).toBe(200);
  expect(Buffer.from(await answer.arrayBuffer()).equals(server.bytes())).toBe(true);
  const row = page.locator(".gateway table tbody tr").first();
  await eventually(() => row.innerText()).toContain(new URL(server.base).host);
  await eventually(() => row.innerText()).toContain(en.bytes(size));
  await press(en.say("gateway.stop"));
  await page.getByText(en.say("gateway.off")).waitFor();
  await expect(through()).rejects.toThrow("fetch failed");
});

test("settings: changed, set back, written to a file, and read from one", async () => {
  await goTo("settings");
  const connections = page.getByLabel(en.say("settings.connections"), { exact: true });
  const before = await connections.inputValue();
  await connections.fill("3");
  await connections.press("Enter");
  const reset = en.say("settings.resetThis", { label: en.say("settings.connections") });
  await button(person, reset).waitFor();
  expect(await callApp(running, "settings.get")).toMatchObject({ connections: 3, folder: files });

  // The page makes the file; what a system does with it is not asked here.
  await page.evaluate(() => {
    const made: Blob[] = [];
    Object.assign(window, { made });
    const create = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (blob) => {
      if (blob instanceof Blob) made.push(blob);
      return create(blob);
    };
  });
  await press(en.say("settings.export"));
  const text = () => page.evaluate(() => (window as unknown as { made: Blob[] }).made[0]?.text() ?? "");
  await eventually(text).toContain('"connections": 3');
  const exported = path.join(files, "settings", "exported.json");
  await mkdir(path.dirname(exported));
  await writeFile(exported, await text());

  await press(reset);
  await eventually(() => connections.inputValue()).toBe(before);
  await page.locator('input[type="file"]').setInputFiles(exported);
  await eventually(() => connections.inputValue()).toBe("3");

  await press(en.say("settings.resetAll"));
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: en.say("settings.resetAll") })
    .click();
  await eventually(() => connections.inputValue()).toBe(before);
  expect((await stat(exported)).size).toBeGreaterThan(100);
});

test("nothing went wrong in the page meanwhile", () => {
  expect(problems).toEqual([]);
});
