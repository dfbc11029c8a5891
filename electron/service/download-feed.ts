import type { Emit } from "../common/contract.ts";
import type { DownloadView } from "../common/views.ts";
import type { Engine } from "../engine/types.ts";

/** Clients hear of changes together, four times a second; of a change of state or place at once. */
const everyMs = 250;

/** Passes the engine's news of downloads on to the clients. */
export function createDownloadFeed(engine: Engine, emit: Emit): { close(): void } {
  const waiting = new Map<string, DownloadView>();
  const states = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;
  const send = () => {
    clearTimeout(timer);
    timer = undefined;
    clearImmediate(soon);
    soon = undefined;
    if (waiting.size === 0) return;
    const views = [...waiting.values()];
    waiting.clear();
    emit("downloads.changed", views);
  };
  const stops = [
    engine.on("download", (view) => {
      waiting.set(view.id, view);
      const said = `${view.state} ${view.priority} ${view.order}`;
      const before = states.get(view.id);
      states.set(view.id, said);
      if (before === said) timer ??= setTimeout(send, everyMs);
      // Thousands may be moved by one call: they go together, when it is over.
      else if (before?.split(" ")[0] === view.state) soon ??= setImmediate(send);
      else send();
    }),
    engine.on("removed", (id) => {
      waiting.delete(id);
      states.delete(id);
      emit("downloads.removed", { id });
    }),
  ];
  return {
    close() {
      for (const stop of stops) stop();
      send();
    },
  };
}
