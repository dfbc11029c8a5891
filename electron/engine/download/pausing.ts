/** Which failures only pause a download: what stopped it may pass, and nothing of what came is lost. Pure. */
import type { Failure } from "../../common/errors.ts";

const disk = new Set<Failure["code"]>(["disk-full", "disk-error", "folder-not-writable"]);
const network = new Set<Failure["code"]>([
  "dns-failed",
  "unreachable",
  "timed-out",
  "connection-lost",
  "truncated",
  "relay-unreachable",
  "relay-cannot-reach",
  "whole-lost",
]);

/** Whether a file that its server gives only as a whole was begun in vain often enough: each may be gigabytes of somebody's quota. */
export const enoughInVain = (wholes: number): boolean => wholes >= 6;

/** What a run came to when it failed. */
export interface Stop {
  readonly failure: Pick<Failure, "code" | "params">;
  /** Failures of all routes, where none was left: the download waits if any of them may pass. */
  readonly routes: readonly Pick<Failure, "code" | "params">[];
  /** Bytes that the journal may claim. */
  readonly bytes: number;
  /** Whether the server has ranges; else each try begins anew. */
  readonly ranges: boolean;
}

/**
 * Whether a download that failed is paused (and may be tried again by itself) or over. Paused is what the disk or the
 * network stopped after something had come that the next try keeps. With nothing fetched, or nothing that can be kept, it
 * has failed, and is tried again, if at all, from zero.
 */
export function pauses({ failure, routes, bytes, ranges }: Stop): boolean {
  // Nothing was asked for. Where its headers can be read again it is as it was, whether something came before or not.
  if (failure.code === "headers-locked") return true;
  if (bytes === 0 || !ranges) return false;
  return passes({ failure, routes });
}

/** Whether what stopped it may pass by itself: the disk, the network, a server that is busy. */
export function passes({ failure, routes }: Pick<Stop, "failure" | "routes">): boolean {
  return failure.code === "no-route" ? routes.some(mayPass) : mayPass(failure);
}

function mayPass({ code, params }: Pick<Failure, "code" | "params">): boolean {
  if (disk.has(code) || network.has(code)) return true;
  if (code !== "http-status" && code !== "relay-answered") return false;
  const status = Number(params["status"]);
  return status === 429 || status === 408 || status >= 500;
}

/** Between tries, at most so long, unless the first wait is longer. */
const longestMs = 300_000;

/** How long to wait before the try after `tries` of its kind: `firstMs`, then twice as long each time, at most five minutes. */
export function retryWaitMs(tries: number, firstMs: number): number {
  return Math.min(Math.max(longestMs, firstMs), firstMs * 2 ** Math.min(tries, 10));
}
