/** Keeps the store up to date with the host: events first, then one snapshot, so that nothing falls between. */
import { isComparing } from "../../electron/common/is-comparing.ts";
import { toFailure } from "../../electron/common/errors.ts";
import type { ComparisonView, DownloadView } from "../../electron/common/views.ts";
import type { ConnectedClient } from "../client/client.ts";
import { batch } from "./batch.ts";
import { keepListed, mergeDownloads, type AppState, type AppStore } from "./store.ts";

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
    set((state) =>
      keepListed(
        state,
        state.downloads.filter(({ id }) => !removed.has(id)),
      ),
    ),
  );
  const comparisons = batch<ComparisonView>((views) =>
    set((state) => {
      const view = views.findLast(({ id }) => id === state.comparison?.id);
      const going = new Set(state.comparing);
      for (const one of views)
        if (isComparing(one)) going.add(one.id);
        else going.delete(one.id);
      const same = going.size === state.comparing.length && state.comparing.every((id) => going.has(id));
      return { ...(view && { comparison: view }), ...(!same && { comparing: [...going] }) };
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
    if (connection === "connected") void snapshot(store, client, removed);
  });
  void snapshot(store, client, removed);
}

/**
 * Asks for everything once. Each answer is put in its place as it comes, between the events before and after it: put in
 * together at the end, they would undo what came meanwhile.
 */
async function snapshot(
  store: AppStore,
  client: ConnectedClient,
  removed: ReadonlySet<string>,
): Promise<void> {
  const set = store.setState;
  const got = await Promise.allSettled([
    client.call("app.info").then((info) =>
      // What is shown already, or was dismissed, is not said again after a lost connection.
      set((state) => ({ info, ...(state.info === undefined && info.notice && { notice: info.notice }) })),
    ),
    client.call("settings.get").then((settings) => set({ settings })),
    client.call("settings.defaults").then((defaults) => set({ defaults })),
    client.call("limits.now").then((limitNow) => set({ limitNow })),
    client.call("offers.list").then((offers) => set({ offers })),
    client.call("relays.list").then((relays) => set({ relays })),
    client.call("downloads.list").then((list) =>
      set((state) => {
        const there = list.filter(({ id }) => !removed.has(id));
        const { downloads, movedAt } = mergeDownloads(
          { downloads: [], movedAt: state.movedAt },
          there,
          Date.now(),
        );
        return { ...keepListed(state, downloads), movedAt };
      }),
    ),
    client.call("comparisons.list").then((comparisons) =>
      set((state) => ({
        comparison: shown(state, comparisons),
        comparing: comparisons.filter(isComparing).map(({ id }) => id),
      })),
    ),
    client.call("comparisons.plans").then((plans) => set({ plans })),
    client.call("gateway.get").then((gateway) => set({ gateway })),
    client.call("practice.get").then((practice) => set({ practice })),
    client.call("updates.get").then((updates) => set({ updates })),
  ]);
  const failures = got.flatMap((one) => (one.status === "rejected" ? toFailure(one.reason) : []));
  if (failures.some(({ code }) => code === "connection-to-app-lost")) return set({ connection: "lost" });
  set((state) => ({
    connection: "connected",
    // Who came by a link wants to see that first.
    ...(state.connection === "connecting" &&
      state.info?.firstRun &&
      state.offers.length === 0 && { view: "welcome" }),
    // What could be had is shown all the same.
    ...(failures[0] && { notice: failures[0] }),
  }));
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
  const last = before ?? list.findLast(isComparing) ?? list.at(-1);
  return last?.id === compared?.id && compared?.url === null ? undefined : last;
}
