/** The store and the engine of one command, opened late and closed in order. */
import { systemClock } from "../engine/clock.ts";
import { createEngine } from "../engine/create-engine.ts";
import { proxyFromEnvironment } from "../engine/routes/system-proxy.ts";
import type { Log } from "../engine/log.ts";
import { dataFolder } from "../engine/store/data-folder.ts";
import { openStore, type Store } from "../engine/store/store.ts";
import type { Engine } from "../engine/types.ts";

export interface Session {
  readonly store: Store;
  readonly engine: Engine;
  /** Pauses what runs, waits until it is on disk, lets everything go. */
  close(): Promise<void>;
}

/**
 * Opens the user's store. Where it was damaged and mended, a sentence on stderr says so, whatever the log is: it is his.
 * Throws AppError `folder-not-writable` where its folder cannot be used.
 */
export function openUserStore(): Store {
  return openStore(dataFolder(), (sentence) => process.stderr.write(`${sentence}\n`));
}

/** Opens store and engine together. `resumeItself`: see EngineOptions; for a command that stays. */
export function openSession(log: Log, resumeItself = false): Session {
  log.debug({}, "words read, command loaded");
  const store = openUserStore();
  log.debug({}, "store open");
  const engine = createEngine({
    clock: systemClock,
    random: Math.random,
    log,
    store,
    resumeItself,
    systemProxy: async (source) => proxyFromEnvironment(source, process.env),
  });
  log.debug({}, "engine made");
  return {
    store,
    engine,
    close: async () => {
      await engine.close();
      store.close();
    },
  };
}

/** Runs `work` over a session that is closed whatever comes of it. */
export async function withSession<T>(
  log: Log,
  work: (session: Session) => Promise<T>,
  resumeItself = false,
): Promise<T> {
  const session = openSession(log, resumeItself);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
