/** A host in memory for the renderer's tests and pictures: it answers with what it is given and sends what it is told. */
import type {
  Client,
  EventData,
  EventName,
  Input,
  MethodName,
  Output,
} from "../../../electron/common/contract.ts";
import { AppError } from "../../../electron/common/errors.ts";
import type { ConnectedClient, Connection } from "../../../renderer/client/client.ts";
import { noUpdates, practiceOff, settings } from "./samples.ts";

/** Answers by method; a function is called with the input. */
export type Answers = {
  [M in MethodName]?: Output<M> | ((input: Input<M>) => Output<M> | Promise<Output<M>>);
};

export interface FakeClient extends ConnectedClient {
  /** Every call so far, in order. */
  readonly calls: { readonly method: MethodName; readonly input: unknown }[];
  /** Sends an event, as the host would. */
  emit<E extends EventName>(event: E, data: EventData<E>): void;
  /** Loses or regains the connection. */
  turn(state: Connection): void;
}

const usual: Answers = {
  "app.info": {
    version: "0.1.0",
    host: "headless",
    can: { open: true, reveal: true, pickFolder: true },
    locale: "en-US",
    firstRun: false,
  },
  "app.welcomed": () => undefined,
  "about.get": {
    system: "Linux 6.12.0 x64",
    runtime: ["Node 24.21.0"],
    dataFolder: "/home/lin/.local/share/detour",
    logFile: null,
    secrets: "host",
  },
  "about.licences": [{ name: "Detour", version: "", licence: "MIT", text: "MIT License" }],
  "about.report": "Detour 0.1.0 (headless)\n",
  "updates.get": noUpdates,
  "settings.get": settings,
  "settings.set": (input) => ({ ...settings, ...input }) as typeof settings,
  "settings.defaults": settings,
  "limits.now": { limit: null, by: "always", until: null, next: null, zone: "Europe/Berlin" },
  "offers.list": [],
  "relays.list": [],
  "downloads.list": [],
  "comparisons.list": [],
  "comparisons.history": [],
  "comparisons.plans": [],
  "gateway.get": { running: false, url: null, proxy: null, allowPrivate: false, flows: [], totals: [] },
  "practice.get": practiceOff,
  "sources.probe": [],
  "relays.move": () => undefined,
  "comparisons.forget": () => undefined,
  "downloads.how": { mode: "auto", relays: ["Beijing"], connections: 8, headers: [], locked: false },
  "downloads.change": () => undefined,
  "downloads.speeds": { step: 0.25, at: [], routes: [] },
  "downloads.same": null,
};

/** A client over `answers`; what has no answer is refused as `not-available`. */
export function fakeClient(answers: Answers = {}): FakeClient {
  const all = { ...usual, ...answers };
  const calls: FakeClient["calls"] = [];
  const listeners = new Map<string, Set<(data: never) => void>>();
  const watchers = new Set<(state: Connection) => void>();
  const call = async (method: MethodName, input?: unknown): Promise<unknown> => {
    calls.push({ method, input });
    if (!(method in all)) throw new AppError("not-available", { detail: method });
    const answer: unknown = all[method];
    return typeof answer === "function" ? (answer as (input: unknown) => unknown)(input) : answer;
  };
  return {
    calls,
    // The table above ties each answer to its method.
    call: call as Client["call"],
    on(event, listener) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(listener));
      return () => void set.delete(listener);
    },
    onConnection(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    close: () => undefined,
    emit(event, data) {
      for (const listener of listeners.get(event) ?? []) listener(data as never);
    },
    turn(state) {
      for (const watcher of watchers) watcher(state);
    },
  };
}
