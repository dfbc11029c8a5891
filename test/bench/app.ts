/**
 * `npm run bench -- app [--minutes N]`: the app in a browser on the headless host: from its start until it can be used,
 * processor time at rest, the page's longest task with 64 downloads at work, and memory over a while.
 */
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { CDPSession, Page } from "playwright-core";
import { ensureBuilt } from "../../build/ensure-built.ts";
import { createVoices } from "../../renderer/words/i18n.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { startFaultServer } from "../helpers/fault-server.ts";
import { newPlace } from "../helpers/serve.ts";
import { longestOwnTask } from "./page-tasks.ts";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "2" } } });
const minutes = Number(values.minutes);
const MB = 1_000_000;
const many = 64;
const tracedMs = 20_000;
/** One server has connections for sixteen downloads at most. */
const servers = 8;
const { en } = createVoices();

await ensureBuilt();
const browser = await launchChromium();
// Each takes longer than everything that is measured.
const origins = await Promise.all(
  Array.from({ length: servers }, () =>
    startFaultServer({ size: 1000 * MB, handle: () => ({ rate: 20_000 }) }),
  ),
);
const place = await newPlace();
const rows: [string, string][] = [];
try {
  await measure();
  console.log("| what | seen |\n|---|---|");
  for (const [what, seen] of rows) console.log(`| ${what} | ${seen} |`);
} finally {
  await browser.close();
  await place.remove();
  await Promise.all(origins.map((origin) => origin.close()));
}

async function measure(): Promise<void> {
  const starts: number[] = [];
  for (let count = 0; count < 5; count++) {
    const own = await newPlace();
    const began = performance.now();
    const served = await own.serve();
    const page = await browser.newPage();
    await page.goto(served.url);
    await page.getByLabel(en.say("ask.address")).fill("https://example.org/");
    starts.push(performance.now() - began);
    await page.close();
    await own.remove();
  }
  rows.push(["from the host's start until an address can be typed, median of 5", `${median(starts)} ms`]);

  const { url, pid } = await place.serve();
  const page = await browser.newPage();
  await page.goto(url);
  await page.getByLabel(en.say("ask.address")).waitFor();
  const session = await page.context().newCDPSession(page);
  // Of the processor, not of the clock: what else the machine does is none of the page's.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await sleep(5000);
  const [host, tasks] = [await cpuSeconds(pid), await taskSeconds(session)];
  await sleep(30_000);
  rows.push([
    "at rest, of one processor over 30 s: host, page",
    `${share((await cpuSeconds(pid)) - host, 30)}, ${share((await taskSeconds(session)) - tasks, 30)}`,
  ]);

  await startMany(page);
  await page.getByRole("button", { name: new RegExp(`^${en.say("nav.downloads")}`) }).click();
  await watchTasks(page);
  await sleep(5000);
  const held = [await memory(pid, session)];
  const long: number[] = [];
  await notedTasks(page);
  const [from, tasksFrom] = [await cpuSeconds(pid), await taskSeconds(session)];
  for (let minute = 0; minute < minutes; minute++) {
    await sleep(60_000);
    long.push(...(await notedTasks(page)));
    held.push(await memory(pid, session));
    // The collection that was asked for is a long task, too.
    await notedTasks(page);
  }
  const shares = `${share((await cpuSeconds(pid)) - from, minutes * 60)}, ${share((await taskSeconds(session)) - tasksFrom, minutes * 60)}`;
  rows.push([
    `${many} downloads at work for ${minutes} min: tasks of the page over 50 ms, the longest`,
    long.length === 0 ? "none" : `${long.length}, ${Math.round(Math.max(...long))} ms`,
  ]);
  const own = await longestOwnTask(browser, tracedMs);
  rows.push([
    `the same, for ${tracedMs / 1000} s by processor time: tasks of the page over 50 ms, the longest`,
    `${own.over === 0 ? "none" : own.over}, ${own.longestMs} ms of ${own.tasks} tasks`,
  ]);
  rows.push(["the same, of one processor: host, page", shares]);
  rows.push(
    ["the same, the host's resident memory, each minute", `${held.map(({ host: mb }) => mb).join(", ")} MB`],
    ["the same, the page's heap after a collection", `${held.map(({ page: mb }) => mb).join(", ")} MB`],
  );
}

/** Adds the downloads, as a person does who has them all run at once. */
async function startMany(page: Page): Promise<void> {
  await page.getByRole("button", { name: en.say("nav.settings"), exact: true }).click();
  const atOnce = page.getByLabel(en.say("settings.atOnce"), { exact: true });
  await atOnce.fill(String(many));
  await atOnce.press("Enter");
  await page.getByRole("button", { name: en.say("nav.new"), exact: true }).click();
  for (let count = 0; count < many; count++) {
    await page.getByLabel(en.say("ask.address")).fill(`${origins[count % servers]?.base}/file-${count}.bin`);
    await page.getByRole("button", { name: en.say("ask.download"), exact: true }).click();
    await page.locator(`article:has-text("file-${count}.bin")`).first().waitFor();
  }
}

interface Watched {
  readonly tasks: number[];
}

/** Notes every task of the page that takes longer than 50 ms (W3C Long Tasks). */
function watchTasks(page: Page): Promise<void> {
  return page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(window, { tasks });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    }).observe({ type: "longtask" });
  });
}

/** The tasks that were noted since it was last asked, in milliseconds. They are told a moment late. */
async function notedTasks(page: Page): Promise<readonly number[]> {
  await sleep(500);
  return page.evaluate(() => (window as unknown as Watched).tasks.splice(0));
}

async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
}

async function cpuSeconds(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function memory(pid: number, session: CDPSession): Promise<{ host: number; page: number }> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const host = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  return { host: Math.round(host), page: Math.round((usedSize / MB) * 10) / 10 };
}

function share(seconds: number, of: number): string {
  return `${((seconds / of) * 100).toFixed(2)} %`;
}

function median(values: readonly number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);
}
