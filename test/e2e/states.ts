/** Whole pages in states that come by bad luck, by time, or by a question: the served page, with a host of samples behind it. */
import type { Page } from "playwright-core";
import type { ConnectionView, DownloadEvent, DownloadView, PoolPlace } from "../../electron/common/views.ts";
import type { Words } from "../../renderer/words/words.ts";
import type { Answers, FakeClient } from "../unit/renderer/fake-client.ts";
import {
  beijing,
  download,
  failure,
  hongKong,
  relays,
  routeProgress,
  wave,
} from "../unit/renderer/samples.ts";
import { shown, shownAt } from "./shown.ts";

export interface State {
  readonly answers?: Answers;
  /** Brings it about on the page in the language of `words`, and waits until it is there. */
  readonly go: (page: Page, words: Words, host: FakeClient) => Promise<void>;
  /** What is looked at; the page's top unless given. */
  readonly target?: string;
}

const to = (page: Page, { say }: Words, view: "downloads" | "relays" | "settings" | "about") =>
  page
    .getByRole("navigation")
    .getByRole("button", { name: new RegExp(`^${say(`nav.${view}`)}`) })
    .click();
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first().click();
const asked = (page: Page) => page.getByRole("alertdialog").waitFor();

const update = {
  way: "itself",
  state: "available",
  version: "0.2.0",
  notes: "- The gateway goes on where its first answer breaks.\n- Rules by host hold for downloads, too.",
  share: null,
  checkedAt: shownAt - 3_600_000,
  problem: null,
} as const;
const onAbout = (page: Page, words: Words) => to(page, words, "about");

const place = (route: string, more: Partial<PoolPlace>): PoolPlace => ({
  route,
  role: "used",
  reason: "measured",
  speed: null,
  at: null,
  failure: null,
  ...more,
});
const connection = (route: string, at: number, more: Partial<ConnectionView> = {}): ConnectionView => ({
  route,
  start: at * 64_000_000,
  position: at * 64_000_000 + 21_000_000,
  end: (at + 1) * 64_000_000,
  speed: 1_450_000,
  waiting: false,
  copy: false,
  ...more,
});
const event = (secondsAgo: number, more: Partial<DownloadEvent>): DownloadEvent => ({
  at: shownAt - secondsAgo * 1000,
  what: "state",
  value: null,
  route: null,
  failure: null,
  ...more,
});
const wrongBytes = failure("different-file", {
  route: "Hong Kong",
  detail: "byte 524288 differs from direct",
});
const inside = {
  connections: [
    connection("direct", 3, { speed: 200_000 }),
    connection("Beijing", 31),
    connection("Beijing", 47, { speed: 0, waiting: true, position: 47 * 64_000_000 }),
    connection("Beijing", 58, { copy: true }),
    connection("direct", 92, { end: null }),
  ],
  events: [
    event(340, { value: "running" }),
    event(339, { what: "file", value: "/home/lin/Downloads/ubuntu-26.04-desktop-amd64.iso" }),
    event(338, { what: "route", value: "active", route: "Beijing" }),
    event(120, { what: "route", value: "out", route: "Hong Kong", failure: wrongBytes }),
    event(60, { what: "limit", value: "12000000" }),
    event(30, { what: "warning", value: "restarted" }),
    event(12, { what: "retry", value: String(shownAt + 5000) }),
  ],
};
const speeds = {
  step: 1,
  at: Array.from({ length: 340 }, (_, at) => at),
  routes: [
    { route: "direct", speeds: wave(200_000, 340).map(([, speed]) => speed) },
    { route: "Beijing", speeds: wave(8_100_000, 340).map(([, speed]) => speed) },
    // It left in the middle.
    { route: "Hong Kong", speeds: wave(3_400_000, 340).map(([, speed], at) => (at < 220 ? speed : 0)) },
  ],
};
const deep: Partial<DownloadView> = {
  aside: ["/home/lin/Downloads/ubuntu-26.04-desktop-amd64.iso.1.part"],
  keptBytes: 38_000_000,
  limit: 12_000_000,
  warnings: ["restarted"],
  checksum: `sha256:${"9f86d081884c7d65".repeat(4)}`,
  pool: [
    place("Beijing", { speed: 8_100_000, at: shownAt - 86_400_000 }),
    place("Hong Kong", { role: "reserve", reason: "failed", failure: wrongBytes.code }),
    place("direct", { role: "used", reason: "new" }),
  ],
  routes: [
    routeProgress("direct", { bytes: 122_000_000, speed: 200_000, lanes: 2 }),
    routeProgress("Beijing", { bytes: 2_867_000_000, speed: 8_100_000 }),
    routeProgress("Hong Kong", { bytes: 915_000_000, lanes: 0, state: "out", problem: wrongBytes }),
  ],
};
/** The list with one download, and all of its details open. */
function details(view: DownloadView): State {
  return {
    answers: {
      "relays.list": relays,
      "downloads.list": [view],
      "downloads.inside": inside,
      "downloads.speeds": speeds,
    },
    target: ".download-details",
    go: async (page, words) => {
      await press(page, words.say("download.details"));
      for (const part of ["inside.connections", "inside.events"] as const) await press(page, words.say(part));
      await page.locator(".happened li").last().waitFor();
    },
  };
}

const list = [
  download(),
  download({ id: "d2", name: "dataset-2026.tar.zst", state: "paused", order: 2, createdAt: shownAt - 9000 }),
  { ...shown["done-checksum"], id: "d3", createdAt: shownAt - 99_000 },
];
const withList = { "relays.list": relays, "downloads.list": list } satisfies Answers;

export const states = {
  "several-known": {
    answers: {
      ...withList,
      "downloads.same": ({ url }) => (/one|three/.test(url) ? { id: "d1", by: "address" } : null),
    },
    go: async (page, { say }) => {
      await press(page, say("many.open"));
      await page
        .locator(".many textarea")
        .fill(["one", "two", "three", "four"].map((name) => `https://files.example/${name}.iso`).join("\n"));
      await press(page, say("many.start", { count: 4 }));
      await page.getByText(say("many.known", { lines: "1, 3" })).waitFor();
    },
    target: ".many-do",
  },
  "update-notice": {
    answers: { ...withList, "updates.get": update },
    go: (page) => page.locator("output.banner").waitFor(),
  },
  "update-found": { answers: { "updates.get": update }, go: onAbout, target: ".update-do" },
  "update-fetched": {
    answers: { "updates.get": { ...update, state: "downloading", share: 0.42 } },
    go: onAbout,
    target: ".update-do",
  },
  "update-ready": {
    answers: { "updates.get": { ...update, state: "ready" } },
    go: onAbout,
    target: ".update-do",
  },
  "update-failed": {
    answers: {
      "updates.get": {
        ...update,
        state: "failed",
        problem: failure("update-failed", { detail: "net::ERR_CONNECTION_RESET" }),
      },
    },
    go: onAbout,
    target: ".update-do",
  },
  "past-comparisons": {
    answers: {
      "relays.list": relays,
      "comparisons.history": [4, 1.2].map((ratio, at) => ({
        id: `c${at}`,
        host: at === 0 ? "files.example.com" : "releases.mirror.example.org:8443",
        at: shownAt - (2 - at) * 86_400_000,
        routes: (["direct", "Beijing"] as const).map((route, nth) => ({
          route,
          kind: nth === 0 ? ("direct" as const) : ("reverse" as const),
          connections: 8,
          median: 1e6 * ratio ** nth,
          low: 9e5 * ratio ** nth,
          high: 11e5 * ratio ** nth,
          firstByteMs: 40,
          samples: [9e5, 1e6, 1e6, 9.8e5, 11e5, 1e6, 1.02e6, 1e6].map((one) => one * ratio ** nth),
        })),
        best: "Beijing",
        ratio,
        ratioLow: ratio * 0.9,
        ratioHigh: ratio * 1.1,
        verdict: ratio > 2 ? ("relay" as const) : ("same" as const),
      })),
    },
    target: ".past-list",
    go: async (page, words) => {
      await press(page, words.say("past.title"));
      await press(page, words.say("past.open"));
      await page.locator(".past-samples").first().waitFor();
    },
  },
  "relays-checked": {
    answers: {
      "relays.list": [
        {
          ...beijing,
          health: { checks: [], grade: "good", cause: null, at: shownAt - 200_000 },
        },
        {
          ...hongKong,
          health: { checks: [], grade: "unusable", cause: null, at: shownAt - 3 * 86_400_000 },
        },
        { ...beijing, id: "r3", name: "Tokyo" },
      ],
    },
    go: (page, words) => to(page, words, "relays"),
  },
  "relays-locked": {
    answers: { "relays.list": [{ ...beijing, locked: true }, hongKong] },
    go: async (page, words) => {
      await to(page, words, "relays");
      await page.getByText(words.say("relays.locked")).waitFor();
    },
  },
  notice: {
    answers: withList,
    go: async (page, _, host) => {
      host.emit(
        "app.notice",
        failure("folder-not-writable", { folder: "/media/lin/backup", detail: "EACCES" }),
      );
      await page.locator(".banner.bad").waitFor();
    },
  },
  "ask-cancel": {
    answers: withList,
    go: async (page, { say }) => {
      await press(page, say("download.cancel"));
      await asked(page);
    },
  },
  "ask-clear": {
    answers: withList,
    go: async (page, words) => {
      await to(page, words, "downloads");
      await press(page, words.say("downloads.clear"));
      await asked(page);
    },
  },
  "ask-selected": {
    answers: withList,
    go: async (page, words) => {
      await to(page, words, "downloads");
      await page.locator(".download-row h2").first().click();
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.press("Delete");
      await asked(page);
    },
  },
  "ask-relay": {
    answers: {
      ...withList,
      "relays.spec": "reverse:https://bj.example:8443/=https://files.example/#name=Beijing&own",
    },
    go: async (page, words) => {
      await to(page, words, "relays");
      await press(page, words.say("relays.edit"));
      await press(page, words.say("relay.remove"));
      await asked(page);
    },
  },
  "ask-reset": {
    go: async (page, words) => {
      await to(page, words, "settings");
      await press(page, words.say("settings.resetAll"));
      await asked(page);
    },
  },
  "settings-none-found": {
    go: async (page, words) => {
      await to(page, words, "settings");
      await page.getByLabel(words.say("settings.search"), { exact: true }).fill("zzz");
      await page.getByText(words.say("settings.noneFound", { query: "zzz" })).waitFor();
    },
  },
  "details-how": {
    answers: {
      "relays.list": relays,
      "downloads.list": [
        {
          ...shown["link-expired"],
          state: "failed",
          failure: failure("http-status", { host: "files.example.com", status: 403 }),
        },
      ],
      "downloads.how": {
        mode: "auto",
        relays: ["Beijing", "Old Tokyo"],
        connections: 16,
        headers: ["Cookie", "Referer"],
        locked: false,
      },
    },
    target: ".how",
    go: async (page, words) => {
      await press(page, words.say("how.addHeaders"));
      await page.locator(".how").waitFor();
    },
  },
  "details-running": details(download(deep)),
  "details-paused": details({ ...shown["paused-disk-full"], ...deep, warnings: [], limit: null }),
  "details-queued": details(download({ ...deep, state: "queued", onFinish: "open", speed: 0 })),
  "details-failed": details({ ...shown["wrong-checksum"], ...deep }),
  "details-done": details({ ...shown.repaired, keptBytes: 0, aside: deep.aside ?? [] }),
} satisfies Record<string, State>;
