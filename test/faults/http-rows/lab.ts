/** What the tests of the HTTP rows share: servers and engines of one test's own, and the two ends that are allowed. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, type TestContext } from "vitest";
import type { ErrorCode } from "../../../electron/common/errors.ts";
import type { DownloadView } from "../../../electron/common/views.ts";
import { fileOf, relaysFrom, serve, startEngine, type TestEngine } from "../../helpers/engine.ts";
import { fastClock } from "../../helpers/fast-clock.ts";
import type { Fault, FaultServer, FaultServerOptions } from "../../helpers/fault-server.ts";

export const MB = 1_000_000;
export const size = 3_000_017;
export const slow: Fault = { rate: MB };

/** Servers and an engine that end with their own test, since the rows run side by side. */
export function lab({ onTestFinished }: TestContext) {
  return {
    serve: (options: FaultServerOptions = {}) => serve({ size, ...options }, onTestFinished),
    engine: (fast = 1) => startEngine({ clock: fastClock(fast), whenOver: onTestFinished }),
  };
}

/** One server as the relay of another. */
export const over = (relay: FaultServer, origin: FaultServer) =>
  relaysFrom(`reverse:${relay.base}/=${origin.base}/#name=relay`);

export async function reach({ engine }: TestEngine, id: string, bytes: number): Promise<void> {
  while ((engine.downloads.get(id)?.bytes ?? 0) < bytes) await sleep(10);
}

/** Begins a download over the direct route; out: its id. */
export async function start({ engine, folder }: TestEngine, url: string): Promise<string> {
  const request = { source: new URL(url), mode: "direct", relays: [], folder, connections: 4 } as const;
  return (await engine.downloads.add(request)).id;
}

/** The finished file is the server's. */
export async function expectFile(view: DownloadView, server: FaultServer): Promise<void> {
  expect(view).toMatchObject({ state: "done", failure: null });
  expect((await fileOf(view)).equals(server.bytes())).toBe(true);
}

/** It is the server's file, or it failed by one of these codes with nothing of the final name. */
export async function expectFileOr(
  view: DownloadView,
  server: FaultServer,
  codes: readonly ErrorCode[],
): Promise<void> {
  if (view.state === "done") return expectFile(view, server);
  expect(codes).toContain(view.failure?.code);
  if (view.path !== null)
    expect(await readdir(path.dirname(view.path))).not.toContain(path.basename(view.path));
}
