/** Joins the running service to the desktop around its window. */
import type { MethodName } from "../common/contract.ts";
import { byTurn } from "../common/queue-order.ts";
import type { DownloadView, SettingsView, ViewName } from "../common/views.ts";
import { systemClock } from "../engine/clock.ts";
import type { Service } from "../service/service.ts";
import type { Arrival, Arrivals } from "./arrivals.ts";
import { followClipboard } from "./clipboard.ts";
import { followContextMenu } from "./context-menu.ts";
import { askMetalink, sayNoMetalink, type LastFolder } from "./dialogs.ts";
import { metalinkOffers } from "./metalink-offers.ts";
import { followPower } from "./power.ts";
import { showPresence } from "./presence.ts";
import type { ShellActions } from "./shell-actions.ts";
import { registerLinks, setAutostart } from "./system-entries.ts";
import type { AppWindow } from "./window.ts";
import { shellWords } from "./words.ts";

export interface ShellOptions {
  readonly service: Service;
  /** What is there at the start. */
  readonly settings: SettingsView;
  readonly downloads: readonly DownloadView[];
  readonly window: AppWindow;
  readonly arrivals: Arrivals;
  readonly lastFolder: LastFolder;
  readonly locale: string;
  readonly quit: () => void;
  /** Hears of what could not be done. */
  readonly report: (error: unknown) => void;
}

export interface Shell {
  settings(): SettingsView;
  close(): void;
}

/** What waits for a time that its user set is left to it. */
const isPaused = ({ state, startAt }: DownloadView) => state === "paused" && startAt === null;
const isGoing = ({ state }: DownloadView) => state === "queued" || state === "opening" || state === "running";

/** Begins; `close` ends it. */
export function startShell(options: ShellOptions): Shell {
  const { service, window, arrivals, locale, quit, report } = options;
  const { handlers } = service;
  let settings = options.settings;
  const words = () => shellWords(settings.language, locale);
  const attempt = (work: () => unknown) => void Promise.resolve().then(work).catch(report);

  async function each(
    method: MethodName & ("downloads.pause" | "downloads.resume"),
    fits: (view: DownloadView) => boolean,
  ) {
    const views = await handlers["downloads.list"](undefined);
    // Those that wait their turn first: they would start as soon as another one stops. Else as the queue has them.
    const chosen = views.filter(fits).toSorted(byTurn);
    const ordered = chosen.toSorted((a, b) => Number(b.state === "queued") - Number(a.state === "queued"));
    for (const { id } of ordered) await Promise.resolve(handlers[method]({ id })).catch(report);
  }

  async function take({ offers, files, hidden }: Omit<Arrival, "args">): Promise<void> {
    // Who is signed in may not have asked for anything yet: the system has.
    if (!hidden) window.show();
    const found = await Promise.all(
      files.map(async (file) => ({ file, offers: await metalinkOffers(file) })),
    );
    const all = [...offers, ...found.flatMap((one) => one.offers)];
    if (all.length > 0) {
      service.offer(all);
      if (!hidden) actions.show("new");
    }
    for (const { file } of found.filter((one) => one.offers.length === 0)) await sayNoMetalink(file, words());
  }

  const actions: ShellActions = {
    show: (view?: ViewName) =>
      window.show(view === undefined ? undefined : () => service.tell("app.show", { view })),
    pauseAll: () => attempt(() => each("downloads.pause", isGoing)),
    resumeAll: () => attempt(() => each("downloads.resume", isPaused)),
    setPace: (pace) => attempt(() => handlers["settings.set"]({ pace })),
    openMetalink: () =>
      attempt(async () => {
        const file = await askMetalink(words(), options.lastFolder);
        if (file !== null) await take({ offers: [], files: [file], hidden: false });
      }),
    open: (id) => attempt(() => handlers["downloads.open"]({ id })),
    reveal: (id) => attempt(() => handlers["downloads.reveal"]({ id })),
    quit,
  };

  // Before presence listens, so that it is shown by the new settings.
  const stopSettings = service.on((event, data) => {
    if (event !== "settings.changed") return;
    const before = settings;
    settings = data as SettingsView;
    const { autostart } = settings;
    if (autostart !== before.autostart) attempt(() => setAutostart(autostart));
  });
  const hidePresence = showPresence({
    clock: systemClock,
    service,
    downloads: options.downloads,
    settings: () => settings,
    words,
    actions,
    report,
  });
  // Before a window is made.
  const stopContextMenu = followContextMenu(words, report);
  followPower(service);
  followClipboard(
    () => settings.clipboard,
    (offer) => service.offer([offer]),
  );
  registerLinks();
  arrivals.deliver((arrival) => attempt(() => take(arrival)));
  return {
    settings: () => settings,
    close() {
      stopSettings();
      hidePresence();
      stopContextMenu();
    },
  };
}
