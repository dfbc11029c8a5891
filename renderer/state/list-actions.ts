/** What a person does with the list of downloads: looks through it, selects in it, acts on what is selected. */
import type { DownloadView } from "../../electron/common/views.ts";
import type { ConnectedClient } from "../client/client.ts";
import { eachAtOnce } from "./at-once.ts";
import { doable, found, type ListCall } from "./download-list.ts";
import type { Run } from "./run.ts";
import { choose, chooseAll, nothingSelected, type Choosing, type Selection } from "./selection.ts";
import type { AppState, AppStore, Looking } from "./store.ts";

/** Of thousands, so many at a time: the host does other things meanwhile. */
const callsAtOnce = 8;

/** The downloads that the list shows, as its filter and search say. */
export function shownDownloads({ downloads, looking }: Pick<AppState, "downloads" | "looking">) {
  return found(downloads, looking.filter, looking.search, looking.type);
}

/** Those among them that are selected: nobody acts on what he does not see. */
export function selectedDownloads(
  shown: readonly DownloadView[],
  { ids }: Selection,
): readonly DownloadView[] {
  return ids.size === 0 ? [] : shown.filter(({ id }) => ids.has(id));
}

export function createListActions(store: AppStore, client: ConnectedClient, run: Run) {
  const look = (part: Partial<Looking>) =>
    store.setState((state) => ({ looking: { ...state.looking, ...part } }));
  const order = () => shownDownloads(store.getState()).map(({ id }) => id);
  const selection = () => store.getState().looking.selection;
  return {
    look,
    choose: (id: string, choosing: Choosing) =>
      look({ selection: choose(selection(), order(), id, choosing) }),
    chooseAll: () => look({ selection: chooseAll(selection(), order()) }),
    chooseNone: () => look({ selection: { ...nothingSelected, at: selection().at } }),
    /** Goes to a row without choosing it. */
    goTo: (id: string) => look({ selection: { ...selection(), at: id } }),

    /** Takes all that are finished off the list; the files stay. */
    clearFinished: () => run("clear", () => client.call("downloads.clear", { failed: false })),

    /** Does to each of the selected what can be done to it. What fails is told once; the others are done all the same. */
    onSelected: async (call: ListCall): Promise<void> => {
      const state = store.getState();
      const chosen = selectedDownloads(shownDownloads(state), state.looking.selection);
      const work = chosen.flatMap((view) => {
        const method = doable(view)[call];
        return method ? [{ method, id: view.id }] : [];
      });
      await run("selected", async () => {
        const errors = await eachAtOnce(work, callsAtOnce, ({ method, id }) =>
          client.call(`downloads.${method}`, { id }),
        );
        if (errors.length > 0) throw errors[0];
      });
    },
  };
}
