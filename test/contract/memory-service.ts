/** A service without an engine: answers, errors and events on demand, to test what carries them. */
import type { EventData, EventName, Handlers } from "../../electron/common/contract.ts";
import { AppError } from "../../electron/common/errors.ts";
import type { PracticeView, RelayView, SettingsView } from "../../electron/common/views.ts";
import type { Listener, Service } from "../../electron/service/service.ts";

export interface MemoryService extends Service {
  /** Tells every listener. */
  emit<E extends EventName>(event: E, data: EventData<E>): void;
  /** How many listen now. */
  listeners(): number;
  /** What was called, in order. */
  readonly calls: readonly string[];
}

const unused = (): never => {
  throw new AppError("not-available", { detail: "this service has no engine" });
};

/**
 * Builds one. Apart from settings, which it keeps:
 * `relays.remove` fails with `not-found`; `relays.spec` fails with an error that is nobody's;
 * `relays.list` answers against the contract; `practice.start` never answers; `settings.set` and `downloads.remove` emit their events.
 */
export function createMemoryService(): MemoryService {
  const listeners = new Set<Listener>();
  const calls: string[] = [];
  let settings: SettingsView = {
    folder: "/downloads",
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
  const practice: PracticeView = { running: false, url: null, relays: [], size: null, sha256: null };
  const emit: MemoryService["emit"] = (event, data) => {
    for (const listener of listeners) listener(event, data);
  };
  const handlers: Handlers = {
    "app.info": () => ({
      version: "0.0.0",
      host: "headless",
      can: { open: false, reveal: false, pickFolder: false },
      locale: "en",
      firstRun: false,
    }),
    "app.welcomed": () => undefined,
    "about.get": () => ({ system: "Test", runtime: [], dataFolder: "/data", logFile: null, secrets: "host" }),
    "about.licences": () => [],
    "about.report": () => "Detour 0.0.0",
    "about.reveal": () => undefined,
    "updates.get": unused,
    "updates.check": unused,
    "updates.download": unused,
    "updates.restart": unused,
    "settings.get": () => settings,
    "settings.set": (change) => {
      const given = Object.entries(change).filter(([, value]) => value !== undefined);
      settings = { ...settings, ...Object.fromEntries(given) };
      emit("settings.changed", settings);
      return settings;
    },
    "settings.defaults": () => settings,
    "settings.reset": () => settings,
    "limits.now": () => ({ limit: null, by: "always", until: null, next: null, zone: "UTC" }),
    "folder.pick": () => null,
    "relays.list": () => [{ id: 1 } as unknown as RelayView],
    "relays.add": unused,
    "relays.update": unused,
    "relays.remove": ({ id }) => {
      throw new AppError("not-found", { what: "relay", id });
    },
    "relays.use": unused,
    "relays.move": unused,
    "relays.quota": unused,
    "relays.spec": () => {
      throw new TypeError("a fault of the host's own");
    },
    "relays.test": unused,
    "relays.health": unused,
    "sources.probe": () => [],
    "comparisons.start": unused,
    "comparisons.stop": () => undefined,
    "comparisons.list": () => [],
    "comparisons.history": () => [],
    "comparisons.forget": () => undefined,
    "comparisons.plan": unused,
    "comparisons.unplan": () => undefined,
    "comparisons.plans": () => [],
    "downloads.list": () => [],
    "downloads.add": unused,
    "downloads.same": () => null,
    "downloads.pause": () => undefined,
    "downloads.resume": () => undefined,
    "downloads.inside": () => ({ connections: [], events: [] }),
    "downloads.speeds": () => ({ step: 0.25, at: [], routes: [] }),
    "downloads.limit": () => undefined,
    "downloads.checksum": () => undefined,
    "downloads.verify": unused,
    "downloads.how": () => ({ mode: "auto", relays: [], connections: 8, headers: [], locked: false }),
    "downloads.change": () => undefined,
    "downloads.onFinish": () => undefined,
    "downloads.restart": () => undefined,
    "downloads.schedule": () => undefined,
    "downloads.move": ({ ids }) => ids.map((id, at) => ({ id, order: at + 0.5 })),
    "downloads.priority": () => undefined,
    "downloads.relink": unused,
    "downloads.cancel": () => undefined,
    "downloads.remove": ({ id }) => {
      emit("downloads.removed", { id });
      return undefined;
    },
    "downloads.clear": () => ({ count: 0 }),
    "downloads.link": unused,
    "downloads.open": () => undefined,
    "downloads.reveal": () => undefined,
    "offers.list": () => [],
    "offers.dismiss": () => undefined,
    "offers.read": unused,
    "gateway.get": unused,
    "gateway.start": unused,
    "gateway.stop": unused,
    "rules.get": () => "",
    "rules.set": ({ text }) => text,
    "rules.test": unused,
    "practice.get": () => practice,
    "practice.start": () => new Promise<never>(() => undefined),
    "practice.stop": () => practice,
  };
  const counted = Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      (input: never) => {
        calls.push(name);
        return handler(input);
      },
    ]),
  ) as unknown as Handlers;
  return {
    handlers: counted,
    calls,
    emit,
    listeners: () => listeners.size,
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    offer: (offers) => void calls.push(...offers.map(({ url }) => `offer ${url}`)),
    tell: emit,
    suspend: async () => undefined,
    wake: async () => undefined,
    async close() {
      listeners.clear();
    },
  };
}
