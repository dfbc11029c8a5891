/** What a person does with the list of downloads: looks through it, selects in it, acts on what is selected. */
import { byTurn, type Priority } from "../../electron/common/queue-order.ts";
import type { DownloadView } from "../../electron/common/views.ts";
import type { ConnectedClient } from "../client/client.ts";
import { eachAtOnce } from "./at-once.ts";
import { allFor, doable, type AllCall, type DownloadCall, type ListCall } from "./download-list.ts";
import { rememberSort, type Memory } from "./memory.ts";
import { goTogether, placeInQueue, stepTo, type MoveStep, type MoveTo } from "./moving.ts";
import type { Run } from "./run.ts";
import { choose, chooseAll, nothingSelected, type Choosing, type Selection } from "./selection.ts";
import { shownDownloads } from "./shown.ts";
import type { Sort } from "./sorting.ts";
import type { AppStore, Looking } from "./store.ts";

/** Of thousands, so many at a time: the host does other things meanwhile. */
const callsAtOnce = 8;

/** Those among them that are selected: nobody acts on what he does not see. */
export function selectedDownloads(
  shown: readonly DownloadView[],
  { ids }: Selection,
): readonly DownloadView[] {
  return ids.size === 0 ? [] : shown.filter(({ id }) => ids.has(id));
}

export function createListActions(store: AppStore, client: ConnectedClient, run: Run, memory: Memory) {
  const look = (part: Partial<Looking>) =>
    store.setState((state) => ({ looking: { ...state.looking, ...part }, moved: undefined }));
  const order = () => shownDownloads(store.getState()).map(({ id }) => id);
  const selection = () => store.getState().looking.selection;
  /** What fails is told once; the others are done all the same. */
  const onEach = async (work: readonly { method: DownloadCall; id: string }[]): Promise<void> => {
    const errors = await eachAtOnce(work, callsAtOnce, ({ method, id }) =>
      client.call(`downloads.${method}`, { id }),
    );
    if (errors.length > 0) throw errors[0];
  };
  const actions = {
    look,
    choose: (id: string, choosing: Choosing) =>
      look({ selection: choose(selection(), order(), id, choosing) }),
    chooseAll: () => look({ selection: chooseAll(selection(), order()) }),
    chooseNone: () => look({ selection: { ...nothingSelected, at: selection().at } }),
    /** Goes to a row without choosing it. */
    goTo: (id: string) => look({ selection: { ...selection(), at: id } }),

    /** Takes all that are finished off the list; the files stay. */
    clearFinished: () => run("clear", () => client.call("downloads.clear", { failed: false })),
    sort: (sort: Sort) => {
      rememberSort(memory, sort);
      store.setState({ sort, moved: undefined });
    },

    /** Moves rows in the queue; `held` is the one that is spoken of. */
    moveTo: async (ids: readonly string[], to: MoveTo, held: string): Promise<void> => {
      const places = await run("move", () => client.call("downloads.move", { ids: [...ids], to }));
      if (!places) return;
      const orders = new Map(places.map(({ id, order }) => [id, order]));
      store.setState(({ downloads }) => {
        const after = downloads.map((view) => {
          const order = orders.get(view.id);
          return order === undefined ? view : { ...view, order };
        });
        const name = after.find(({ id }) => id === held)?.name ?? "";
        const place = placeInQueue(after, held);
        return { downloads: after, moved: { kind: "moved", name, count: ids.length, ...place } };
      });
    },
    /** Moves row `id`, and what is selected with it, by a key. Out: whether it goes anywhere. */
    moveBy: (id: string, step: MoveStep): boolean => {
      const state = store.getState();
      if (state.sort.key !== "queue") {
        store.setState({ moved: { kind: "other-sort" } });
        return false;
      }
      const shown = shownDownloads(state);
      const ids = goTogether(shown, selection().ids, id);
      const to = ids.length === 0 ? undefined : stepTo(shown, ids, step);
      const name = shown.find((view) => view.id === id)?.name ?? "";
      if (to === undefined) store.setState({ moved: { kind: "at-end", name } });
      else void actions.moveTo(ids, to, id);
      return to !== undefined;
    },
    /** Which of these starts first, once there is room. */
    prioritise: async (ids: readonly string[], priority: Priority): Promise<void> => {
      await run("priority", () => client.call("downloads.priority", { ids: [...ids], priority }));
    },

    /** Pauses, or goes on with, all there are, whatever the list shows; what waits for its time goes on waiting. */
    onAll: async (call: AllCall): Promise<void> => {
      // As the queue has them; but what waits its turn is paused first: it would begin in the place of another one.
      const all = allFor(call, store.getState().downloads)
        .toSorted(byTurn)
        .toSorted((a, b) => Number(b.state === "queued") - Number(a.state === "queued"));
      await run("all", () => onEach(all.map(({ id }) => ({ method: call, id }))));
    },
    /** Does to each of the selected what can be done to it. What fails is told once; the others are done all the same. */
    onSelected: async (call: ListCall): Promise<void> => {
      const state = store.getState();
      // As the queue has them: the first ones find room at once.
      const chosen = selectedDownloads(shownDownloads(state), state.looking.selection).toSorted(byTurn);
      const next = call === "remove" ? beside(shownDownloads(state), chosen) : undefined;
      const work = chosen.flatMap((view) => {
        const method = doable(view)[call];
        return method ? [{ method, id: view.id }] : [];
      });
      await run("selected", () => onEach(work));
      if (next !== undefined) look({ selection: { ...selection(), at: next } });
    },
  };
  return actions;
}

/** The row at which the keyboard goes on when these are gone: the one after them, else the one before. */
function beside(shown: readonly DownloadView[], gone: readonly DownloadView[]): string | undefined {
  const ids = new Set(gone.map(({ id }) => id));
  const last = shown.findLastIndex(({ id }) => ids.has(id));
  return (shown[last + 1] ?? shown.findLast(({ id }) => !ids.has(id)))?.id;
}
