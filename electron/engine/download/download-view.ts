/** A download as its clients see it: its record, and what a run adds to that. Pure. */
import path from "node:path";
import { parseRelaySpec } from "../../common/relay-spec.ts";
import { redactUrl } from "../../common/source.ts";
import type { DownloadState, DownloadView, PoolPlace, RouteProgress } from "../../common/views.ts";
import { chooseFileName } from "../http/file-name.ts";
import type { DownloadRecord } from "../store/store.ts";
import type { DownloadReport } from "../types.ts";
import { shownBy } from "../pool/route-memory.ts";
import { folderOf } from "./claim-place.ts";
import type { DoneRange, Ledger } from "./ledger.ts";
import { rangeMap } from "./range-map.ts";
import type { Road } from "./road.ts";

/** What a run knows beyond the record. */
export interface Live {
  readonly source: URL;
  readonly state: DownloadState;
  readonly ledger: Ledger | undefined;
  readonly roads: readonly Road[];
  /** Connections at work on a road. */
  readonly lanesOf: (road: Road) => number;
  /** Bytes of a plain stream, which has no ledger. */
  readonly plainBytes: number;
  /** Seconds spent running, over all sessions. */
  readonly seconds: number;
  /** When it tries again by itself, ms since 1970. */
  readonly retryAt: number | null;
  readonly pool: readonly PoolPlace[];
  /** Monotonic milliseconds, for speeds. */
  readonly now: number;
}

/** After these failures, what is there cannot be gone on with. */
const ends = new Set<string | undefined>(["file-changed", "part-lost", "checksum-mismatch"]);

export function viewOf(record: DownloadRecord, live: Live): DownloadView {
  const { source, state } = live;
  const done = doneOf(record, live);
  const total = record.again ? null : (record.identity?.total ?? null);
  const bytes = bytesOf(record, live);
  const routes = routesOf(record, live);
  const running = state === "running";
  const speed = running ? routes.reduce((sum, route) => sum + route.speed, 0) : 0;
  const stopped = state === "paused" || state === "failed";
  return {
    id: record.id,
    url: redactUrl(source),
    name: nameOf(record, source),
    path: record.fileName === null ? null : path.join(folderOf(record), record.fileName),
    state,
    mode: record.mode,
    total,
    bytes,
    keptBytes: record.keptBytes,
    speed,
    secondsLeft: running && total !== null && speed > 0 ? (total - bytes) / speed : null,
    seconds: live.seconds,
    routes,
    map:
      total === null
        ? []
        : rangeMap(
            done,
            total,
            routes.map(({ route }) => route),
          ),
    pool: [...live.pool],
    warnings: record.warnings,
    checksum: record.checksum,
    sha256: record.sha256,
    integrity: record.integrity,
    failure: record.failure,
    retryAt: live.retryAt,
    startAt: record.startAt,
    late: record.late,
    aside: record.aside.map(({ folder, name }) => path.join(folder, name)),
    limit: record.limit,
    onFinish: record.onFinish,
    resumable: stopped && !ends.has(record.failure?.code) && record.ranges && bytes > 0,
    priority: record.priority,
    order: record.order,
    createdAt: record.createdAt,
    finishedAt: record.finishedAt,
  };
}

/** What a download came to; undefined as long as its file has no name. */
export function reportOf(record: DownloadRecord, live: Live): DownloadReport | undefined {
  if (record.fileName === null) return undefined;
  return {
    file: path.join(folderOf(record), record.fileName),
    bytes: bytesOf(record, live),
    keptBytes: record.keptBytes,
    seconds: live.seconds,
    sha256: record.sha256,
    integrity: record.integrity,
    routes: routesOf(record, live).map(({ route, bytes }) => ({
      route,
      bytes,
      ...(record.counts[route] ?? { connections: 0, requests: 0, retries: 0 }),
      ...shownOf(route, live),
    })),
  };
}

function shownOf(route: string, { roads }: Live) {
  const road = roads.find((one) => one.route.name === route);
  const { speed, firstByteMs } = road ? shownBy(road) : { speed: null, firstByteMs: null };
  return { speed, firstByteMs };
}

/** Bytes that are written. */
export function bytesOf(record: DownloadRecord, live: Live): number {
  if (record.state === "done") return record.identity?.total ?? 0;
  if (!record.ranges) return live.plainBytes;
  // What is there is put aside when it begins.
  if (record.again) return 0;
  return live.ledger?.doneBytes ?? record.done.reduce((sum, [start, end]) => sum + end - start, 0);
}

/** The file's name as far as it is known. */
export function nameOf(record: DownloadRecord, source: URL): string {
  return record.fileName ?? record.wantedName ?? chooseFileName(undefined, source);
}

function doneOf(record: DownloadRecord, { ledger }: Live): readonly DoneRange[] {
  return ledger?.done() ?? (record.again ? [] : record.done);
}

function routesOf(record: DownloadRecord, live: Live): RouteProgress[] {
  const bytes = new Map<string, number>();
  for (const [start, end, route] of doneOf(record, live))
    bytes.set(route, (bytes.get(route) ?? 0) + end - start);
  const running = live.state === "running";
  const present = live.roads.map((road): RouteProgress => ({
    route: road.route.name,
    kind: road.route.kind,
    lanes: running ? live.lanesOf(road) : 0,
    bytes: bytes.get(road.route.name) ?? (record.ranges ? 0 : road.bytes),
    speed: running ? road.meter.at(live.now) : 0,
    state: road.reserve || (road.state === "active" && !running) ? "idle" : road.state,
    problem: road.problem,
  }));
  // Routes of earlier sessions and comparisons: their bytes are in the file.
  const names = new Set([...bytes.keys(), ...Object.keys(record.counts)]);
  for (const { route } of present) names.delete(route);
  const kinds = new Map(record.relays.map(({ name, spec }) => [name, parseRelaySpec(spec).kind]));
  const earlier = [...names].map((route): RouteProgress => ({
    route,
    kind: kinds.get(route) ?? "direct",
    lanes: 0,
    bytes: bytes.get(route) ?? 0,
    speed: 0,
    state: "idle",
    problem: null,
  }));
  return [...present, ...earlier];
}
