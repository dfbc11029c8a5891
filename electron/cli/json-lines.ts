/** The lines of `--json`: one object a line, these shapes and no others. Scripts rely on them. */
import type { Failure } from "../common/errors.ts";
import type { Rule, RuleUse } from "../common/rules.ts";
import type { RelayConfig } from "../common/relay-config/request.ts";
import type {
  ComparisonView,
  DownloadView,
  Integrity,
  PastComparison,
  PoolPlace,
  ProbeView,
  RelayUse,
  RelayView,
  Verdict,
  Warning,
} from "../common/views.ts";
import type { Health } from "../engine/health/health-check.ts";
import type { DownloadReport } from "../engine/types.ts";
import type { RouteChange } from "./route-changes.ts";
import { warningSentences } from "./warnings.ts";

/** Why a route could not be used. */
export interface Problem {
  readonly code: string;
  readonly message: string;
}

export interface ProgressLine {
  readonly event: "progress";
  readonly bytes: number;
  readonly total: number | null;
  readonly speed: number;
  readonly routes: readonly {
    readonly route: string;
    readonly lanes: number;
    readonly bytes: number;
    readonly speed: number;
    readonly state: string;
  }[];
}

/** `sha256` is null unless it was asked for. What proves the file stands in a line of its own, `checked`. */
export interface DoneLine extends Omit<DownloadReport, "integrity" | "routes"> {
  readonly event: "done";
  readonly routes: readonly Omit<DownloadReport["routes"][number], "speed" | "firstByteMs">[];
}

/** What proves a finished file; stands before `done`. */
export interface CheckedLine extends Integrity {
  readonly event: "checked";
}

/** A warning, once each. */
export interface NoticeLine {
  readonly event: "notice";
  readonly code: Warning;
  readonly message: string;
}

/** How the routes of a download were chosen, where there was more than one; once, before the first byte. */
export interface PoolLine {
  readonly event: "pool";
  readonly routes: readonly PoolPlace[];
}

/** What each route showed in the end: bytes per second while it was at work. Stands before `done`. */
export interface SawLine {
  readonly event: "saw";
  readonly routes: readonly {
    readonly route: string;
    readonly bytes: number;
    readonly speed: number | null;
    readonly firstByteMs: number | null;
  }[];
}

/** A route was left out, or takes part again; `code` and `message` are null then. */
export interface RouteLine {
  readonly event: "route";
  readonly route: string;
  readonly state: "out" | "active";
  readonly code: string | null;
  readonly message: string | null;
}

export interface ComparedLine {
  readonly event: "compared";
  readonly routes: readonly {
    readonly route: string;
    readonly connections: number;
    readonly samples: readonly number[];
    readonly median: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly firstByteMs: number | null;
    readonly bytes: number;
    /** Only where the route could not be measured. */
    readonly problem?: Problem;
  }[];
  readonly ratio: number | null;
  readonly ratioLow: number | null;
  readonly ratioHigh: number | null;
  readonly verdict: Verdict;
}

/** After each comparison of `--every`: when the next one begins, null after the last; `problem` where this one failed. */
export interface ScheduledLine {
  readonly event: "scheduled";
  readonly made: number;
  readonly next: string | null;
  readonly problem: Problem | null;
}

export interface HistoryLine {
  readonly event: "history";
  readonly comparisons: readonly PastComparison[];
}

export interface ProbedLine {
  readonly event: "probed";
  readonly routes: readonly {
    readonly route: string;
    readonly status: number | null;
    readonly bytes: number | null;
    readonly etag: string | null;
    readonly lastModified: string | null;
    readonly ranges: boolean;
    readonly firstByteMs: number | null;
    readonly problem: Problem | null;
  }[];
}

export interface FailedLine {
  readonly event: "failed";
  readonly code: string;
  readonly message: string;
  readonly resumable: boolean;
}

export interface PracticeLine {
  readonly event: "practice";
  readonly url: string;
  readonly relays: readonly string[];
  readonly sha256: string | null;
}

export type RulesLine =
  | { readonly event: "rules"; readonly rules: readonly Rule[] }
  | {
      readonly event: "ruled";
      readonly host: string;
      /** Its place in the list, from 0; null where none fits. */
      readonly rule: number | null;
      readonly use: RuleUse;
      readonly relays: readonly string[];
    };

export interface GatewayLine {
  readonly event: "gateway";
  /** Before `/https/host/path`. */
  readonly url: string;
  readonly proxy: string;
}

export interface ServingLine {
  readonly event: "serving";
  readonly url: string;
}

/** A saved relay as `relay` tells of it: without secrets. */
interface SavedRelay extends Pick<RelayView, "name" | "kind" | "host" | "own"> {
  readonly use: RelayUse;
  /** Bytes; null without a limit. */
  readonly quota: { readonly day: number | null; readonly month: number | null };
  /** Bytes through the relay's address, today and this month. */
  readonly traffic: { readonly day: number; readonly month: number };
}

export type RelayLine =
  | { readonly event: "relays"; readonly relays: readonly SavedRelay[] }
  | { readonly event: "added"; readonly relay: SavedRelay }
  | { readonly event: "removed"; readonly name: string }
  | ({ readonly event: "config" } & RelayConfig)
  | ({ readonly event: "tested" } & Pick<Health, "checks" | "verdict">)
  | { readonly event: "relay"; readonly url: string; readonly spec: string };

export type Line =
  | ProgressLine
  | DoneLine
  | CheckedLine
  | NoticeLine
  | RouteLine
  | PoolLine
  | SawLine
  | ComparedLine
  | ScheduledLine
  | HistoryLine
  | ProbedLine
  | FailedLine
  | PracticeLine
  | ServingLine
  | GatewayLine
  | RulesLine
  | RelayLine;

/** A download under way. */
export function progressLine(view: DownloadView): ProgressLine {
  return {
    event: "progress",
    bytes: view.bytes,
    total: view.total,
    speed: Math.round(view.speed),
    routes: view.routes.map(({ route, lanes, bytes, speed, state }) => ({
      route,
      lanes,
      bytes,
      speed: Math.round(speed),
      state,
    })),
  };
}

/** A finished download. */
export function doneLine(report: DownloadReport): DoneLine {
  const { file, bytes, keptBytes, seconds, sha256, routes } = report;
  return {
    event: "done",
    file,
    bytes,
    keptBytes,
    seconds: round(seconds, 3),
    sha256,
    routes: routes.map(({ route, bytes, connections, requests, retries }) => ({
      route,
      bytes,
      connections,
      requests,
      retries,
    })),
  };
}

/** How the routes were chosen. */
export function poolLine(routes: readonly PoolPlace[]): PoolLine {
  return { event: "pool", routes: routes.map((place) => ({ ...place, speed: rounded(place.speed) })) };
}

/** What the routes showed. */
export function sawLine({ routes }: DownloadReport): SawLine {
  return {
    event: "saw",
    routes: routes.map(({ route, bytes, speed, firstByteMs }) => ({
      route,
      bytes,
      speed: rounded(speed),
      firstByteMs: rounded(firstByteMs, 1),
    })),
  };
}

/** What proves a finished file. */
export function checkedLine({ level, algorithm, source, strength, samples }: Integrity): CheckedLine {
  return { event: "checked", level, algorithm, source, strength, samples };
}

/** What a person should know about a download that goes on all the same. */
export function noticeLine(code: Warning): NoticeLine {
  return { event: "notice", code, message: warningSentences[code] };
}

/** A route that was left out or came back. */
export function routeLine({ route, state, problem }: RouteChange): RouteLine {
  return { event: "route", route, state, code: problem?.code ?? null, message: problem?.message ?? null };
}

/** A comparison that has ended, by itself or by a signal. */
export function comparedLine(view: ComparisonView): ComparedLine {
  const { ratio, ratioLow, ratioHigh, verdict } = view;
  return {
    event: "compared",
    routes: view.routes.map((route) => ({
      route: route.route,
      connections: route.connections,
      samples: route.samples.map((sample) => Math.round(sample)),
      median: rounded(route.median),
      low: rounded(route.low),
      high: rounded(route.high),
      firstByteMs: rounded(route.firstByteMs, 1),
      bytes: route.bytes,
      ...(route.problem && { problem: problemOf(route.problem) }),
    })),
    ratio: rounded(ratio, 4),
    ratioLow: rounded(ratioLow, 4),
    ratioHigh: rounded(ratioHigh, 4),
    verdict,
  };
}

/** One of several comparisons is over. */
export function scheduledLine(made: number, next: string | null, failure: Failure | null): ScheduledLine {
  return { event: "scheduled", made, next, problem: failure && problemOf(failure) };
}

/** What each route says about a source. */
export function probedLine(views: readonly ProbeView[]): ProbedLine {
  return {
    event: "probed",
    routes: views.map((view) => ({
      route: view.route,
      status: view.status,
      bytes: view.bytes,
      etag: view.etag,
      lastModified: view.lastModified,
      ranges: view.ranges,
      firstByteMs: rounded(view.firstByteMs, 1),
      problem: view.problem && problemOf(view.problem),
    })),
  };
}

export function failedLine(failure: Failure, resumable: boolean): FailedLine {
  return { event: "failed", ...problemOf(failure), resumable };
}

/** One line of a stream; JSON.stringify leaves no raw line break in it. */
export function printLine(line: Line): string {
  return `${JSON.stringify(line)}\n`;
}

function problemOf({ code, message }: Failure): Problem {
  return { code, message };
}

/** Digits that were never measured only make a line longer. */
function round(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}

function rounded(value: number | null, digits = 0): number | null {
  return value === null ? null : round(value, digits);
}
