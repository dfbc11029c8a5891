/**
 * What happened to each download while Detour runs, for whoever wonders why it went as it did: read off the changes of its
 * view. Not kept over a restart.
 */
import type { DownloadEvent, DownloadView } from "../common/views.ts";
import type { Clock } from "../engine/clock.ts";
import type { Engine } from "../engine/types.ts";

/** Of each download, the latest so many are kept. */
const mostEvents = 200;

type Happened = Omit<DownloadEvent, "at">;

/** What a download's second view says that its first did not, in the order in which it is told. Pure. */
export function eventsBetween(before: DownloadView | undefined, after: DownloadView): Happened[] {
  const events: Happened[] = [];
  const tell = (what: Happened["what"], said: Partial<Happened>) =>
    events.push({ what, value: null, route: null, failure: null, ...said });
  if (before && before.url !== after.url) tell("link", { value: after.url });
  if (after.path !== null && before?.path !== after.path) tell("file", { value: after.path });
  for (const route of after.routes) {
    const known = before?.routes.find((one) => one.route === route.route);
    // A road that rests between two requests is no news, nor is one that was not asked yet.
    const [was, is] = [newsOf(known?.state), newsOf(route.state)];
    if (was !== is || (is === "out" && known?.problem?.message !== route.problem?.message))
      tell("route", { value: route.state, route: route.route, failure: route.problem });
  }
  for (const warning of after.warnings)
    if (before && !before.warnings.includes(warning)) tell("warning", { value: warning });
  if (before && before.limit !== after.limit)
    tell("limit", { value: after.limit === null ? null : String(after.limit) });
  if (before?.state !== after.state) tell("state", { value: after.state, failure: after.failure });
  if (after.retryAt !== null && before?.retryAt !== after.retryAt)
    tell("retry", { value: String(after.retryAt) });
  return events;
}

function newsOf(state: DownloadView["routes"][number]["state"] | undefined): "out" | "in" | undefined {
  if (state === undefined || state === "opening") return undefined;
  return state === "out" ? "out" : "in";
}

export interface DownloadEvents {
  /** The oldest first; none of a download that nothing was heard of yet. */
  of(id: string): readonly DownloadEvent[];
  close(): void;
}

/** Listens to the engine until it is closed; a download that is removed is forgotten. */
export function createDownloadEvents(engine: Pick<Engine, "on">, clock: Clock): DownloadEvents {
  const told = new Map<string, { view: DownloadView; events: DownloadEvent[] }>();
  const stops = [
    engine.on("download", (view) => {
      const known = told.get(view.id);
      const at = clock.date();
      const news = eventsBetween(known?.view, view).map((event) => ({ at, ...event }));
      told.set(view.id, { view, events: [...(known?.events ?? []), ...news].slice(-mostEvents) });
    }),
    engine.on("removed", (id) => void told.delete(id)),
  ];
  return {
    of: (id) => told.get(id)?.events ?? [],
    close() {
      for (const stop of stops) stop();
    },
  };
}
