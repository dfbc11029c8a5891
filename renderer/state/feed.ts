/** Keeps the store up to date with the host: events first, then one snapshot, so that nothing falls between. */
import { toFailure } from "../../electron/common/errors.ts";
import type { ComparisonView, DownloadView } from "../../electron/common/views.ts";
import type { ConnectedClient } from "../client/client.ts";
import { batch } from "./batch.ts";
import { mergeDownloads, type AppState, type AppStore } from "./store.ts";

/** Feeds `store` from `client` for as long as the page lives. */
export function feed(store: AppStore, client: ConnectedClient): void {
  const set = store.setState;
  // Downloads that were removed while a change of theirs still waited must not come back.
  const removed = new Set<string>();

  const downloads = batch<readonly DownloadView[]>((changes) => {
    const changed = changes.flat().filter(({ id }) => !removed.has(id));
    set((state) => mergeDownloads(state, changed, Date.now()));
  });
  // Thousands may go at once, and each would draw the list anew.
  const removals = batch<string>(() =>
    set((state) => ({ downloads: state.downloads.filter(({ id }) => !removed.has(id)) })),
  );
  const comparisons = batch<ComparisonView>((views) =>
    set((state) => {
      const view = views.findLast(({ id }) => id === state.comparison?.id);
      return view ? { comparison: view } : {};
    }),
  );

  client.on("downloads.changed", downloads);
  client.on("downloads.removed", ({ id }) => {
    removed.add(id);
    removals(id);
  });
  client.on("comparisons.changed", comparisons);
  client.on("comparisons.planned", (plans) => set({ plans }));
  client.on("gateway.changed", (gateway) => set({ gateway }));
  client.on("relays.changed", (relays) => set({ relays }));
  client.on("settings.changed", (settings) => set({ settings }));
  client.on("limits.changed", (limitNow) => set({ limitNow }));
  client.on("offers.changed", (offers) => set({ offers }));
  client.on("app.show", ({ view }) => set({ view }));
  client.on("app.notice", (notice) => set({ notice }));
  client.on("practice.changed", (practice) => set({ practice }));
  client.on("updates.changed", (updates) => set({ updates }));
  client.onConnection((connection) => {
    set({ connection });
    if (connection === "connected") void snapshot(store, client);
  });
  void snapshot(store, client);
}

/** Asks for everything once. */
async function snapshot(store: AppStore, client: ConnectedClient): Promise<void> {
  try {
    const [
      info,
      settings,
      defaults,
      limitNow,
      offers,
      relays,
      downloads,
      comparisons,
      plans,
      gateway,
      practice,
      updates,
    ] = await Promise.all([
      client.call("app.info"),
      client.call("settings.get"),
      client.call("settings.defaults"),
      client.call("limits.now"),
      client.call("offers.list"),
      client.call("relays.list"),
      client.call("downloads.list"),
      client.call("comparisons.list"),
      client.call("comparisons.plans"),
      client.call("gateway.get"),
      client.call("practice.get"),
      client.call("updates.get"),
    ]);
    store.setState((state) => ({
      connection: "connected",
      // Who came by a link wants to see that first.
      ...(state.connection === "connecting" && info.firstRun && offers.length === 0 && { view: "welcome" }),
      info,
      // What is shown already, or was dismissed, is not said again after a lost connection.
      ...(state.info === undefined && info.notice && { notice: info.notice }),
      settings,
      defaults,
      limitNow,
      offers,
      relays,
      ...mergeDownloads({ downloads: [], movedAt: state.movedAt }, downloads, Date.now()),
      comparison: shown(state, comparisons),
      plans,
      gateway,
      practice,
      updates,
    }));
  } catch (error) {
    const failure = toFailure(error);
    store.setState(failure.code === "connection-to-app-lost" ? { connection: "lost" } : { notice: failure });
  }
}

/**
 * The comparison to show after a (re)connection or a reload: the one that was shown, else one that runs, else the last
 * one. What was put away stays away.
 */
function shown(
  { comparison, compared }: Pick<AppState, "comparison" | "compared">,
  list: readonly ComparisonView[],
): ComparisonView | undefined {
  const before = list.find(({ id }) => id === comparison?.id);
  const last = before ?? list.findLast(isRunning) ?? list.at(-1);
  return last?.id === compared?.id && compared?.url === null ? undefined : last;
}

function isRunning({ state }: ComparisonView): boolean {
  return state === "opening" || state === "running";
}
