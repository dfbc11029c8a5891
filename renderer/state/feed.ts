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

/**
 * Asks for everything once. Each answer is taken when it comes, since the host sends answers and events in the order of what
 * happened: one that waited for the others would undo what events said meanwhile.
 */
async function snapshot(store: AppStore, client: ConnectedClient): Promise<void> {
  const take = async <T>(
    answer: Promise<T>,
    part: (value: T, state: AppState) => Partial<AppState>,
  ): Promise<T> => {
    const value = await answer;
    store.setState((state) => part(value, state));
    return value;
  };
  try {
    const [info, offers] = await Promise.all([
      take(client.call("app.info"), (info, state) => ({
        info,
        // What is shown already, or was dismissed, is not said again after a lost connection.
        ...(state.info === undefined && info.notice && { notice: info.notice }),
      })),
      take(client.call("offers.list"), (offers) => ({ offers })),
      take(client.call("settings.get"), (settings) => ({ settings })),
      take(client.call("settings.defaults"), (defaults) => ({ defaults })),
      take(client.call("limits.now"), (limitNow) => ({ limitNow })),
      take(client.call("relays.list"), (relays) => ({ relays })),
      take(client.call("downloads.list"), (downloads, { movedAt }) =>
        mergeDownloads({ downloads: [], movedAt }, downloads, Date.now()),
      ),
      take(client.call("comparisons.list"), (list, state) => ({ comparison: shown(state, list) })),
      take(client.call("comparisons.plans"), (plans) => ({ plans })),
      take(client.call("gateway.get"), (gateway) => ({ gateway })),
      take(client.call("practice.get"), (practice) => ({ practice })),
      take(client.call("updates.get"), (updates) => ({ updates })),
    ]);
    store.setState((state) => ({
      connection: "connected",
      // Who came by a link wants to see that first.
      ...(state.connection === "connecting" && info.firstRun && offers.length === 0 && { view: "welcome" }),
    }));
  } catch (error) {
    const failure = toFailure(error);
    // What could be had is shown all the same.
    store.setState(
      failure.code === "connection-to-app-lost"
        ? { connection: "lost" }
        : { connection: "connected", notice: failure },
    );
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
