import type { Emit } from "../common/contract.ts";
import type { DownloadView } from "../common/views.ts";
import type { Engine } from "../engine/types.ts";

/** Clients hear of changes together, four times a second; of a change of state at once. */
const everyMs = 250;

/** Passes the engine's news of downloads on to the clients. */
export function createDownloadFeed(engine: Engine, emit: Emit): { close(): void } {
  const waiting = new Map<string, DownloadView>();
  const states = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  const send = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.size === 0) return;
    const views = [...waiting.values()];
    waiting.clear();
    emit("downloads.changed", views);
  };
  const stops = [
    engine.on("download", (view) => {
      waiting.set(view.id, view);
      const news = states.get(view.id) !== view.state;
      states.set(view.id, view.state);
      if (news) send();
      else timer ??= setTimeout(send, everyMs);
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
