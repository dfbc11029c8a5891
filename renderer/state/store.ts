/** All that the screen shows, outside React: fed by the host's events (feed.ts) and the person's actions (actions.ts). */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Failure } from "../../electron/common/errors.ts";
import type {
  AppInfo,
  ComparisonView,
  DownloadView,
  GatewayView,
  LimitNow,
  Mode,
  OfferView,
  PlannedComparison,
  PracticeView,
  ProbeView,
  RelayHealth,
  RelayView,
  SameDownload,
  SettingsView,
  UpdateView,
  ViewName,
} from "../../electron/common/views.ts";
import type { NewDownload } from "../../electron/common/contract.ts";
import { emptyAsk, type Ask } from "./ask.ts";
import type { Filter, TypeFilter } from "./download-list.ts";
import type { FolderRow } from "./folder-form.ts";
import type { HowState } from "./how-form.ts";
import type { Compared } from "./memory.ts";
import type { RelayForm } from "./relay-form.ts";
import { keepColours } from "./roads.ts";
import type { Row } from "./schedule-form.ts";
import { nothingSelected, type Selection } from "./selection.ts";
import { newestFirst as newestOnTop, type Sort } from "./sorting.ts";
import type { Arrived } from "./take-in.ts";
import type { Wizard } from "./wizard-form.ts";

export type View = ViewName;

/** What the relay editor is open for: a new relay, or a saved one with its spec. Each opening has its own number. */
export type Editing = { readonly id: string | null; readonly spec: string; readonly opened: number };

/** Several addresses in their form: it is kept while other views are shown, and while they are added. */
export interface Many {
  readonly text: string;
  /** Those that could not be added, as they were written, and why. */
  readonly failed: ReadonlyMap<string, Failure>;
}

/** How the list of downloads is looked through. */
export interface Looking {
  readonly filter: Filter;
  readonly type: TypeFilter;
  readonly search: string;
  readonly selection: Selection;
}

export const lookingAtAll: Looking = { filter: "all", type: "all", search: "", selection: nothingSelected };

/** Rows that were moved in the queue, or could not be. */
export type Moved =
  | {
      readonly kind: "moved";
      readonly name: string;
      readonly count: number;
      readonly place: number;
      readonly total: number;
    }
  | { readonly kind: "at-end"; readonly name: string }
  | { readonly kind: "other-sort" };

export interface AppState {
  readonly connection: "connecting" | "connected" | "lost";
  readonly info: AppInfo | undefined;
  readonly settings: SettingsView | undefined;
  /** What the settings are at first. */
  readonly defaults: SettingsView | undefined;
  /** The speed limit that holds now. */
  readonly limitNow: LimitNow | undefined;
  /** Addresses from outside, which wait for the person's word. */
  readonly offers: readonly OfferView[];
  readonly relays: readonly RelayView[];
  /** Newest first. */
  readonly downloads: readonly DownloadView[];
  readonly looking: Looking;
  readonly sort: Sort;
  /** What became of the last wish to move rows in the queue: said to those who do not see it. */
  readonly moved: Moved | undefined;
  /** When each running download's bytes last grew, by its id. */
  readonly movedAt: Readonly<Record<string, number>>;
  /** What this window asked for, by download: views carry no query and no credentials. */
  readonly asked: Readonly<Record<string, NewDownload>>;
  /** How downloads are fetched, as far as that was looked at, and what was typed to change it, by the download's id. */
  readonly how: Readonly<Record<string, HowState>>;
  /** The comparison on the screen. */
  readonly comparison: ComparisonView | undefined;
  /** Ids of comparisons that are being made, in whatever window or by a plan. */
  readonly comparing: readonly string[];
  /** What this window knows by itself of its last comparison. */
  readonly compared: Compared | undefined;
  /** What was found of relays that are not saved, by the name of the check (`wizard`). */
  readonly health: Readonly<Record<string, RelayHealth>>;
  readonly gateway: GatewayView | undefined;
  /** Comparisons that are made again and again. */
  readonly plans: readonly PlannedComparison[];
  readonly practice: PracticeView | undefined;
  readonly updates: UpdateView | undefined;
  /** The new version whose notice was dismissed. */
  readonly updateSeen: string | undefined;
  readonly view: View;
  readonly ask: Ask;
  readonly probes: readonly ProbeView[];
  readonly probing: boolean;
  /** The download that is the same as what was just asked for. */
  readonly duplicate: SameDownload | undefined;
  /** What was dropped on the window and is to be brought into sight. */
  readonly arrived: Arrived | undefined;
  /** What is wrong with the address, or with what was asked for. */
  readonly askProblem: Failure | "no-relay-to-compare" | undefined;
  readonly editing: Editing | undefined;
  /** What was typed in the relay editor: it stays while other views are shown, until it is saved or given up. */
  readonly relayDraft: RelayForm | undefined;
  /** Rules that were typed, and are neither saved nor given up; `base` is what they were made from. */
  readonly rulesDraft: { readonly text: string; readonly base: string } | undefined;
  /** New limits by time, and new folders by kind, that are being filled in: they count once they are added. */
  readonly limitDrafts: readonly Row[];
  readonly folderDrafts: readonly FolderRow[];
  /** The form that sets a relay up, with what was typed there; undefined while it was never opened. */
  readonly wizard: Wizard | undefined;
  /** The form for several addresses, where it is open. */
  readonly many: Many | undefined;
  /** What went wrong with anything else. */
  readonly notice: Failure | undefined;
  /** What the person waits for: the name of a call. */
  readonly busy: readonly string[];
}

export type AppStore = StoreApi<AppState>;

/** A store that knows nothing yet. */
export function createAppStore(ask: Ask = emptyAsk, compared?: Compared, sort: Sort = newestOnTop): AppStore {
  const store = createStore<AppState>()(() => ({
    connection: "connecting",
    info: undefined,
    settings: undefined,
    defaults: undefined,
    limitNow: undefined,
    offers: [],
    relays: [],
    downloads: [],
    looking: lookingAtAll,
    sort,
    moved: undefined,
    movedAt: {},
    asked: {},
    how: {},
    comparison: undefined,
    comparing: [],
    compared,
    health: {},
    gateway: undefined,
    plans: [],
    practice: undefined,
    updates: undefined,
    updateSeen: undefined,
    view: "new",
    ask,
    probes: [],
    probing: false,
    duplicate: undefined,
    arrived: undefined,
    askProblem: undefined,
    editing: undefined,
    relayDraft: undefined,
    rulesDraft: undefined,
    limitDrafts: [],
    folderDrafts: [],
    wizard: undefined,
    many: undefined,
    notice: undefined,
    busy: [],
  }));
  // The first to hear of it: before anything is drawn in the colours.
  store.subscribe((now, before) => {
    if (now.relays !== before.relays) keepColours(before.relays, now.relays);
  });
  return store;
}

/** The mode in force: chosen for this file, else the settings'. */
export function modeOf(state: Pick<AppState, "ask" | "settings">): Mode {
  return state.ask.mode ?? state.settings?.mode ?? "auto";
}

/** The whole address of the comparison on the screen where this window started it, else what its view says of it. */
export function comparedUrl({ comparison, compared }: Pick<AppState, "comparison" | "compared">): string {
  const whole = compared?.id === comparison?.id ? compared?.url : undefined;
  // Views carry no query and no credentials.
  return whole ?? comparison?.url ?? "";
}

/** Puts changed downloads into the list, newest first, and notes whose bytes grew. */
export function mergeDownloads(
  state: Pick<AppState, "downloads" | "movedAt">,
  changed: readonly DownloadView[],
  now: number,
): Pick<AppState, "downloads" | "movedAt"> {
  const known = new Map(state.downloads.map((view) => [view.id, view]));
  const before = known.size;
  const movedAt: Record<string, number> = {};
  // Of those at work alone: else it would grow with the list, and be copied four times a second.
  for (const [id, at] of Object.entries(state.movedAt)) if (isRunning(known.get(id))) movedAt[id] = at;
  for (const view of changed) {
    const old = known.get(view.id);
    if (!isRunning(view)) delete movedAt[view.id];
    else if (view.bytes !== old?.bytes || !isRunning(old)) movedAt[view.id] = now;
    known.set(view.id, view);
  }
  const downloads = [...known.values()];
  // Those that were known keep their places.
  return { downloads: known.size === before ? downloads : downloads.sort(newestFirst), movedAt };
}

/** The downloads of the list, and what was typed for those alone. */
export function keepListed(
  { how }: Pick<AppState, "how">,
  downloads: readonly DownloadView[],
): Pick<AppState, "downloads" | "how"> {
  const there = new Set(downloads.map(({ id }) => id));
  const kept = Object.entries(how).filter(([id]) => there.has(id));
  return {
    downloads,
    how: kept.length === Object.keys(how).length ? how : Object.fromEntries(kept),
  };
}

function isRunning(view: DownloadView | undefined): boolean {
  return view?.state === "running";
}

function newestFirst(a: DownloadView, b: DownloadView): number {
  return b.createdAt - a.createdAt;
}
