/** How long the page's own tasks take by processor time: by the clock, a task waits for whatever else the machine does. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "playwright-core";

/** A trace event, of those fields that are read here. Times are microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

export interface OwnTasks {
  readonly tasks: number;
  /** How many took more than 50 ms (W3C Long Tasks). */
  readonly over: number;
  readonly longestMs: number;
}

/** Traces the browser for `ms` milliseconds; out: the tasks of its pages' main threads. */
export async function longestOwnTask(browser: Browser, ms: number): Promise<OwnTasks> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["toplevel"], recordMode: "recordUntilFull" },
  });
  await sleep(ms);
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  const pages = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const own = events.filter(({ name, pid, tid }) => name.endsWith("RunTask") && pages.has(`${pid} ${tid}`));
  const times = own.map(({ tdur = 0 }) => tdur / 1000);
  return {
    tasks: times.length,
    over: times.filter((time) => time > 50).length,
    longestMs: Math.round(Math.max(0, ...times) * 10) / 10,
  };
}
