/** What may happen when a download is finished, on this host. Pure. */
import type { AppInfo, FinishAct } from "../../electron/common/views.ts";

/** The acts to choose from; `chosen` stays among them, though this host cannot do it. */
export function finishActs({ host, can }: AppInfo, chosen: FinishAct | null): readonly FinishAct[] {
  const able: Readonly<Record<FinishAct, boolean>> = {
    nothing: true,
    // A browser's page may be closed by then: the system tells of it where Detour runs as its program.
    notify: host === "electron",
    open: can.open,
    reveal: can.reveal,
  };
  return (["nothing", "notify", "open", "reveal"] as const).filter((act) => able[act] || act === chosen);
}
