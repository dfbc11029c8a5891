/** Views as a host would send them, to change where a test needs it. */
import { AppError, toFailure, type ErrorCode, type ErrorParams } from "../../../electron/common/errors.ts";
import type {
  ComparedRoute,
  ComparisonView,
  DownloadView,
  PracticeView,
  ProbeView,
  RelayView,
  RouteProgress,
  SettingsView,
  UpdateView,
} from "../../../electron/common/views.ts";

export const failure = <C extends ErrorCode>(code: C, params: ErrorParams<C>) =>
  toFailure(new AppError(code, params));

export const settings: SettingsView = {
  folder: "/home/lin/Downloads",
  folderRules: [],
  connections: 8,
  language: "system",
  theme: "system",
  mode: "auto",
  limit: null,
  schedule: [],
  pace: "set",
  slowLimit: 500_000,
  atOnce: 4,
  keepDays: null,
  keepCount: null,
  onFinish: "nothing",
  retries: null,
  retryWait: 5,
  goOnAtStart: true,
  notify: true,
  keepAwake: true,
  closeToTray: false,
  autostart: false,
  clipboard: true,
  keychain: true,
  updates: false,
};

export const noUpdates: UpdateView = {
  way: "npm",
  state: "idle",
  version: null,
  notes: null,
  share: null,
  checkedAt: null,
  problem: null,
};

export const practiceOff: PracticeView = { running: false, url: null, relays: [], size: null, sha256: null };

const unlimited = {
  practice: false,
  locked: false,
  use: "auto",
  quota: { day: null, month: null },
  traffic: { day: 0, month: 0 },
  health: null,
} as const;

export const beijing: RelayView = {
  id: "r1",
  name: "Beijing",
  kind: "reverse",
  host: "bj.example:8443",
  own: true,
  ...unlimited,
};
export const hongKong: RelayView = {
  id: "r2",
  name: "Hong Kong",
  kind: "prefix",
  host: "hk.example",
  own: false,
  ...unlimited,
};
export const relays = [beijing, hongKong];

export const url = "https://tokyo.example.com/releases/dataset-2026.tar.zst";

export function probe(more: Partial<ProbeView> = {}): ProbeView {
  return {
    route: "direct",
    kind: "direct",
    status: 206,
    bytes: 1_420_000_000,
    etag: '"a1"',
    lastModified: null,
    ranges: true,
    firstByteMs: 214,
    name: "dataset-2026.tar.zst",
    contentType: "application/zstd",
    problem: null,
    ...more,
  };
}

/** A wave around `speed`, as live measurements look. */
export function wave(speed: number, count = 60): [number, number][] {
  return Array.from({ length: count }, (_, index) => [
    index * 250,
    speed * Math.min(1, (index + 1) / 6) * (1 + 0.06 * Math.sin(index * 1.7) + 0.03 * Math.cos(index * 0.6)),
  ]);
}

export function compared(route: string, speed: number, more: Partial<ComparedRoute> = {}): ComparedRoute {
  return {
    route,
    kind: route === "direct" ? "direct" : "reverse",
    connections: 8,
    samples: Array.from({ length: 12 }, (_, index) => speed * (1 + 0.05 * Math.sin(index))),
    median: speed,
    low: speed * 0.93,
    high: speed * 1.07,
    single: speed / 6,
    firstByteMs: route === "direct" ? 431 : 68,
    rampMs: route === "direct" ? 1800 : 320,
    bytes: 19_000_000,
    seconds: 1_420_000_000 / speed,
    problem: null,
    points: wave(speed),
    ...more,
  };
}

/** Beijing 41 times faster, after 12 rounds. */
export function comparison(more: Partial<ComparisonView> = {}): ComparisonView {
  return {
    id: "c1",
    url,
    name: "dataset-2026.tar.zst",
    state: "done",
    total: 1_420_000_000,
    round: 12,
    rounds: 12,
    routes: [compared("direct", 280_000), compared("Beijing", 11_480_000)],
    best: "Beijing",
    ratio: 41,
    ratioLow: 35,
    ratioHigh: 47,
    verdict: "relay",
    keptBytes: 38_000_000,
    turn: null,
    failure: null,
    startedAt: 1_795_000_000_000,
    ...more,
  };
}

export function routeProgress(route: string, more: Partial<RouteProgress> = {}): RouteProgress {
  return {
    route,
    kind: route === "direct" ? "direct" : "reverse",
    lanes: 8,
    bytes: 0,
    speed: 0,
    state: "active",
    problem: null,
    ...more,
  };
}

/** 64 % of 6.1 GB, most of it by Beijing. */
export function download(more: Partial<DownloadView> = {}): DownloadView {
  const total = 6_100_000_000;
  const part = (share: number) => Math.round(total * share);
  return {
    id: "d1",
    url: "https://releases.example.com/ubuntu-26.04-desktop-amd64.iso",
    name: "ubuntu-26.04-desktop-amd64.iso",
    path: "/home/lin/Downloads/ubuntu-26.04-desktop-amd64.iso",
    state: "running",
    mode: "all",
    total,
    bytes: part(0.64),
    keptBytes: 0,
    speed: 11_600_000,
    secondsLeft: 188,
    seconds: 340,
    routes: [
      routeProgress("direct", { bytes: part(0.02), speed: 200_000 }),
      routeProgress("Beijing", { bytes: part(0.47), speed: 8_100_000 }),
      routeProgress("Hong Kong", { bytes: part(0.15), speed: 3_300_000 }),
    ],
    pool: [],
    map: [
      [0, part(0.22), 1],
      [part(0.22), part(0.28), 2],
      [part(0.28), part(0.42), 1],
      [part(0.47), part(0.49), 0],
      [part(0.49), part(0.58), 2],
      [part(0.66), part(0.77), 1],
    ],
    warnings: [],
    checksum: null,
    sha256: null,
    integrity: null,
    failure: null,
    retryAt: null,
    startAt: null,
    late: null,
    aside: [],
    limit: null,
    onFinish: null,
    resumable: true,
    priority: "normal",
    order: 1,
    createdAt: 1_795_000_000_000,
    finishedAt: null,
    ...more,
  };
}
