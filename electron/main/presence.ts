/** What the system shows of the app while it works: tray, taskbar, dock, notifications; and that the machine stays awake. */
import { app, BrowserWindow } from "electron";
import { tellsOf } from "../common/on-finish.ts";
import type { ComparisonView, DownloadView, GatewayView, SettingsView } from "../common/views.ts";
import { isComparing } from "../common/is-comparing.ts";
import type { Clock } from "../engine/clock.ts";
import type { Service } from "../service/service.ts";
import { activityOf, isBusy, progressBar } from "./activity.ts";
import { createAwake } from "./awake.ts";
import { createGathering } from "./gather.ts";
import { setMenu } from "./menu.ts";
import { createNotices } from "./notices.ts";
import { notify } from "./notify.ts";
import type { ShellActions } from "./shell-actions.ts";
import { createTray } from "./tray.ts";
import type { ShellWords } from "./words.ts";

/** Speeds change all the time; nobody reads them more often than this. */
const everyMs = 1000;

/** Whether the person looks at Detour. */
const looks = () => BrowserWindow.getFocusedWindow() !== null;

export interface PresenceOptions {
  readonly clock: Clock;
  readonly service: Pick<Service, "on">;
  readonly downloads: readonly DownloadView[];
  readonly settings: () => SettingsView;
  readonly words: () => ShellWords;
  readonly actions: ShellActions;
  /** Hears of what could not be shown. */
  readonly report: (error: unknown) => void;
}

/** Shows it from now on. Returns a function that takes it all back. */
export function showPresence(options: PresenceOptions): () => void {
  const { clock, report, service, settings, words, actions } = options;
  const known = new Map(options.downloads.map((view) => [view.id, view]));
  const noticesOf = createNotices(options.downloads);
  const tray = createTray(actions);
  const keepAwake = createAwake();
  const gathering = createGathering({
    clock,
    show: (notices) => notify(notices, words(), actions),
    report,
    wanted: () => !looks(),
  });
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;
  let bar = "";
  /** What is being made, by its id; what flowed when that was last told. */
  const comparisons = new Map<string, ComparisonView>();
  let flows: GatewayView["flows"] = [];

  function show(): void {
    clearTimeout(timer);
    timer = undefined;
    clearImmediate(soon);
    soon = undefined;
    const activity = activityOf([...known.values()], { comparisons: [...comparisons.values()], flows });
    tray.update(activity, words(), settings().pace);
    keepAwake(isBusy(activity) && settings().keepAwake);
    const { value, mode } = progressBar(activity);
    const count = activity.running + activity.waiting;
    const now = JSON.stringify([value, mode, count]);
    if (now === bar) return;
    bar = now;
    for (const window of BrowserWindow.getAllWindows()) window.setProgressBar(value, { mode });
    app.setBadgeCount(count);
  }

  function changed(views: readonly DownloadView[]): void {
    const states = views.some(({ id, state }) => known.get(id)?.state !== state);
    for (const view of views) known.set(view.id, view);
    for (const notice of noticesOf(views)) {
      const said = known.get(notice.id)?.onFinish ?? null;
      if (tellsOf(notice.kind, said, settings()) && !looks()) gathering.add(notice);
    }
    if (states) show();
    else timer ??= setTimeout(show, everyMs);
  }

  function compared(view: ComparisonView): void {
    const goes = isComparing(view);
    const news = comparisons.has(view.id) !== goes;
    if (goes) comparisons.set(view.id, view);
    else comparisons.delete(view.id);
    if (news) show();
  }

  const stop = service.on((event, data) => {
    if (event === "comparisons.changed") compared(data as ComparisonView);
    if (event === "gateway.changed") {
      ({ flows } = data as GatewayView);
      timer ??= setTimeout(show, everyMs);
    }
    if (event === "downloads.changed") changed(data as readonly DownloadView[]);
    if (event === "downloads.removed") {
      known.delete((data as { readonly id: string }).id);
      // Thousands may leave the list at once, and all that are left are looked at each time.
      soon ??= setImmediate(show);
    }
    if (event === "settings.changed") {
      setMenu(words(), actions);
      show();
    }
  });
  setMenu(words(), actions);
  show();
  return () => {
    stop();
    gathering.close();
    clearTimeout(timer);
    clearImmediate(soon);
    keepAwake(false);
    tray.close();
  };
}
