/** What a person can do. Each action calls the host and puts what went wrong where it can be read. */
import type { NewComparison, NewDownload } from "../../electron/common/contract.ts";
import { AppError, toFailure, type Failure } from "../../electron/common/errors.ts";
import { parseSource, trySource } from "../../electron/common/source.ts";
import type {
  ComparisonView,
  Licence,
  FinishAct,
  HowView,
  OfferView,
  PastComparison,
  RelayTest,
  RelayUse,
  RelayView,
  SettingsView,
} from "../../electron/common/views.ts";
import type { ConnectedClient } from "../client/client.ts";
import {
  chosenRelays,
  emptyAsk,
  headersFor,
  toComparison,
  toDownload,
  toggleRoute,
  type Ask,
} from "./ask.ts";
import { tooMuch, type CurlRead } from "./curl.ts";
import type { FolderRow } from "./folder-form.ts";
import { howFormWith, howUntouched, toChange, typedSince, type HowDraft, type HowState } from "./how-form.ts";
import { readMany, type ManyEntry } from "./many.ts";
import type { RelayForm } from "./relay-form.ts";
import { rememberCompared, rememberOff, type Compared, type Memory } from "./memory.ts";
import { createListActions } from "./list-actions.ts";
import type { Row } from "./schedule-form.ts";
import { readStart } from "./start-time.ts";
import type { Arrived } from "./take-in.ts";
import { findRelay } from "./roads.ts";
import { newWizard, toggleWizard, type Wizard, type WizardForm } from "./wizard-form.ts";
import { comparedUrl, modeOf, type AppState, type AppStore, type View } from "./store.ts";

/** Calls on one download that need no more than its id. */
type DownloadCall = "pause" | "resume" | "restart" | "cancel" | "remove" | "open" | "reveal";

export type Actions = ReturnType<typeof createActions>;

/** Whoever wants the next to wait, too, says so again: else it would wait unseen. */
const atOnce = { start: "now", startAt: "" } as const;

/** What belongs to one file; the next has its own. */
const ofOneFile = { name: "", checksum: "", headers: "", acceptPage: false, onFinish: null } as const;

/** What the routes are asked with. */
const routeParts = ["url", "mode", "off", "headers"] as const satisfies readonly (keyof Ask)[];

/** How long typing rests before the routes are asked for the address. */
const restMs = 500;

const lost = () => new AppError("connection-to-app-lost", {});

export function createActions(store: AppStore, client: ConnectedClient, memory: Memory = {}) {
  const set = store.setState;
  const get = store.getState;
  let asking: ReturnType<typeof setTimeout> | undefined;
  let turns = 0;
  let openings = 0;
  /** The relays that the person had switched off before the practice network switched all others off; undefined without it. */
  let ownOff: readonly string[] | undefined;

  /** Runs `work` as `name`; tells `tell` what went wrong, except that the connection is gone, which has its own place. */
  async function run<T>(
    name: string,
    work: () => Promise<T>,
    tell: (failure: Failure) => void = (notice) => set({ notice }),
  ): Promise<T | undefined> {
    set((state) => ({ busy: [...state.busy, name], notice: undefined }));
    try {
      return await work();
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code === "connection-to-app-lost") set({ connection: "lost" });
      else tell(failure);
      return undefined;
    } finally {
      set((state) => ({ busy: without(state.busy, name) }));
    }
  }

  /** The same for work that ends with nothing. Out: whether it went well. */
  const done = async (
    name: string,
    work: () => Promise<unknown>,
    tell?: (failure: Failure) => void,
  ): Promise<boolean> => {
    const all = async () => {
      await work();
      return true;
    };
    return (await run(name, all, tell)) ?? false;
  };

  const turnOf = new Map<string, number>();
  /**
   * Takes an answer only while no later call of its `kind` was made: the host tells of a change before it answers, so what that
   * one set may be here already, and would be taken back.
   */
  async function newest<T>(kind: string, work: () => Promise<T>, take: (value: T) => void): Promise<T> {
    const turn = (turnOf.get(kind) ?? 0) + 1;
    turnOf.set(kind, turn);
    const value = await work();
    if (turnOf.get(kind) === turn) take(value);
    return value;
  }
  const putRelay = (saved: RelayView) => set((state) => ({ relays: withRelay(state, saved) }));

  const askFailed = (askProblem: Failure) => set({ askProblem });
  const cannotTake = (detail: string) => askFailed(toFailure(new AppError("not-available", { detail })));

  function change(part: Partial<Ask>): void {
    set(({ ask }) => {
      // Cookies and the like are for the server that they were given for.
      const elsewhere =
        part.url !== undefined &&
        trySource(ask.url) !== undefined &&
        trySource(part.url)?.origin !== trySource(ask.url)?.origin;
      return {
        ask: { ...ask, ...(elsewhere && { headers: "" }), ...part },
        askProblem: undefined,
        duplicate: undefined,
      };
    });
    if (part.off && ownOff === undefined) rememberOff(memory, part.off);
    // A name, or when it starts, is no matter of theirs.
    if (routeParts.some((name) => name in part)) askRoutes();
  }

  /** Asks the routes for the address, once typing rests. In mode relay nothing may go direct, so only relays are asked. */
  function askRoutes(): void {
    clearTimeout(asking);
    turns++;
    const { ask, relays } = get();
    const url = ask.url.trim();
    const source = trySource(url);
    set({ probes: [], probing: source !== undefined });
    if (!source) return;
    const chosen = chosenRelays(ask, relays).map(({ id }) => id);
    const mode = modeOf(get());
    const routes = mode === "direct" ? ["direct"] : mode === "relay" ? chosen : ["direct", ...chosen];
    const headers = headersFor(url, ask);
    const turn = turns;
    asking = setTimeout(async () => {
      const probes = await run(
        "probe",
        () => client.call("sources.probe", { url, relays: routes, ...(headers && { headers }) }),
        (failure) => (turn === turns ? askFailed(failure) : undefined),
      );
      // What was asked before something changed is of no use any more.
      if (turn === turns) set({ probes: probes ?? [], probing: false });
    }, restMs);
  }

  /** Whether a time was given that is still to come, where there must be one; if not, says so. */
  function checkStart(): boolean {
    const { start, startAt } = get().ask;
    if (start !== "at" || readStart(startAt, Date.now()) !== undefined) return true;
    askFailed(toFailure(new AppError("not-allowed", { detail: "the time to start at is not one to come" })));
    return false;
  }

  /** Whether the address can be asked for; if not, says why. */
  function checkAddress(): boolean {
    try {
      parseSource(get().ask.url);
      return true;
    } catch (error) {
      askFailed(toFailure(error));
      return false;
    }
  }

  /** `clears`: whether what was said of this file is still in the form. */
  async function add(input: NewDownload, clears = true): Promise<void> {
    const added = await run("download", () => addDownload(input), askFailed);
    if (!added) return;
    noteAsked(added.id, input);
    // Name, checksum, headers and pages belong to one file; the next has its own.
    if (clears) set((state) => ({ ask: { ...state.ask, ...ofOneFile, ...atOnce } }));
  }
  async function downloadNow(): Promise<void> {
    const state = get();
    await add(toDownload(state.ask, modeOf(state), state.relays));
  }
  function noteAsked(id: string, input: NewDownload): void {
    set((state) => ({ asked: { ...state.asked, [id]: input } }));
  }
  /** The practice file is gone with its network; whatever the person typed himself stays. */
  function leavePractice(made: string | null): void {
    const off = ownOff ?? get().ask.off;
    ownOff = undefined;
    change({ off, ...(get().ask.url === made && { url: "" }) });
  }
  // It may be stopped here, in another window, or with its host.
  store.subscribe((now, before) => {
    if (before.practice?.running && now.practice?.running === false) leavePractice(before.practice.url);
  });
  const addDownload = (input: NewDownload) => client.call("downloads.add", input);

  async function startComparison(input: NewComparison): Promise<void> {
    // A key may be held, or pressed again; each one would stop the one before.
    if (get().busy.includes("compare")) return;
    const comparison = await run("compare", () => client.call("comparisons.start", input), askFailed);
    if (comparison) noteCompared({ id: comparison.id, url: input.url }, comparison);
  }

  /** The routes of the comparison on the screen, as requests name them. */
  function comparedIds(): string[] {
    const { comparison, relays } = get();
    return (comparison?.routes ?? []).flatMap(({ route }) =>
      route === "direct" ? route : (findRelay(relays, route)?.id ?? []),
    );
  }

  /** Ends with nothing where it cannot be said. */
  const newHow = (id: string, take: (now: HowView) => void) =>
    newest(`how ${id}`, () => client.call("downloads.how", { id }), take).catch(() => undefined);
  /** Of a download that is gone meanwhile, nothing is kept. */
  const putHow = (id: string, change: (before: HowState) => HowState) =>
    set(({ how, downloads }) =>
      downloads.some((one) => one.id === id)
        ? { how: { ...how, [id]: change(how[id] ?? howUntouched) } }
        : {},
    );

  async function dismissOffer(id: string): Promise<void> {
    await run(`offer ${id}`, () => client.call("offers.dismiss", { id }));
  }

  function showWizard(wizard: Wizard): void {
    const before = get().wizard;
    // What was found of one relay says nothing of the next.
    const anew = before !== undefined && before.form !== wizard.form;
    set(({ health: { wizard: found, ...health } }) => ({
      wizard,
      health: { ...health, ...(found && !anew && { wizard: found }) },
    }));
  }

  function noteCompared(compared: Compared, comparison: ComparisonView | undefined): void {
    set({ compared, comparison });
    rememberCompared(memory, compared);
  }

  function show(view: View): void {
    // Who leaves the first steps has seen them; About shows them again.
    if (get().view === "welcome" && view !== "welcome")
      void run("welcome", () => client.call("app.welcomed"));
    set({ view });
  }

  return {
    ...createListActions(store, client, run, memory),
    show,
    dismissNotice: () => set({ notice: undefined }),

    change,
    toggle: (route: string) => change(toggleRoute(get().ask, modeOf(get()), route)),
    askRoutes,

    download: async (): Promise<void> => {
      if (!checkAddress() || !checkStart()) return;
      const state = get();
      const { ask, probes } = state;
      const asked = toDownload(ask, modeOf(state), state.relays);
      const { url, folder, name } = asked;
      const expected = probes.find((probe) => probe.name !== null)?.name;
      const input = { url, ...(folder && { folder }), ...(name && { name }), ...(expected && { expected }) };
      const duplicate = await run("download", () => client.call("downloads.same", input), askFailed);
      if (duplicate === undefined) return;
      // What is typed meanwhile is for the next one: this one is as it was when the button was pressed.
      const moved = get().ask.url !== ask.url;
      // It may be in the list for a moment before that is painted.
      if (duplicate) return moved ? undefined : set({ duplicate });
      await add(asked, !moved);
    },
    /** The same, though it is in the list already. */
    downloadAgain: async (): Promise<void> => {
      set({ duplicate: undefined });
      await downloadNow();
    },
    forgetDuplicate: () => set({ duplicate: undefined }),

    /** Offers what a dropped or chosen file says. Out: whether it was a Metalink with an address. */
    readMetalink: async (text: string): Promise<boolean> => {
      const read = await run("metalink", () => client.call("offers.read", { text }), askFailed);
      return (read?.count ?? 0) > 0;
    },

    /** Which of several are in the list already; undefined where that could not be asked. */
    knownAmong: (entries: readonly ManyEntry[]): Promise<ReadonlySet<ManyEntry> | undefined> =>
      run(
        "many",
        async () => {
          const folder = get().ask.folder.trim();
          const known = new Set<ManyEntry>();
          for (const entry of entries) {
            const { url, name } = entry;
            const input = { url, ...(folder && { folder }), ...(name && { name }) };
            if (await client.call("downloads.same", input)) known.add(entry);
          }
          return known;
        },
        askFailed,
      ),

    /** Opens the form for several; what stands there already stays. */
    openMany: (text: string): void =>
      set(({ many }) => ({
        many: { text: [many?.text.trim(), text].filter(Boolean).join("\n"), failed: new Map() },
      })),
    typeMany: (text: string): void => set({ many: { text, failed: new Map() } }),
    closeMany: (): void => set({ many: undefined }),

    /** Downloads several, one after another in the list. What could not be added stays in their form, with why. */
    downloadMany: async (entries: readonly ManyEntry[]): Promise<void> => {
      if (!checkStart()) return;
      const failed = new Map<string, Failure>();
      const added = new Set<string>();
      for (const { text, url, headers, name } of entries) {
        const state = get();
        // What the form says of one file is for the address in the form; a command has its own.
        const one = { ...state.ask, ...ofOneFile, url, headers, name };
        const input = toDownload(one, modeOf(state), state.relays);
        const view = await run(
          "many",
          () => addDownload(input),
          (failure) => failed.set(text, failure),
        );
        if (view) {
          added.add(text);
          noteAsked(view.id, input);
        } else if (!failed.has(text)) break;
      }
      // The connection went away before these, or with them.
      for (const { text } of entries)
        if (!added.has(text) && !failed.has(text)) failed.set(text, toFailure(lost()));
      // What was typed meanwhile stays, too.
      const typed = readMany(get().many?.text ?? "").map(({ text }) => text);
      const left = [...new Set([...failed.keys(), ...typed.filter((text) => !added.has(text))])];
      set((state) => ({
        many: left.length === 0 ? undefined : { text: left.join("\n"), failed },
        ...(added.size > 0 && { ask: { ...state.ask, ...atOnce } }),
      }));
    },

    /** What was said of the one before is no longer so. */
    beginArrival: (): void => set({ askProblem: undefined }),
    /** Shows the page that takes what was dropped, with `what` of it in sight. */
    showArrived: (what: Arrived): void => {
      show("new");
      set({ arrived: what });
    },
    arrivedSeen: (): void => set({ arrived: undefined }),

    /** Says that files hold nothing that can be taken. */
    sayNothingIn: ([first = "", ...others]: readonly string[]): void =>
      cannotTake(
        others.length === 0
          ? `${first} holds no addresses`
          : `none of these holds addresses: ${[first, ...others].join(", ")}`,
      ),

    /** Says that files cannot be read: what is dropped may be a folder, or be gone by now. */
    sayUnreadable: ([first = "", ...others]: readonly string[]): void =>
      cannotTake(
        others.length === 0
          ? `${first} is a folder, or a file that cannot be read; choose a list or a Metalink itself`
          : `these are folders, or files that cannot be read: ${[first, ...others].join(", ")}; choose lists or Metalinks themselves`,
      ),

    sayNoAddress: (): void => cannotTake("what was dropped holds no address of a file"),

    /** Takes a pasted command over, or says what of it cannot be done. */
    takeCurl: (curl: Exclude<CurlRead, { kind: "none" }>): void => {
      if (curl.kind === "read") return change({ url: curl.url, name: curl.name, headers: curl.headers });
      askFailed(tooMuch(curl.what));
    },

    compare: async (): Promise<void> => {
      if (!checkAddress()) return;
      const { ask, relays, probes } = get();
      const input = toComparison(ask, modeOf(get()), relays, probes);
      if (!input) {
        set({ askProblem: "no-relay-to-compare" });
        return;
      }
      await startComparison(input);
    },

    compareAgain: async (): Promise<void> => {
      if (!get().comparison) return;
      const url = comparedUrl(get());
      const headers = headersFor(url, get().ask);
      await startComparison({ url, relays: comparedIds(), ...(headers && { headers }) });
    },

    stopComparison: (id: string) => run("stop", () => client.call("comparisons.stop", { id })),
    putAwayComparison: () => {
      const { comparison } = get();
      if (comparison) noteCompared({ id: comparison.id, url: null }, undefined);
    },

    /** What is kept of comparisons with a host, or of all; undefined where it cannot be had. */
    history: (host?: string): Promise<readonly PastComparison[] | undefined> =>
      run("history", () => client.call("comparisons.history", host === undefined ? {} : { host })),
    /** Drops what is kept of one. Out: whether it is gone. */
    forgetComparison: (id: string) => done(`past ${id}`, () => client.call("comparisons.forget", { id })),
    /** Compares what is on the screen every hour for a day. */
    planComparison: async (): Promise<void> => {
      if (!get().comparison) return;
      const plan = { url: comparedUrl(get()), relays: comparedIds(), everyMinutes: 60, hours: 24 };
      await run("plan", () => client.call("comparisons.plan", plan));
    },
    unplanComparison: (id: string) => run("plan", () => client.call("comparisons.unplan", { id })),

    /** Downloads what was compared, as the result suggests. */
    takeAdvice: async (advice: string): Promise<void> => {
      const { comparison, ask, relays } = get();
      if (!comparison) return;
      const compared = comparison.routes.flatMap(({ route }) => findRelay(relays, route)?.id ?? []);
      const best = findRelay(relays, advice);
      const withDirect =
        modeOf(get()) !== "relay" && comparison.routes.some(({ route }) => route === "direct");
      const url = comparedUrl(get());
      // What the form says may be of another file by now.
      const [typed, source] = [trySource(ask.url), trySource(url)];
      const same = typed?.href === source?.href;
      if (same && !checkStart()) return;
      const near = typed?.origin === source?.origin;
      const { folder, headers } = ask;
      const form = same ? ask : { ...emptyAsk, folder, headers: near ? headers : "" };
      const input: NewDownload = {
        ...toDownload(form, "all", relays),
        url,
        ...(advice === "direct"
          ? { mode: "direct", relays: [] }
          : best
            ? // Direct may prove by samples what the relay brings, and help, unless the person wants nothing to go direct.
              { mode: withDirect ? "auto" : "relay", relays: [best.id] }
            : { mode: "all", relays: compared }),
      };
      await add(input, same);
    },

    onDownload: async (call: DownloadCall, id: string): Promise<void> => {
      await run(`${call} ${id}`, () => client.call(`downloads.${call}`, { id }));
    },

    /** Sets when a stopped download starts by itself; null: when the person says so. */
    schedule: async (id: string, at: number | null): Promise<void> => {
      await run(`schedule ${id}`, () => client.call("downloads.schedule", { id, at }));
    },

    /** Out: whether it was set. */
    limitDownload: (id: string, limit: number | null): Promise<boolean> =>
      done(`limit ${id}`, () => client.call("downloads.limit", { id, limit })),

    /** What a download does inside; undefined where it cannot be said: it may have just left the list. */
    inside: (id: string) => client.call("downloads.inside", { id }).catch(() => undefined),

    /** The whole address of a download, to copy. */
    link: (id: string) => run(`link ${id}`, () => client.call("downloads.link", { id })),

    /** Asks how a download is fetched; where it cannot be said, what was known stays. */
    askHow: async (id: string): Promise<void> => {
      await newHow(id, (now) => putHow(id, ({ draft }) => ({ now, draft })));
    },
    typeHow: (id: string, part: HowDraft): void =>
      putHow(id, ({ now, draft }) => ({ now, draft: { ...draft, ...part } })),
    /** Changes that as the form says. Out: whether it was; `tell` hears why not. What is typed meanwhile stays a draft. */
    changeHow: async (id: string, tell: (failure: Failure) => void): Promise<boolean> => {
      const { how, relays } = get();
      const { now, draft: sent } = how[id] ?? howUntouched;
      if (!now) return false;
      const change = toChange(id, howFormWith(now, relays, sent));
      const work = async () => {
        await client.call("downloads.change", change);
        let after: HowView | undefined;
        await newHow(id, (said) => (after = said));
        // At once: else the form would show for a moment what it was before.
        putHow(id, (it) => ({ now: after ?? it.now, draft: typedSince(it.draft, sent) }));
      };
      return done(`how ${id}`, work, tell);
    },

    /** How fast it came over each route; undefined where it cannot be said. */
    speeds: (id: string) => client.call("downloads.speeds", { id }).catch(() => undefined),

    setOnFinish: async (id: string, onFinish: FinishAct | null): Promise<void> => {
      await run(`finish ${id}`, () => client.call("downloads.onFinish", { id, onFinish }));
    },

    /** Gives an unfinished download another checksum, or none. Out: whether it was taken; `tell` hears why not. */
    setChecksum: (id: string, checksum: string | null, tell: (failure: Failure) => void): Promise<boolean> =>
      done(`checksum ${id}`, () => client.call("downloads.checksum", { id, checksum }), tell),

    /** Holds a finished file against a checksum; undefined where that could not be done, and `tell` hears why. */
    verify: (id: string, checksum: string, tell: (failure: Failure) => void) =>
      run(`verify ${id}`, () => client.call("downloads.verify", { id, checksum }), tell),

    /** Gives an unfinished download a new link. Out: whether it was taken; `tell` hears why not. */
    relink: async (id: string, url: string, tell: (failure: Failure) => void): Promise<boolean> => {
      const view = await run(
        `relink ${id}`,
        () => client.call("downloads.relink", { id, url: url.trim() }),
        tell,
      );
      return view !== undefined;
    },

    /** Asks again for a download that a web page came for, and takes the page. Only this window knows the whole address. */
    savePage: async (id: string): Promise<void> => {
      const input = get().asked[id];
      if (!input) return;
      const taken = { ...input, acceptPage: true };
      // What cannot be asked for again stays in the list. Where the host goes on with it, there is none to remove.
      const added = await run(`page ${id}`, () => addDownload(taken));
      if (!added) return;
      noteAsked(added.id, taken);
      if (added.id !== id) await run(`page ${id}`, () => client.call("downloads.remove", { id }));
    },

    /** Out: whether they were set. */
    setSettings: (part: Partial<SettingsView>): Promise<boolean> =>
      done("settings", () =>
        newest(
          "settings",
          () => client.call("settings.set", part),
          (settings) => set({ settings }),
        ),
      ),
    /** Sets these back to what they were at first; all of them where none is named. */
    resetSettings: (names?: readonly (keyof SettingsView)[]) =>
      run("settings", () =>
        newest(
          "settings",
          () => client.call("settings.reset", names ? { names: [...names] } : {}),
          (settings) => set({ settings }),
        ),
      ),

    draftLimits: (limitDrafts: readonly Row[]): void => set({ limitDrafts }),
    draftFolders: (folderDrafts: readonly FolderRow[]): void => set({ folderDrafts }),

    /** What the host says of itself; undefined where it cannot be had, which is said. */
    about: () => run("about", () => client.call("about.get")),
    licences: async (): Promise<readonly Licence[]> =>
      (await run("licences", () => client.call("about.licences"))) ?? [],
    reportText: async (): Promise<string> => (await run("report", () => client.call("about.report"))) ?? "",
    checkUpdates: async (): Promise<void> => {
      const updates = await run("updates", () => client.call("updates.check"));
      if (updates) set({ updates });
    },
    downloadUpdate: async (): Promise<void> => {
      const updates = await run("update", () => client.call("updates.download"));
      if (updates) set({ updates });
    },
    restartIntoUpdate: async (): Promise<void> => {
      await run("restart", () => client.call("updates.restart"));
    },
    dismissUpdate: () => set(({ updates }) => ({ updateSeen: updates?.version ?? undefined })),
    revealKept: async (what: "data" | "log"): Promise<void> => {
      await run("reveal", () => client.call("about.reveal", { what }));
    },

    dismissOffer,
    /** Downloads what came from outside, by the routes and the mode in force. */
    takeOffer: async ({ id, url, name, checksum, mirrors }: OfferView): Promise<void> => {
      const { ask, relays } = get();
      const input: NewDownload = {
        ...toDownload({ ...emptyAsk, off: ask.off, url }, modeOf(get()), relays),
        ...(name !== null && { name }),
        ...(checksum !== null && { checksum }),
        ...(mirrors.length > 0 && { mirrors }),
      };
      const added = await run(`offer ${id}`, () => addDownload(input));
      if (!added) return;
      noteAsked(added.id, input);
      await dismissOffer(id);
    },
    /** Puts what came from outside where a person types, to compare it or to say more of it. */
    editOffer: async ({ id, url, name, checksum }: OfferView): Promise<void> => {
      change({ url, name: name ?? "", checksum: checksum ?? "" });
      await dismissOffer(id);
    },

    pickFolder: async (): Promise<string | undefined> =>
      (await run("pick", () => client.call("folder.pick"))) ?? undefined,

    /** Opens the form for a new relay; what stands in it already stays. */
    addRelay: () =>
      set(({ editing, relayDraft }) => ({
        editing: { id: null, spec: "", opened: ++openings },
        relayDraft: editing?.id === null ? relayDraft : undefined,
      })),
    toggleWizard: (): void => showWizard(toggleWizard(get().wizard)),
    /** Begins another relay, with another token. */
    beginWizard: (): void => showWizard(newWizard()),
    typeWizard: (part: Partial<WizardForm>): void =>
      set(({ wizard }) => ({ wizard: wizard && { ...wizard, form: { ...wizard.form, ...part } } })),
    typeRelay: (relayDraft: RelayForm): void => set({ relayDraft }),
    closeEditor: () => set({ editing: undefined, relayDraft: undefined }),
    editRelay: async (id: string): Promise<void> => {
      const before = get().editing;
      const spec = await run("spec", () => client.call("relays.spec", { id }));
      // Another form that was opened meanwhile is being filled in.
      if (spec === undefined || get().editing !== before) return;
      const { relayDraft } = get();
      set({
        editing: { id, spec, opened: ++openings },
        relayDraft: before?.id === id ? relayDraft : undefined,
      });
    },
    /** Saves what is edited, and closes its form, unless more was typed meanwhile. */
    async saveRelay(spec: string, tell: (failure: Failure) => void): Promise<void> {
      const { editing, relayDraft } = get();
      const id = editing?.id ?? null;
      const work = () =>
        id === null ? client.call("relays.add", { spec }) : client.call("relays.update", { id, spec });
      const saved = await run("save", work, tell);
      if (!saved) return;
      set((state) => ({
        ...(state.editing === editing &&
          (editing && state.relayDraft !== relayDraft
            ? // What is saved next is the same relay.
              { editing: { ...editing, id: saved.id } }
            : { editing: undefined, relayDraft: undefined })),
        askProblem: undefined,
        relays: withRelay(state, saved),
      }));
      askRoutes();
    },
    /** Saves the relay that the wizard made of what stands there. */
    saveWizard: async (spec: string, tell: (failure: Failure) => void): Promise<void> => {
      const form = get().wizard?.form;
      const saved = await run("save", () => client.call("relays.add", { spec }), tell);
      if (!saved) return;
      set((state) => ({
        relays: withRelay(state, saved),
        wizard: state.wizard && form && { ...state.wizard, added: { spec, form } },
      }));
    },
    setRelayUse: async (id: string, use: RelayUse): Promise<void> => {
      const saved = await run("use", () =>
        newest(`relay ${id}`, () => client.call("relays.use", { id, use }), putRelay),
      );
      if (!saved) return;
      // What is never wanted is off until the person switches it on.
      const offWith = (before: readonly string[]) => {
        const off = before.filter((one) => one !== id);
        return use === "never" ? [...off, id] : off;
      };
      if (ownOff) {
        ownOff = offWith(ownOff);
        rememberOff(memory, ownOff);
      }
      change({ off: offWith(get().ask.off) });
    },
    /** Sets one allowance, or both. Out: whether it was set. */
    setRelayQuota: (id: string, part: Partial<RelayView["quota"]>): Promise<boolean> =>
      done("quota", () =>
        newest(`relay ${id}`, () => client.call("relays.quota", { id, ...part }), putRelay),
      ),
    /** Looks at a relay; of a saved one the host keeps what was found, of another one the page does, under `name`. */
    checkRelay: async (
      name: string,
      relay: { readonly id: string } | { readonly spec: string },
      typed: string,
      tell: (failure: Failure) => void,
      as = name,
    ): Promise<void> => {
      const url = typed.trim();
      const found = await run(
        name,
        () => client.call("relays.health", { ...relay, ...(url && { url }) }),
        tell,
      );
      if (found && !("id" in relay)) set((state) => ({ health: { ...state.health, [as]: found } }));
    },
    moveRelay: (id: string, to: "up" | "down") => done("move", () => client.call("relays.move", { id, to })),
    removeRelay: async (id: string): Promise<void> => {
      const gone = await done("remove relay", () => client.call("relays.remove", { id }));
      if (gone)
        set(({ editing }) => (editing?.id === id ? { editing: undefined, relayDraft: undefined } : {}));
    },
    async testRelay(spec: string, tell: (failure: Failure) => void): Promise<RelayTest | undefined> {
      const url = get().ask.url.trim();
      const source = trySource(url) ? { url } : {};
      const id = get().editing?.id;
      const saved = id ? { id } : {};
      return run("test", () => client.call("relays.test", { spec, ...source, ...saved }), tell);
    },

    startGateway: async (allowPrivate: boolean): Promise<void> => {
      const gateway = await run("gateway", () => client.call("gateway.start", { allowPrivate }));
      if (gateway) set({ gateway });
    },
    stopGateway: async (): Promise<void> => {
      const gateway = await run("gateway", () => client.call("gateway.stop"));
      if (gateway) set({ gateway });
    },
    /** The rules as text; undefined where they cannot be had. */
    readRules: () => run("rules", () => client.call("rules.get")),
    /** In: what is typed, and what it was made from where nothing was typed before. */
    typeRules: (text: string, base: string): void =>
      set(({ rulesDraft }) => ({ rulesDraft: { text, base: rulesDraft?.base ?? base } })),
    dropRules: (): void => set({ rulesDraft: undefined }),
    /**
     * Saves the rules that are typed; where none are, those of another window must not be undone by what was read before. Out: the
     * rules as they are kept, and whether they are the typed ones: what was changed elsewhere since is not saved over the first
     * time. Undefined where nothing is typed, or `tell` hears what is wrong. What is typed meanwhile stays.
     */
    saveRules: async (
      tell: (failure: Failure) => void,
    ): Promise<{ readonly rules: string; readonly saved: boolean } | undefined> => {
      const typed = get().rulesDraft;
      if (!typed) return undefined;
      const { text, base } = typed;
      const now = await run("rules", () => client.call("rules.get"), tell);
      if (now === undefined) return undefined;
      if (now !== base && now !== text) {
        set(({ rulesDraft }) => ({ rulesDraft: rulesDraft && { ...rulesDraft, base: now } }));
        return { rules: now, saved: false };
      }
      const rules = await run("rules", () => client.call("rules.set", { text }), tell);
      if (rules === undefined) return undefined;
      set(({ rulesDraft: draft }) => ({
        rulesDraft: draft && draft.text !== text ? { text: draft.text, base: rules } : undefined,
      }));
      return { rules, saved: true };
    },
    testRules: (url: string, tell: (failure: Failure) => void) =>
      run("rules", () => client.call("rules.test", { url }), tell),

    /** Out: whether it runs. */
    startPractice: async (): Promise<boolean> => {
      const practice = await run("practice", () => client.call("practice.start"));
      if (!practice) return false;
      const relays = (await run("relays", () => client.call("relays.list"))) ?? get().relays;
      set({ practice, relays });
      ownOff ??= get().ask.off;
      const off = relays.filter(({ id }) => !practice.relays.includes(id)).map(({ id }) => id);
      set((state) => ({
        ask: { ...state.ask, url: practice.url ?? "", off, mode: undefined },
        askProblem: undefined,
      }));
      askRoutes();
      return true;
    },
    stopPractice: async (): Promise<void> => {
      const practice = await run("practice", () => client.call("practice.stop"));
      if (!practice) return;
      set({ practice });
    },
  };
}

function without(names: readonly string[], name: string): readonly string[] {
  const at = names.indexOf(name);
  return at < 0 ? names : names.toSpliced(at, 1);
}

function withRelay(state: AppState, saved: AppState["relays"][number]): AppState["relays"] {
  return state.relays.some(({ id }) => id === saved.id)
    ? state.relays.map((relay) => (relay.id === saved.id ? saved : relay))
    : [...state.relays, saved];
}
