/** An engine of its own for a test: real store, real files, real clock; everything is gone with the test. */
import { readFile } from "node:fs/promises";
import { onTestFinished } from "vitest";
import { parseRelaySpec, relayNames } from "../../electron/common/relay-spec.ts";
import type { DownloadView } from "../../electron/common/views.ts";
import { systemClock } from "../../electron/engine/clock.ts";
import { createEngine } from "../../electron/engine/create-engine.ts";
import { silentLog } from "../../electron/engine/log.ts";
import { openStore, type Store } from "../../electron/engine/store/store.ts";
import type { DownloadRequest, Engine, EngineOptions, NamedRelay } from "../../electron/engine/types.ts";
import { startFaultServer, type FaultServer, type FaultServerOptions } from "./fault-server.ts";
import { tempDir } from "./temp.ts";

export interface TestEngine {
  readonly engine: Engine;
  readonly store: Store;
  /** Where its downloads go. */
  readonly folder: string;
  /** Where its store is. */
  readonly home: string;
  /** Adds a download with defaults, direct alone. */
  readonly add: (url: string, more?: Partial<DownloadRequest>) => Promise<DownloadView>;
  /** Adds a download with defaults, in mode `auto`, and waits until it is done, failed or paused. */
  readonly get: (url: string, more?: Partial<DownloadRequest>) => Promise<DownloadView>;
}

/**
 * Starts an engine; `places` puts it where an earlier one was, and may give it another clock. Tests that run at the same
 * time give the `onTestFinished` of their own context.
 */
export async function startEngine(
  places: { folder?: string; home?: string; whenOver?: typeof onTestFinished } & Partial<EngineOptions> = {},
): Promise<TestEngine> {
  const { folder: givenFolder, home: givenHome, whenOver = onTestFinished, ...options } = places;
  const folder = givenFolder ?? (await tempDir(whenOver));
  const home = givenHome ?? (await tempDir(whenOver));
  const store = options.store ?? openStore(home);
  // Chance only spreads waits: a fixed value makes a test's waits the same in every run.
  const engine = createEngine({ clock: systemClock, random: () => 0.5, log: silentLog, ...options, store });
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await engine.close();
    store.close();
  };
  whenOver(close);
  const add: TestEngine["add"] = (url, more = {}) =>
    engine.downloads.add({
      source: new URL(url),
      mode: "direct",
      relays: [],
      folder,
      connections: 4,
      ...more,
    });
  return {
    engine: { ...engine, close },
    store,
    folder,
    home,
    add,
    async get(url, more = {}) {
      const view = await add(url, { mode: "auto", ...more });
      return engine.downloads.settled(view.id);
    },
  };
}

/** Relays from their specs, under the names that they get. */
export function relaysFrom(...texts: readonly string[]): NamedRelay[] {
  const specs = texts.map(parseRelaySpec);
  const names = relayNames(specs);
  return specs.map((spec, index) => ({ spec, name: names[index] ?? "" }));
}

/** The finished file's bytes; throws where there is none. */
export function fileOf(view: DownloadView): Promise<Buffer> {
  if (view.path === null) throw new Error(`no file: ${view.state} ${view.failure?.message ?? ""}`);
  return readFile(view.path);
}

/** A fault server that ends with the test; `whenOver` as for an engine. */
export async function serve(
  options: FaultServerOptions = {},
  whenOver: typeof onTestFinished = onTestFinished,
): Promise<FaultServer> {
  const server = await startFaultServer(options);
  whenOver(() => server.close());
  return server;
}
