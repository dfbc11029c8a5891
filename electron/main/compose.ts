/** The app's parts, put together for the desktop. */
import { mkdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError, describe } from "../common/errors.ts";
import type { Licence } from "../common/views.ts";
import { systemClock } from "../engine/clock.ts";
import { createEngine } from "../engine/create-engine.ts";
import type { Log } from "../engine/log.ts";
import { openStore } from "../engine/store/store.ts";
import { appPracticeSize, startPractice } from "../practice/practice.ts";
import { createService } from "../service/create-service.ts";
import type { Desktop } from "../service/desktop.ts";
import type { Service } from "../service/service.ts";
import { wantsKeychain } from "../service/settings.ts";
import type { LastFolder } from "./dialogs.ts";
import type { Updater } from "../service/updates.ts";
import { openVault } from "../service/vault.ts";

/** Where a Metalink file was opened last. */
const openedKey = "opened-folder";
/** A relay whose secret is not there by then is left out until it is. */
const keychainMs = 5000;

export interface Parts {
  /** The data folder, shared with the command line. */
  readonly folder: string;
  readonly desktop: Desktop;
  readonly version: string;
  readonly log: Log;
  readonly updater: Updater;
  /** The licences of all that is bundled. */
  readonly licences: () => Promise<Licence[]>;
}

/** Builds the service over the engine and the store; its `close` closes all three. Throws `folder-not-writable`. */
export async function compose({
  folder,
  desktop,
  version,
  log,
  updater,
  licences,
}: Parts): Promise<Service & { readonly lastFolder: LastFolder }> {
  const store = openStore(folder, (sentence) => log.warn({}, sentence));
  const vault = openVault({
    store,
    keychain: desktop.keychain,
    wanted: wantsKeychain(store),
    log,
    now: Date.now,
  });
  // A keychain may ask its person first; the window does not wait for him for ever.
  await Promise.race([vault.ready, sleep(keychainMs)]);
  const engine = createEngine({
    clock: systemClock,
    random: Math.random,
    log,
    store,
    resumeItself: true,
    systemProxy: (source) => desktop.systemProxy(source),
  });
  const service = createService({
    engine,
    store,
    desktop,
    startPractice: () => startPractice({ size: appPracticeSize }),
    version,
    log,
    licences,
    vault,
    updater,
  });
  return {
    ...service,
    lastFolder: {
      get: () => {
        const kept = store.settings.get(openedKey);
        return typeof kept === "string" ? kept : undefined;
      },
      set: (folder) => store.settings.set(openedKey, folder),
    },
    async close() {
      await service.close();
      store.close();
    },
  };
}

/** Makes a folder where there is none. Throws AppError `folder-not-writable`. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new AppError("folder-not-writable", { folder, detail: describe(error) }, error);
  }
}
