/**
 * States that a real transfer reaches only by bad luck: the served page, with a host behind it that answers from samples.
 * What the samples say is what a host would send; the transfers themselves are tested elsewhere.
 */
import type { Page } from "playwright-core";
import { eventNames, type NewDownload } from "../../electron/common/contract.ts";
import { AppError, toFailure, type Failure } from "../../electron/common/errors.ts";
import type { DownloadView, Integrity } from "../../electron/common/views.ts";
import { fakeClient, type Answers, type FakeClient } from "../unit/renderer/fake-client.ts";
import { download, failure, relays, routeProgress, settings } from "../unit/renderer/samples.ts";

/** When all of it takes place: pages are given this time, so that a countdown stands still. */
export const shownAt = 1_795_000_400_000;

const noProof: Integrity = { level: "unproved", algorithm: null, source: null, strength: null, samples: 0 };
const sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

const still = (view: DownloadView): DownloadView => ({
  ...view,
  speed: 0,
  secondsLeft: null,
  routes: view.routes.map((route) => ({ ...route, speed: 0, lanes: 0, state: "idle" })),
});
const paused = (reason: Failure, more: Partial<DownloadView> = {}) =>
  still(download({ state: "paused", failure: reason, ...more }));
const done = (integrity: Integrity, more: Partial<DownloadView> = {}): DownloadView => {
  const view = still(download());
  const total = view.total ?? 0;
  const share = [0.03, 0.72, 0.25];
  return {
    ...view,
    state: "done",
    bytes: total,
    routes: view.routes.map((route, at) => ({ ...route, bytes: Math.round(total * (share[at] ?? 0)) })),
    map: [
      [0, Math.round(total * 0.52), 1],
      [Math.round(total * 0.52), Math.round(total * 0.77), 2],
      [Math.round(total * 0.77), Math.round(total * 0.8), 0],
      [Math.round(total * 0.8), total, 1],
    ],
    seconds: 526,
    finishedAt: shownAt,
    integrity,
    sha256,
    ...more,
  };
};
const bySha256: Integrity = {
  ...noProof,
  level: "checksum",
  algorithm: "sha256",
  source: "sidecar",
  strength: "strong",
};

/** One download in each state, by the name of its picture. */
export const shown = {
  "paused-disk-full": paused(
    failure("disk-full", { folder: "/home/lin/Downloads", needed: "2.20 GB", free: "310 MB" }),
    { retryAt: shownAt + 42_000 },
  ),
  "link-expired": paused(failure("link-expired", { host: "releases.example.com", status: 403 })),
  "done-checksum": done(bySha256, { checksum: `sha256:${sha256}` }),
  "done-sampled": done({ ...noProof, level: "sampled", samples: 12 }),
  "done-unproved": done(noProof, { warnings: ["no-length", "unverified-end"] }),
  repaired: done(bySha256, {
    warnings: ["repaired"],
    checksum: `sha256:${sha256}`,
    routes: [
      routeProgress("direct", { bytes: 1_525_000_000, lanes: 0, state: "idle" }),
      routeProgress("Beijing", { bytes: 4_575_000_000, lanes: 0, state: "idle" }),
      routeProgress("Hong Kong", {
        kind: "prefix",
        lanes: 0,
        state: "out",
        problem: failure("different-file", { route: "Hong Kong", detail: "byte 524288 differs from direct" }),
      }),
    ],
    map: [
      [0, 4_575_000_000, 1],
      [4_575_000_000, 6_100_000_000, 0],
    ],
  }),
  restarted: download({ warnings: ["restarted"] }),
  planned: still(
    download({
      state: "paused",
      startAt: shownAt + 9 * 3_600_000,
      bytes: 0,
      seconds: 0,
      total: null,
      map: [],
      routes: [],
    }),
  ),
  late: download({
    late: { planned: shownAt - 8 * 3_600_000, started: shownAt - 340_000 },
    priority: "high",
  }),
  "wrong-checksum": still(
    download({
      state: "failed",
      bytes: 0,
      map: [],
      resumable: false,
      failure: failure("checksum-mismatch", {
        algorithm: "sha256",
        actual: sha256.replace("9f", "00"),
        expected: sha256,
        file: "ubuntu-26.04-desktop-amd64 (wrong sha256).iso",
      }),
    }),
  ),
  "tries-again": still(
    download({
      state: "failed",
      bytes: 0,
      map: [],
      routes: [],
      total: null,
      resumable: false,
      retryAt: shownAt + 20_000,
      failure: failure("http-status", { host: "releases.example.com", status: 503 }),
    }),
  ),
  "web-page": download({
    url: "https://files.example.com/firmware-4.2.bin",
    name: "firmware-4.2.bin",
    path: null,
    state: "failed",
    total: null,
    bytes: 0,
    speed: 0,
    secondsLeft: null,
    routes: [],
    map: [],
    resumable: false,
    failure: failure("web-page", { host: "files.example.com", file: "firmware-4.2.bin" }),
  }),
} satisfies Record<string, DownloadView>;

/**
 * Lets `page` find a host that has `view` alone, once it is opened. Calls are noted in `calls`; a new link is refused unless it
 * holds `good`. What is added anew is `view`, or running once a page is accepted.
 */
export async function show(page: Page, view: DownloadView, language: "en" | "zh-CN" = "en") {
  const answers: Answers = {
    "relays.list": relays,
    "settings.get": { ...settings, language },
    "downloads.list": view.failure?.code === "web-page" ? [] : [view],
    "downloads.add": ({ acceptPage }) =>
      acceptPage === true ? { ...download({ name: view.name }), id: "d2" } : view,
    "downloads.remove": () => undefined,
    "downloads.relink": (input) => {
      if (input.url.includes("good")) return view;
      throw new AppError("link-differs", { detail: "byte 3906994176 differs" });
    },
  };
  return answerFrom(page, answers);
}

/** Lets `page` find a host that answers from `answers`, once it is opened; its calls are noted in what is returned. */
export async function answerFrom(page: Page, answers: Answers) {
  return (await hostFrom(page, answers)).calls;
}

/** The same; out: the host itself, whose events go to the page. */
export async function hostFrom(page: Page, answers: Answers): Promise<FakeClient> {
  const host = fakeClient(answers);
  // The page names the method and its input, as to a real host.
  const call = (method: string, input: unknown): Promise<unknown> =>
    host.call(method as "downloads.add", input as NewDownload);
  await page.clock.setFixedTime(shownAt);
  await page.routeWebSocket(/.*/, (socket) => {
    const send = (message: unknown) => socket.send(JSON.stringify(message));
    for (const event of eventNames) host.on(event, (data) => send({ event, data }));
    socket.onMessage(async (text) => {
      const { id, method, input } = JSON.parse(String(text)) as {
        id: number;
        method: string;
        input: unknown;
      };
      try {
        const value: unknown = await call(method, input);
        send({ id, reply: { ok: true, value } });
        // As a host does, it tells every window of what was added.
        if (method === "downloads.add") send({ event: "downloads.changed", data: [value] });
        if (method === "downloads.remove") send({ event: "downloads.removed", data: input });
      } catch (error) {
        send({ id, reply: { ok: false, failure: toFailure(error) } });
      }
    });
  });
  return host;
}

/** The address that the refused page was asked for. */
export const askedUrl = "https://files.example.com/firmware-4.2.bin";
