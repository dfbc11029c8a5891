/** The use cases of the app over the engine, once, for every host. */
import path from "node:path";
import { parseRules, printRules, ruleFor } from "../common/rules.ts";
import { parseSource } from "../common/source.ts";
import { AppError, describe } from "../common/errors.ts";
import type { Emit, Handlers, NewComparison } from "../common/contract.ts";
import type { DownloadView, Licence } from "../common/views.ts";
import { withoutUndefined } from "../common/without-undefined.ts";
import { parseChecksum } from "../engine/download/checksum.ts";
import { systemClock, type Clock } from "../engine/clock.ts";
import { chooseFileName } from "../engine/http/file-name.ts";
import type { Log } from "../engine/log.ts";
import { networkName } from "../engine/pool/network.ts";
import type { Store } from "../engine/store/store.ts";
import type { Engine } from "../engine/types.ts";
import { createAbout } from "./about.ts";
import { createComparisons } from "./comparisons.ts";
import { createDownloadFeed } from "./download-feed.ts";
import type { Desktop } from "./desktop.ts";
import { isFirstRun, rememberWelcome } from "./first-run.ts";
import { createFinishActs } from "./finish-acts.ts";
import { folderFor, wholeFolder } from "./folders.ts";
import { createGoingOn } from "./going-on.ts";
import { createGatewaySwitch } from "./gateway.ts";
import { createInterruptions } from "./interruptions.ts";
import { createDownloadEvents } from "./download-events.ts";
import { watchNetwork } from "./network-watch.ts";
import { offersInMetalink } from "./metalink-text.ts";
import { createOffers } from "./offers.ts";
import { applyRules, readRules, refused, ruleComparison, writeRules } from "./rules.ts";
import { createPlans } from "./planned-comparisons.ts";
import { createPractice } from "./practice.ts";
import { createRelays } from "./relays.ts";
import { createRetention } from "./retention.ts";
import { createSettings } from "./settings.ts";
import { createSpeedHistories } from "./speed-history.ts";
import { createSpeedLimits } from "./speed-limits.ts";
import { createUpdates, type Updater, type Updates } from "./updates.ts";
import type { Vault } from "./vault.ts";
import type { Listener, PracticeNetwork, Service } from "./service.ts";

export interface ServiceOptions {
  readonly engine: Engine;
  readonly store: Store;
  readonly desktop: Desktop;
  /** Starts the built-in practice network. */
  readonly startPractice: () => Promise<PracticeNetwork>;
  readonly version: string;
  readonly log: Log;
  /** How new versions come to this copy. */
  readonly updater: Updater;
  /** Where relays' secrets are kept; open already, or nearly so. */
  readonly vault: Vault;
  /** The licences of all that is bundled: see licences.ts. */
  readonly licences: () => Promise<Licence[]>;
  /** A name for the network that the machine is on now; the interfaces' unless given. */
  readonly network?: () => string;
  /** The system's unless given. */
  readonly clock?: Clock;
}

/** Where the person picked a folder last: the next dialog begins there. */
const pickedKey = "picked-folder";

/** Makes the service. Closing it closes the engine too; the store stays with whoever opened it. */
export function createService({
  engine,
  store,
  desktop,
  startPractice,
  version,
  log,
  licences,
  vault,
  updater,
  network = networkName,
  clock = systemClock,
}: ServiceOptions): Service {
  const listeners = new Set<Listener>();
  const emit: Emit = (event, data) => {
    for (const listener of listeners) listener(event, data);
  };
  const limits = createSpeedLimits({
    clock,
    apply: (limit) => engine.setLimit(limit),
    changed: (now) => emit("limits.changed", now),
  });
  const retention = createRetention({
    downloads: engine.downloads,
    comparisons: store.comparisons,
    clock,
    log,
  });
  let keychain: boolean | undefined;
  let updates: Updates | undefined;
  const settings = createSettings(store, desktop, emit, (all) => {
    limits.set(all);
    engine.downloads.setAtOnce(all.atOnce);
    engine.downloads.setRetry({ tries: all.retries, firstMs: all.retryWait * 1000 });
    updates?.allow(all.updates);
    desktop.setTheme?.(all.theme);
    // The vault was opened by what they were at the start.
    if (keychain !== undefined && keychain !== all.keychain) void vault.want(all.keychain);
    keychain = all.keychain;
    retention.set(all);
  });
  // The rules as they are when the name is known; the folder as it was when the download was added.
  engine.downloads.setFolders((source, name, folder) =>
    folderFor({ folder, folderRules: settings.get().folderRules }, source, name),
  );
  // How many may run, where files go, and how fast is set by now.
  engine.downloads.keepTime();
  const relays = createRelays(store, engine, emit, () => clock.date(), log);
  updates = createUpdates({ updater, store, emit, log, now: Date.now });
  updates.allow(settings.get().updates);
  const goingOn = createGoingOn({
    downloads: engine.downloads,
    store,
    clock,
    log,
    wanted: () => settings.get().goOnAtStart,
    left: (notice) => emit("app.notice", notice),
  });
  let closed = false;
  const unlocked = async () => {
    await vault.ready;
    // A person may take longer to unlock his keychain than to close Detour.
    if (closed) return;
    try {
      relays.tell();
    } catch (error) {
      log.warn({ error: describe(error) }, "what the keychain unlocked could not be read");
    }
    // Relays' secrets may be needed for it.
    goingOn.begin();
  };
  unlocked().catch((error: unknown) => log.warn({ error: describe(error) }, "the keychain did not answer"));
  /** Who switched a road off has said it; a rule speaks where he did not. */
  const untouched = (chosen: readonly string[]) =>
    relays.list().every(({ id, use, practice }) => use === "never" || practice || chosen.includes(id));
  const compared = (input: NewComparison, source: URL) => {
    const asked = { relays: relays.named(input.relays), direct: input.relays.includes("direct") };
    const ruled =
      asked.direct && untouched(input.relays) ? ruleComparison(readRules(store), source, asked) : asked;
    if (!ruled) throw refused(source);
    return ruled;
  };
  const comparisons = createComparisons(engine, compared, emit);
  const plans = createPlans({
    store,
    start: async (plan) => void (await comparisons.start(plan)),
    busy: () => comparisons.running() || engine.downloads.busy(),
    changed: (list) => emit("comparisons.planned", list),
    now: Date.now,
    log,
  });
  const usual = () => ({
    mode: settings.get().mode,
    connections: settings.get().connections,
    relays: relays.all().filter(({ practice }) => !practice),
  });
  const gateway = createGatewaySwitch(engine, store, usual, emit, log);
  const practice = createPractice({
    startNetwork: startPractice,
    relays,
    claim: () => store.lock(path.join(store.folder, "practice network")),
    emit,
    log,
  });
  const feed = createDownloadFeed(engine, emit);
  const events = createDownloadEvents(engine, clock);
  const speeds = createSpeedHistories(engine);
  const finishActs = createFinishActs({
    desktop,
    settings: () => settings.get(),
    clock,
    log,
    failed: (failure) => emit("app.notice", failure),
  });
  engine.on("download", (view) => {
    finishActs.changed(view);
    if (view.state === "done" || view.state === "failed") retention.ended();
  });
  engine.on("removed", (id) => finishActs.removed(id));
  const offers = createOffers(emit);
  const about = createAbout({
    version,
    desktop,
    folder: store.folder,
    settings: () => settings.get(),
    relays: () => relays.list(),
    downloads: () => engine.downloads.list(),
    gateway: () => gateway.view(),
    secrets: () => vault.state(),
  });
  const interruptions = createInterruptions(
    engine.downloads,
    (error) => log.warn({ error: describe(error) }, "a download could not be interrupted or go on"),
    clock,
  );
  const stopWatching = watchNetwork({
    name: network,
    changed(name) {
      // Without any network there is nothing to open anew; what runs notices by itself.
      if (name === networkName({})) return;
      emit("network.changed", {});
      void interruptions.networkChanged();
    },
  });

  async function pickFolder(): Promise<string | null> {
    const last = store.settings.get(pickedKey);
    const picked = await desktop.pickFolder(typeof last === "string" ? last : settings.get().folder);
    if (picked !== null) store.settings.set(pickedKey, picked);
    return picked;
  }

  function finished(id: string): DownloadView & { readonly path: string } {
    const view = engine.downloads.get(id);
    if (!view) throw new AppError("not-found", { what: "download", id });
    if (view.state !== "done" || view.path === null) {
      throw new AppError("not-allowed", { detail: "the download is not finished" });
    }
    return { ...view, path: view.path };
  }

  const handlers: Handlers = {
    "app.info": () => ({
      version,
      host: desktop.host,
      can: { ...desktop.can },
      locale: desktop.locale(),
      firstRun: isFirstRun(store),
      notice: goingOn.notice(),
    }),
    "app.welcomed": () => rememberWelcome(store),
    "about.get": () => about.view(),
    "about.licences": () => licences(),
    "about.report": () => about.report(),
    "about.reveal": ({ what }) => about.reveal(what),
    "updates.get": () => updates.view(),
    "updates.check": () => updates.check(),
    "updates.download": () => updates.download(),
    "updates.restart": () => updates.restart(),
    "settings.get": () => settings.get(),
    "settings.set": ({ folder, ...change }) =>
      settings.set(folder === undefined ? change : { ...change, folder: wholeFolder(folder) }),
    "settings.defaults": () => settings.defaults(),
    "settings.reset": ({ names }) => settings.reset(names),
    "limits.now": () => limits.view(),
    "folder.pick": () => pickFolder(),

    "relays.list": () => relays.list(),
    "relays.add": ({ spec }) => relays.add(spec),
    "relays.update": ({ id, spec }) => relays.update(id, spec),
    "relays.remove": ({ id }) => relays.remove(id),
    "relays.use": ({ id, use }) => relays.setUse(id, use),
    "relays.move": ({ id, to }) => relays.move(id, to),
    "relays.quota": ({ id, ...quota }) => relays.setQuota(id, quota),
    "relays.spec": ({ id }) => relays.spec(id),
    "relays.health": ({ url, ...relay }) => relays.health(relay, url),
    "relays.test": ({ spec, url, id }) => relays.test(spec, url, id),

    "sources.probe": async (input) => [
      ...(await engine.probe({
        source: parseSource(input.url),
        relays: relays.named(input.relays),
        direct: input.relays.includes("direct"),
        ...(input.headers && { headers: input.headers }),
      })),
    ],

    "comparisons.start": (input) => comparisons.start(input),
    "comparisons.stop": ({ id }) => comparisons.stop(id),
    "comparisons.list": () => comparisons.list(),
    "comparisons.history": ({ host }) => store.comparisons.list(host),
    "comparisons.forget": ({ id }) => {
      if (!store.comparisons.remove(id)) throw new AppError("not-found", { what: "comparison", id });
    },
    "comparisons.plan": (input) => plans.add(input),
    "comparisons.unplan": ({ id }) => plans.remove(id),
    "comparisons.plans": () => plans.list(),

    "downloads.list": () => [...engine.downloads.list()],
    "downloads.add": (input) => {
      const source = parseSource(input.url);
      const asked = {
        mode: input.mode,
        relays: input.mode === "direct" ? [] : relays.named(input.relays),
      };
      // Who chose how has said it, too.
      const ruled =
        input.mode === "auto" && untouched(input.relays)
          ? applyRules(readRules(store), source, asked)
          : asked;
      if (!ruled) throw refused(source);
      const { folder, folderRules } = settings.get();
      // A name that was given is known now; the server's, once it answers.
      const named =
        input.name === undefined ? undefined : folderFor({ folder, folderRules }, source, input.name);
      return engine.downloads.add({
        source,
        mode: ruled.mode,
        relays: ruled.relays,
        folder: input.folder === undefined ? (named ?? folder) : wholeFolder(input.folder),
        sorted: input.folder === undefined && named === undefined && folderRules.length > 0,
        connections: input.connections ?? settings.get().connections,
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(input.checksum === undefined ? {} : { checksum: parseChecksum(input.checksum) }),
        ...(input.start === undefined ? {} : { start: input.start }),
        ...(input.acceptPage === undefined ? {} : { acceptPage: input.acceptPage }),
        ...(input.headers === undefined ? {} : { headers: input.headers }),
        ...(input.onFinish === undefined ? {} : { onFinish: input.onFinish }),
        ...(input.mirrors === undefined ? {} : { mirrors: input.mirrors.map(parseSource) }),
      });
    },
    "downloads.same": async ({ url, folder, name, expected: said }) => {
      const source = parseSource(url);
      const expected = said ?? chooseFileName(undefined, source);
      return (
        (await engine.downloads.same({
          source,
          // Where it would go, by its name.
          folder:
            folder === undefined ? folderFor(settings.get(), source, name ?? expected) : wholeFolder(folder),
          ...(name === undefined ? {} : { name }),
          expected,
        })) ?? null
      );
    },
    "downloads.pause": ({ id }) => engine.downloads.pause(id),
    "downloads.resume": ({ id }) => engine.downloads.resume(id),
    "downloads.inside": ({ id }) => ({
      connections: [...engine.downloads.connections(id)],
      events: [...events.of(id)],
    }),
    "downloads.speeds": ({ id }) => speeds.of(id),
    "downloads.limit": ({ id, limit }) => engine.downloads.setLimit(id, limit),
    "downloads.checksum": ({ id, checksum }) =>
      engine.downloads.setChecksum(id, checksum === null ? null : parseChecksum(checksum)),
    "downloads.verify": ({ id, checksum }) => engine.downloads.verify(id, parseChecksum(checksum)),
    "downloads.how": ({ id }) => engine.downloads.how(id),
    "downloads.change": ({ id, relays: asked, mode, connections, headers, without }) => {
      const saved = new Set(relays.list().map((relay) => relay.id));
      const named = asked && [
        ...relays.named(asked.filter((one) => saved.has(one))),
        ...asked.filter((one) => !saved.has(one) && one !== "direct"),
      ];
      return engine.downloads.change(id, {
        ...withoutUndefined({ mode, relays: named, connections, headers, without }),
      });
    },
    "downloads.onFinish": ({ id, onFinish }) => engine.downloads.setOnFinish(id, onFinish),
    "downloads.restart": ({ id }) => engine.downloads.restart(id),
    "downloads.schedule": ({ id, at }) => engine.downloads.schedule(id, at),
    "downloads.move": ({ ids, to }) => [...engine.downloads.move(ids, to)],
    "downloads.priority": ({ ids, priority }) => engine.downloads.prioritise(ids, priority),
    "downloads.relink": ({ id, url }) => engine.downloads.relink(id, parseSource(url)),
    "downloads.cancel": ({ id }) => engine.downloads.cancel(id),
    "downloads.remove": ({ id }) => engine.downloads.remove(id),
    "downloads.clear": ({ failed }) => ({
      count: engine.downloads.clear({ before: null, most: 0, failed }),
    }),
    "downloads.link": ({ id }) => {
      const url = engine.downloads.source(id);
      const withheld = url.username !== "" || url.password !== "";
      // A signed address is nothing without its query; a password opens more than this file.
      url.username = "";
      url.password = "";
      return { url: url.href, withheld };
    },
    "downloads.open": ({ id }) => desktop.open(finished(id).path),
    "downloads.reveal": ({ id }) => desktop.reveal(finished(id).path),

    "offers.list": () => offers.list(),
    "offers.dismiss": ({ id }) => offers.dismiss(id),
    "offers.read": ({ text }) => {
      const found = offersInMetalink(text);
      offers.add(found);
      return { count: found.length };
    },

    "gateway.get": () => gateway.view(),
    "gateway.start": ({ allowPrivate }) => gateway.start(allowPrivate),
    "gateway.stop": () => gateway.stop(),

    "rules.get": () => printRules(readRules(store)),
    "rules.set": ({ text }) => {
      const list = parseRules(text);
      writeRules(store, list);
      return printRules(list);
    },
    "rules.test": ({ url }) => {
      const source = parseSource(url);
      const list = readRules(store);
      const ruled = applyRules(list, source, usual());
      const found = ruleFor(list, source);
      return {
        host: source.host,
        rule: found ? printRules([found.rule]).trim() : null,
        use: ruled?.mode ?? "refuse",
        relays: (ruled?.relays ?? []).map(({ name }) => name),
      };
    },

    "practice.get": () => practice.get(),
    "practice.start": () => practice.start(),
    "practice.stop": () => practice.stop(),
  };

  return {
    handlers,
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    offer: (more) => offers.add(more),
    tell: emit,
    suspend: () => interruptions.suspend(),
    wake: () => interruptions.wake(),
    async close() {
      closed = true;
      interruptions.close();
      stopWatching();
      limits.close();
      retention.close();
      updates.close();
      plans.close();
      await gateway.close();
      await engine.close();
      goingOn.close();
      feed.close();
      events.close();
      speeds.close();
      await practice.close();
      listeners.clear();
    },
  };
}
