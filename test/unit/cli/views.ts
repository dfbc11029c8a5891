/** Views to start from; each test says only what matters to it. */
import type {
  ComparedRoute,
  ComparisonView,
  DownloadView,
  RouteProgress,
} from "../../../electron/common/views.ts";

export function routeProgress(more: Partial<RouteProgress> = {}): RouteProgress {
  return {
    route: "direct",
    kind: "direct",
    lanes: 2,
    bytes: 0,
    speed: 0,
    state: "active",
    problem: null,
    ...more,
  };
}

export function downloadView(more: Partial<DownloadView> = {}): DownloadView {
  return {
    id: "1",
    url: "https://example.org/big.iso",
    name: "big.iso",
    path: "/tmp/big.iso",
    state: "running",
    mode: "auto",
    total: 1000,
    bytes: 0,
    keptBytes: 0,
    speed: 0,
    secondsLeft: null,
    seconds: 0,
    routes: [routeProgress()],
    pool: [],
    map: [],
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
    createdAt: 0,
    finishedAt: null,
    ...more,
  };
}

export function comparedRoute(more: Partial<ComparedRoute> = {}): ComparedRoute {
  return {
    route: "direct",
    kind: "direct",
    connections: 4,
    samples: [1e6, 1.1e6],
    median: 1.05e6,
    low: 1e6,
    high: 1.1e6,
    single: 0.3e6,
    firstByteMs: 204.26,
    rampMs: 800,
    bytes: 4_000_000,
    seconds: 95,
    problem: null,
    points: [],
    ...more,
  };
}

export function comparisonView(more: Partial<ComparisonView> = {}): ComparisonView {
  return {
    id: "1",
    url: "https://example.org/big.iso",
    name: "big.iso",
    state: "done",
    total: 100_000_000,
    round: 4,
    rounds: 4,
    routes: [
      comparedRoute(),
      comparedRoute({ route: "Beijing", kind: "reverse", median: 43e6, low: 40e6, high: 45e6, seconds: 2.3 }),
    ],
    best: "Beijing",
    ratio: 40.95,
    ratioLow: 36.4,
    ratioHigh: 45,
    verdict: "relay",
    keptBytes: 0,
    turn: null,
    failure: null,
    startedAt: 0,
    ...more,
  };
}
