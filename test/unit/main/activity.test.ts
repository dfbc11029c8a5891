/** What tray and taskbar say of the downloads. */
import type { MenuItemConstructorOptions } from "electron";
import { expect, test } from "vitest";
import type { DownloadView } from "../../../electron/common/views.ts";
import { activityOf, isBusy, progressBar, statusText, type Beside } from "../../../electron/main/activity.ts";
import { createNotices } from "../../../electron/main/notices.ts";
import { trayTemplate } from "../../../electron/main/tray-template.ts";
import { shellWords } from "../../../electron/main/words.ts";
import { download } from "../renderer/samples.ts";
import { notedActions } from "./shell-samples.ts";

const en = shellWords("en", "zh-CN");
const zh = shellWords("system", "zh-Hans-CN");
const view = (state: DownloadView["state"], more: Partial<DownloadView> = {}) =>
  download({ state, total: 1000, bytes: 0, speed: 0, ...more });

const table: readonly (readonly [string, readonly DownloadView[], number, string, string, string])[] = [
  ["nothing", [], -1, "none", "Nothing is running", "没有正在进行的下载"],
  [
    "only what is over",
    [view("done"), view("failed"), view("paused")],
    -1,
    "none",
    "Nothing is running",
    "没有正在进行的下载",
  ],
  ["one that waits", [view("queued")], -1, "none", "Waiting: 1", "排队：1"],
  ["one without speed yet", [view("opening")], 0, "normal", "Running: 1, 0 B/s", "正在下载：1，0 B/s"],
  [
    "one half way",
    [view("running", { bytes: 500, speed: 10 })],
    0.5,
    "normal",
    "Running: 1, 10 B/s, 50 s left",
    "正在下载：1，10 B/s，还需 50 秒",
  ],
  [
    "two and one that waits, together",
    [
      view("running", { bytes: 900, speed: 5 }),
      view("checking", { bytes: 1000 }),
      view("queued"),
      view("done", { bytes: 1000 }),
    ],
    0.63,
    "normal",
    "Running: 2, 5 B/s, 3 min left",
    "正在下载：2，5 B/s，还需 3 分",
  ],
  [
    "one of unknown size",
    [view("running", { total: null, bytes: 9, speed: 7 }), view("running")],
    2,
    "indeterminate",
    "Running: 2, 7 B/s",
    "正在下载：2，7 B/s",
  ],
];

test.each(table)("%s", (_what, views, value, mode, inEnglish, inChinese) => {
  const activity = activityOf(views);
  expect(progressBar(activity)).toEqual({ value, mode });
  expect(statusText(activity, en)).toBe(inEnglish);
  expect(statusText(activity, zh)).toBe(inChinese);
});

test("the tray's menu offers what can be done now", () => {
  const { actions, asked } = notedActions();
  const enabled = (views: readonly DownloadView[]) =>
    trayTemplate(activityOf(views), en, actions, "set").flatMap(({ id, enabled }) =>
      id?.endsWith("All") && enabled ? [id] : [],
    );
  expect(enabled([])).toEqual([]);
  expect(enabled([view("running")])).toEqual(["pauseAll"]);
  expect(enabled([view("paused")])).toEqual(["resumeAll"]);
  for (const { click } of trayTemplate(activityOf([]), en, actions, "set"))
    (click as (() => void) | undefined)?.();
  expect(asked).toEqual(["show", "show new", "pauseAll", "resumeAll", "quit"]);
});

test("the tray's menu says how fast it may be, and changes it", () => {
  const { actions, asked } = notedActions();
  const pace = trayTemplate(activityOf([]), zh, actions, "slow").find(({ id }) => id === "pace");
  const items = pace?.submenu as MenuItemConstructorOptions[];
  expect(items.map(({ label, checked }) => `${label} ${checked}`)).toEqual([
    "按设置 false",
    "慢速 true",
    "不限速 false",
  ]);
  for (const { click } of items) (click as (() => void) | undefined)?.();
  expect(asked).toEqual(["setPace set", "setPace slow", "setPace full"]);
});

test("a person is told once of what ended, and of nothing that was over before", () => {
  const notices = createNotices([view("running", { id: "a" }), view("done", { id: "old" })]);
  expect(notices([view("running", { id: "a" }), view("done", { id: "old" })])).toEqual([]);
  expect(notices([view("done", { id: "a", name: "a.iso" })])).toEqual([
    { id: "a", kind: "done", name: "a.iso" },
  ]);
  expect(notices([view("done", { id: "a" })])).toEqual([]);
  expect(notices([view("failed", { id: "never seen" })])).toEqual([]);
  notices([view("opening", { id: "b" })]);
  expect(notices([view("paused", { id: "b" })])).toEqual([]);
  expect(notices([view("failed", { id: "b", name: "b.iso" })])).toEqual([
    { id: "b", kind: "failed", name: "b.iso" },
  ]);
});

test("the chosen language counts, then the system's, then English", () => {
  expect(shellWords("zh-CN", "en").quit).toBe("退出 Detour");
  expect(shellWords("en", "zh-CN").quit).toBe("Quit Detour");
  expect(shellWords("system", "fr-FR").quit).toBe("Quit Detour");
});

const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).toSorted();

test("each text has the same places in both languages, and none is empty", () => {
  const keys = Object.keys(en) as (keyof typeof en)[];
  for (const key of keys) {
    expect(zh[key].trim()).not.toBe("");
    expect(places(zh[key])).toEqual(places(en[key]));
  }
});

test("a failure after which it is tried again is no news; the last one is", () => {
  const notices = createNotices([view("running", { id: "a" })]);
  expect(notices([view("failed", { id: "a", retryAt: 5 })])).toEqual([]);
  expect(notices([view("opening", { id: "a" })])).toEqual([]);
  expect(notices([view("failed", { id: "a" })])).toMatchObject([{ id: "a", kind: "failed" }]);
});

test("what waits for its time is not there to be resumed", () => {
  expect(activityOf([view("paused", { startAt: 5 })]).resumable).toBe(false);
  expect(activityOf([view("paused")]).resumable).toBe(true);
});

const beside = (more: Partial<Beside>) => activityOf([], { comparisons: [], flows: [], ...more });

test("a comparison, and what flows through the gateway, are work, too; a silent tunnel keeps nothing awake", () => {
  const flow = { over: false, speed: 5, bytes: 9 };
  expect(isBusy(activityOf([]))).toBe(false);
  expect(isBusy(activityOf([view("queued"), view("failed")]))).toBe(false);
  expect(isBusy(activityOf([view("running")]))).toBe(true);
  const comparing = beside({ comparisons: [{ state: "opening" }, { state: "done" }] });
  expect(isBusy(comparing)).toBe(true);
  expect(statusText(comparing, en)).toBe("Comparing routes");
  expect(isBusy(beside({ comparisons: [{ state: "stopped" }] }))).toBe(false);
  const flowing = beside({ flows: [flow, { ...flow, speed: 0, bytes: 0 }] });
  expect(isBusy(flowing)).toBe(true);
  expect(statusText(flowing, zh)).toBe("经网关的请求：2");
  expect(
    isBusy(
      beside({
        flows: [
          { ...flow, over: true },
          { ...flow, speed: 0 },
        ],
      }),
    ),
  ).toBe(false);
});
