/** One download: its record, its runs, its state. What happens in a run stands in transfer.ts and plain.ts. */
import { unlink } from "node:fs/promises";
import path from "node:path";
import { AppError, describe, fromFailure, toFailure, type Failure } from "../../common/errors.ts";
import type {
  ConnectionView,
  DownloadState,
  DownloadView,
  FinishAct,
  PoolPlace,
} from "../../common/views.ts";
import type { Identity } from "../http/validators.ts";
import { direct } from "../routes/direct.ts";
import { routeFor } from "../routes/create-route.ts";
import { resolveSystem } from "../routes/system.ts";
import { beginsAt, mirrorRoutes } from "../routes/mirror.ts";
import type { Route } from "../routes/route.ts";
import { showsHeld } from "../store/database.ts";
import type { DownloadRecord } from "../store/store.ts";
import { parseRelaySpec } from "../../common/relay-spec.ts";
import { networkName } from "../pool/network.ts";
import { poolOf } from "../pool/pool.ts";
import { rememberRoads, wasAsked } from "../pool/route-memory.ts";
import { quotaError, type QuotaState, type TrafficBook } from "../pool/traffic-book.ts";
import type { ChooseFolder, DownloadReport, EngineOptions, NamedRelay } from "../types.ts";
import { Rebase, sampleBytes, sizeOnly } from "./admission.ts";
import { Quarantine } from "./contradiction.ts";
import { fromZero } from "./from-zero.ts";
import { fillByStream } from "./fill-by-stream.ts";
import { rememberCap, rememberedCap, rememberedLanes, rememberLanes } from "./host-limits.ts";
import { proveLink } from "./prove-link.ts";
import { Samples } from "./samples.ts";
import { splitExtension } from "../http/file-name.ts";
import { parseChecksum } from "./checksum.ts";
import { claimPlace, folderOf, pageWarnings } from "./claim-place.ts";
import { bytesOf, nameOf, reportOf, viewOf, type Live } from "./download-view.ts";
import { checkRoom, describeFullDisk } from "./disk-error.ts";
import { adoptDraft } from "./drafts.ts";
import type { HostSeats, Seats } from "./host-seats.ts";
import { finish } from "./finish.ts";
import { Ledger, ledgerOf } from "./ledger.ts";
import { dialAhead, openRoad, type Ask, type Asked, type Opening } from "./opening.ts";
import { PartFile, partEnding, renameOverNothing, reopenOr, takeNameBack } from "./part-file.ts";
import { passes, pauses } from "./pausing.ts";
import { plainWarnings, runPlain } from "./plain.ts";
import { chooseReference, failureOfAll } from "./reference.ts";
import { judge } from "./retry.ts";
import { createRoad, mostLanes, ownRelay, type Road } from "./road.ts";
import { leaseScheduler } from "./scheduler.ts";
import type { Limit, SharedLimit } from "./throttle.ts";
import { Transfer } from "./transfer.ts";
import { metalinkAddress } from "../verify/metalink.ts";
import { digestsIn } from "../verify/digest-headers.ts";
import { fromHex, type Found } from "../verify/found.ts";
import { repair } from "../verify/repair.ts";
import { createFetcher, integrityOf, lookBeside } from "../verify/verify.ts";

const MiB = 1024 * 1024;
/** The first request asks for so much: a small file comes whole in one answer, and a large one keeps its connection. */
const firstAsk = 2 * MiB;
/** What a session that goes on fetches again before the first gap, to compare. */
const overlapBytes = 4096;
/** Connections that are opened to a relay of the user's own beside the first request's. */
const dialled = 15;
const flushMs = 1000;
/** What is said of an earlier run, and is no longer so once another one begins or is to begin. */
const afresh = { failure: null, finishedAt: null, endedAt: null, tryAt: null } as const;
/** What ends a stream in the midst of it. */
const lostBy = { truncated: true, "connection-lost": true, "timed-out": true, unreachable: true } as const;
/** A run goes on so long without a journal where another program holds the store: a backup, say. */
const mostHeldMs = 60_000;
/** How often the store is asked again to take a record that it refused. */
const againMs = 5000;
const tickMs = 200;

/** A route that carries another file. `detail` says how it differs, for a person. */
function differs(route: string, detail: string): Failure {
  return toFailure(new AppError("different-file", { route, detail }));
}

/** The route whose place in the pool, and whose quota, a route has: a mirror's is that of the route that it goes over. */
function roleName(route: Route): string {
  return route.base ?? route.name;
}

/** What each place in the pool is for, by the route's name. */
function rolesIn(places: readonly PoolPlace[]): ReadonlyMap<string, PoolPlace["role"]> {
  return new Map(places.map(({ route, role }) => [route, role]));
}

/** A road that is not asked in this run, not in anybody's place either. */
function leaveOut(road: Road, problem: Failure): void {
  Object.assign(road, { state: "out", reserve: false, problem });
}

/** Whose connections a route takes: those of the host that it begins at, over the route that a mirror's goes over. */
function seatOf(route: Route, source: URL): { readonly host: string; readonly route: string } {
  return { host: beginsAt(route, source).host, route: roleName(route) };
}

/** Why a run was ended from outside: by its person, or since the machine sleeps or Detour ends, after which it goes on by itself. */
type Interruption = "pause" | "cancel" | "suspend";

/** What all downloads of an engine share. */
export interface Shared {
  readonly limit: SharedLimit;
  readonly seats: HostSeats;
  readonly traffic: TrafficBook;
  /** Aborts when the engine closes. */
  readonly closing: AbortSignal;
  /** This host's number: see store/host-slot.ts. Null under a command that does not stay. */
  readonly host: number | null;
  /** Where files go whose folder depends on their name; it may change at any time. */
  readonly folders: { choose: ChooseFolder };
}

export class Download {
  readonly record: DownloadRecord;
  /** When it is tried again by itself, ms since 1970: see downloads.ts. */
  retryAt: number | null = null;
  readonly #options: EngineOptions;
  readonly #shared: Shared;
  readonly #limit: Limit;
  #seats: Seats | undefined;
  readonly #changed: (ended?: boolean) => void;
  #state: DownloadState;
  #roads: Road[] = [];
  #places: readonly PoolPlace[] = [];
  #resolved: ReadonlyMap<string, NamedRelay> = new Map();
  #ledger: Ledger | undefined;
  #part: PartFile | undefined;
  #transfer: Transfer | undefined;
  #plainBytes = 0;
  #wholes = 0;
  /** Whether what stopped the last run may pass by itself. */
  #passes = false;
  #samples = new Samples();
  /** The route whose first answer the run goes by. */
  #leader: string | undefined;
  /** Checksums in the headers of an answer over an end-to-end route: a relay could write its own. */
  #digests: readonly Found[] = [];
  /** Checksums in files beside it: looked for while it comes. */
  #beside: Promise<readonly Found[]> = Promise.resolve([]);
  /** Looks for them, in a run that did not since its user had given one. */
  #lookForProofs: (() => void) | undefined;
  #controller: AbortController | undefined;
  /** Aborts the run from inside: the journal could not be written. */
  #broken = new AbortController();
  #run: Promise<void> = Promise.resolve();
  #runningSince: number | undefined;
  /** Whether a limit held at any time of this run: it may come and go by the hour. */
  #wasLimited = false;
  #flushing: Promise<void> = Promise.resolve();
  #flushed = 0;
  #flushedAt = 0;
  /** Since when another program has kept the journal from being written. */
  #heldSince: number | undefined;
  /** What the store has of it, as far as this process wrote or read it. */
  #written: Pick<DownloadRecord, "state" | "seconds">;
  /** Whether the store refused what came after that. */
  #unwritten = false;
  #asking = false;

  constructor(
    record: DownloadRecord,
    options: EngineOptions,
    shared: Shared,
    changed: (ended?: boolean) => void,
  ) {
    this.record = record;
    this.#written = { state: record.state, seconds: record.seconds };
    this.#options = options;
    this.#shared = shared;
    this.#limit = shared.limit.child(record.limit);
    this.#changed = changed;
    this.#state = record.state === "unfinished" ? "paused" : record.state;
  }

  get source(): URL {
    return new URL(this.record.source);
  }

  /** Whether a run is on its way to its end. */
  get stopping(): boolean {
    return this.#controller?.signal.aborted ?? false;
  }

  /** Bytes that another try would go on from. */
  get safeBytes(): number {
    return this.record.ranges ? this.#bytes() : 0;
  }

  /** Whether the last run fetched something that the next one cannot go on from. */
  get inVain(): boolean {
    return this.wholes > 0;
  }

  /** How often the last run began to fetch the whole file, of which nothing can be gone on with. */
  get wholes(): number {
    return this.record.ranges || this.record.state === "done" ? 0 : this.#wholes;
  }

  /** Whether it failed for a reason that may pass, with nothing to lose by another try: without ranges, nothing is ever kept. */
  get mayPass(): boolean {
    const { state, failure } = this.record;
    // Its headers are not readable again by waiting.
    if (failure === null || failure.code === "headers-locked") return false;
    return state === "paused" || (state === "failed" && this.#passes && this.safeBytes === 0);
  }

  get active(): boolean {
    return this.#controller !== undefined;
  }

  /** Whether its host has a seat for it on each of its routes. */
  get seated(): boolean {
    return this.#shared.seats.room(this.source.host, this.#seatRoutes());
  }

  /** Sets its bytes per second, for this run and later ones. Throws `disk-error` where that cannot be recorded. */
  setLimit(bytesPerSecond: number | null): void {
    this.record.limit = bytesPerSecond;
    this.#limit.set(bytesPerSecond);
    this.#save();
    this.#changed();
  }

  /**
   * Sets the checksum that its file is to have (`sha256:HEX`), null for none. Throws `not-allowed` while the file is being
   * checked, and `disk-error` where that cannot be recorded.
   */
  setChecksum(checksum: string | null): void {
    if (this.#state === "checking")
      throw new AppError("not-allowed", { detail: "the file is being checked; wait until that is over" });
    this.record.checksum = checksum;
    this.#save();
    if (checksum === null) this.#lookForProofs?.();
    this.#changed();
  }

  /**
   * What makes the file that failed its checksum the part again, whole, so that the next run has only to check it. Out:
   * undefined where nothing is known of it. Throws `part-lost` where it was removed or changed in size.
   */
  async takeBack(): Promise<Partial<DownloadRecord> | undefined> {
    const { wrong, identity } = this.record;
    if (wrong === null || !identity?.total) return undefined;
    const file = path.join(folderOf(this.record), wrong.name);
    await (await PartFile.reopen(file, identity.total, wrong.id, this.#options.disk)).close();
    return { partName: wrong.name, partId: wrong.id, done: wrong.done, wrong: null };
  }

  /** What was kept of it is gone: from now on that is why it failed. */
  lose(failure: Failure): void {
    this.record.failure = failure;
    this.record.wrong = null;
    this.#save();
    this.#changed();
  }

  /** Notes what is to happen when it is finished. Throws `disk-error` where that cannot be recorded. */
  setOnFinish(onFinish: FinishAct | null): void {
    this.record.onFinish = onFinish;
    this.#save();
    this.#changed();
  }

  /** Notes how it is to be fetched from its next run on. Throws `disk-error` where that cannot be recorded: then all is as it was. */
  change(how: Partial<DownloadRecord>): void {
    this.#turnInto(how);
    this.#changed();
  }

  /** Lets it wait for its turn, with what `change` says of how to fetch. On disk it is paused, and this host's. */
  wait(change: Partial<DownloadRecord> = {}): void {
    this.#idle("queued", change);
  }

  /** Lets it wait for its user, or for the time in `change`. */
  hold(change: Partial<DownloadRecord> = {}): void {
    this.#idle("paused", change);
  }

  #idle(state: "queued" | "paused", change: Partial<DownloadRecord>): void {
    if (this.active) return;
    const heldBy = state === "queued" ? this.#shared.host : null;
    this.#turnInto({ ...change, ...afresh, state: "paused", heldBy });
    this.#state = state;
    this.#changed();
  }

  /** Notes when it is tried again by itself, ms since 1970, also by the next host if this one ends before. */
  tryLater(at: number): void {
    this.retryAt = at;
    this.#note({ heldBy: this.#shared.host, tryAt: at });
  }

  /** From now on its person has the next word: it does not go on by itself when Detour begins again. */
  leave(): void {
    if (this.record.heldBy !== null) this.#note({ heldBy: null, tryAt: null });
  }

  /** Lets it rest for a reason that is shown, and be gone on with when Detour begins the next time. */
  hinder(failure: Failure): void {
    this.#note({ failure, ...(this.record.state === "unfinished" && { state: "paused" as const }) });
    this.#changed();
  }

  /** Records something of it while it rests, unless another process has it or went on with it. Never throws. */
  #note(change: Partial<DownloadRecord>): void {
    if (this.active) return;
    const { store, log } = this.#options;
    const { id } = this.record;
    try {
      const lock = store.lock(this.lockName());
      if (!lock) return;
      try {
        const stored = store.downloads.get(id);
        const { state, seconds } = this.#written;
        // Who went on with it knows better.
        if (!stored || stored.state !== state || stored.seconds !== seconds) {
          this.#unwritten = false;
          return;
        }
        Object.assign(this.record, this.#unwritten ? {} : stored, change);
        this.#save();
      } finally {
        lock.release();
      }
    } catch (error) {
      // It is so all the same; the store hears of it later.
      Object.assign(this.record, change);
      this.#missed();
      log.warn({ id, error: describe(error) }, "a mark of a download could not be recorded");
    }
  }

  /** Whether the store, which has `stored` of it, refused what this process knows beyond: then this process is right. */
  outran(stored: Pick<DownloadRecord, "state" | "seconds">): boolean {
    const { state, seconds } = this.#written;
    return this.#unwritten && stored.state === state && stored.seconds === seconds;
  }

  /** Asks the store again to take what it refused. Never throws. */
  recordAgain(): void {
    if (this.#unwritten) this.#note({});
  }

  /** What the store refused it is asked to take again and again, whoever looks. */
  #missed(): void {
    this.#unwritten = true;
    if (!this.#asking) void this.#keepAsking();
  }

  async #keepAsking(): Promise<void> {
    const { closing } = this.#shared;
    this.#asking = true;
    while (this.#unwritten && !closing.aborted) {
      await this.#options.clock.sleep(againMs, closing);
      // A run that began meanwhile writes it all.
      if (!closing.aborted) this.recordAgain();
    }
    this.#asking = false;
  }

  /** Records `change` on top of what the store has of it; where the store refuses, all is as it was, also why it stopped. */
  #turnInto(change: Partial<DownloadRecord>): void {
    const before = { ...this.record };
    // Another process may have gone on with it since we looked: its journal is the true one.
    const stored = this.#options.store.downloads.get(this.record.id);
    Object.assign(this.record, stored && !this.outran(stored) ? stored : {}, change);
    try {
      this.#save();
    } catch (error) {
      Object.assign(this.record, before);
      throw error;
    }
  }

  /** Takes back that it waits for its turn. */
  rest(): void {
    if (this.active || this.#state !== "queued") return;
    this.#state = "paused";
    this.#changed();
  }

  /**
   * Starts or goes on, with what `change` says of how to fetch. Throws AppError `already-running` where another process
   * has it, and `disk-error` where the store cannot be written.
   */
  start(change: Partial<DownloadRecord> = {}): void {
    if (this.active) return;
    const { clock, store } = this.#options;
    const lock = store.lock(this.lockName());
    if (!lock) throw new AppError("already-running", { file: nameOf(this.record, this.source) });
    const controller = new AbortController();
    try {
      this.#turnInto({ ...change, ...afresh, state: "unfinished", heldBy: this.#shared.host });
    } catch (error) {
      lock.release();
      throw error;
    }
    this.#controller = controller;
    this.#limit.set(this.record.limit);
    const seats = this.#shared.seats.join(this.source.host, this.#seatRoutes());
    this.#seats = seats;
    this.#broken = new AbortController();
    this.#ledger = undefined;
    this.#transfer = undefined;
    this.#plainBytes = 0;
    this.#wholes = 0;
    this.#samples = new Samples();
    this.#wasLimited = false;
    this.#state = "opening";
    this.#runningSince = clock.now();
    this.#changed();
    this.#run = this.#work(controller.signal).finally(() => {
      lock.release();
      seats.leave();
      this.#controller = undefined;
      this.#changed(true);
    });
  }

  /** Resolves when the run is over and everything is recorded. */
  settled(): Promise<void> {
    return this.#run;
  }

  async interrupt(why: Interruption): Promise<void> {
    this.#controller?.abort(why);
    await this.#run;
  }

  /** What the lock is taken on: the chosen file, or, as long as the name is the server's to give, the source. */
  lockName(): string {
    const { folder, wantedName } = this.record;
    return path.join(folder, wantedName ?? `\u0000${this.source.href}`);
  }

  partPath(): string | undefined {
    return this.record.partName === null ? undefined : path.join(folderOf(this.record), this.record.partName);
  }

  view(): DownloadView {
    return viewOf(this.record, this.#live());
  }

  /** What its connections fetch just now. */
  connections(): readonly ConnectionView[] {
    const now = this.#options.clock.now();
    if (!this.active) return [];
    if (this.#transfer) return this.#transfer.connections();
    // One stream, which sends the whole file.
    const total = this.record.identity?.total ?? null;
    return this.#roads
      .filter(({ lanes }) => lanes > 0)
      .map(({ route, meter }) => {
        const position = this.#plainBytes;
        const speed = meter.at(now);
        return {
          route: route.name,
          start: 0,
          position,
          end: total,
          speed,
          waiting: position === 0,
          copy: false,
        };
      });
  }

  report(): DownloadReport | undefined {
    return reportOf(this.record, this.#live());
  }

  #live(): Live {
    const now = this.#options.clock.now();
    return {
      source: this.source,
      state: this.#state,
      ledger: this.#ledger,
      roads: this.#roads,
      lanesOf: (road) => this.#transfer?.lanesOf(road) ?? road.lanes,
      plainBytes: this.#plainBytes,
      seconds: this.#seconds(now),
      retryAt: this.retryAt,
      pool: this.#places,
      now,
    };
  }

  #bytes(): number {
    return bytesOf(this.record, this.#live());
  }

  #seconds(now: number): number {
    return this.record.seconds + (this.#runningSince === undefined ? 0 : (now - this.#runningSince) / 1000);
  }

  /** All routes that its mode allows and its user did not ban, in the pool's order. */
  #routes(places: readonly PoolPlace[]): Route[] {
    const { traffic } = this.#shared;
    const relays = this.#relays();
    const routes = places
      .filter(({ reason }) => reason !== "banned")
      .map(({ route }): Route => {
        const relay = relays.get(route);
        return relay ? routeFor(relay, this.source, traffic.trafficOf(relay)) : direct;
      });
    return [
      ...routes,
      ...mirrorRoutes(
        routes,
        this.record.mirrors.map((mirror) => new URL(mirror)),
      ),
    ];
  }

  #relays(): ReadonlyMap<string, NamedRelay> {
    return new Map(
      this.record.relays.map(({ name, spec }) => [
        name,
        this.#resolved.get(name) ?? { name, spec: parseRelaySpec(spec) },
      ]),
    );
  }

  /** Looks up what `system:` stands for now: the proxy of a place where a run began before may not be here. */
  async #resolve(): Promise<void> {
    const named = this.record.relays.map(({ name, spec }) => ({ name, spec: parseRelaySpec(spec) }));
    const systems = named.filter(({ spec }) => spec.kind === "system");
    const found = await resolveSystem(systems, this.source, this.#options.systemProxy);
    this.#resolved = new Map(found.map((relay) => [relay.name, relay]));
  }

  #pool(): PoolPlace[] {
    const { store, clock, network = networkName } = this.#options;
    const world = { store, traffic: this.#shared.traffic, network: network(), date: clock.date() };
    return poolOf(this.record, this.source.host, world);
  }

  #seatRoutes() {
    const { store, clock } = this.#options;
    const places = this.#pool();
    const roles = rolesIn(places);
    return this.#routes(places).map((route) => {
      const at = seatOf(route, this.source);
      return {
        name: route.name,
        at,
        // A mirror is an extra: a download is not kept waiting for its sake.
        asked: roles.get(roleName(route)) === "used" && !route.mirror,
        ceiling: mostLanes(route),
        learned: rememberedCap(store, at.host, at.route, clock.date()),
      };
    });
  }

  #makeRoads(): Road[] {
    const { connections, counts } = this.record;
    this.#places = this.#pool();
    const roles = rolesIn(this.#places);
    return this.#routes(this.#places).map((route) => {
      const count = (counts[route.name] ??= { connections: 0, requests: 0, retries: 0 });
      const road = createRoad(route, connections, 0, count);
      road.reserve = roles.get(roleName(route)) === "reserve";
      const full = this.#quota(road);
      if (full?.state === "full") leaveOut(road, toFailure(quotaError(roleName(route), full)));
      const { store, clock } = this.#options;
      const at = seatOf(route, this.source);
      const learned = rememberedCap(store, at.host, at.route, clock.date());
      if (learned !== undefined) {
        road.cap = Math.min(road.cap, learned);
        road.refusedAt = clock.now();
        road.ahead = "off";
      }
      return road;
    });
  }

  /** How near to its end the quota of a road's relay is; undefined where it has none. */
  #quota({ route }: Road): QuotaState | undefined {
    const saved = this.record.relays.find(({ name }) => name === roleName(route));
    return saved && this.#shared.traffic.quota(parseRelaySpec(saved.spec));
  }

  /** Warns of quotas that are nearly used up; the sockets of one that is end by themselves (see TrafficBook). */
  #warnOfQuotas(): void {
    const near = this.#roads.some((road) => {
      // Its sockets may have been ended before it was looked at here.
      if (road.state === "out") return road.bytes > 0 && road.problem?.code === "relay-quota";
      return road.route.traffic !== undefined && (this.#quota(road)?.state ?? "free") !== "free";
    });
    if (near) this.record.warnings = [...new Set([...this.record.warnings, "quota" as const])];
  }

  /** Notes what the roads showed, for later choices. Under a limit their speeds say nothing. */
  #learn(): void {
    const { store, clock, log, network = networkName } = this.#options;
    rememberRoads(this.#roads, {
      store,
      log,
      network: network(),
      host: this.source.host,
      date: clock.date(),
      limited: this.#wasLimited || !this.#limit.unlimited,
    });
  }

  /** The whole of a run; never rejects. */
  async #work(signal: AbortSignal): Promise<void> {
    const { record } = this;
    const { clock, log } = this.#options;
    const ticker = setInterval(() => this.#tick(), tickMs);
    try {
      await this.#fetch(AbortSignal.any([signal, this.#broken.signal]));
      await this.#clearAside();
      record.wrong = null;
      record.state = "done";
      this.#state = "done";
      record.finishedAt = clock.date();
      record.endedAt = record.finishedAt;
    } catch (thrown) {
      const broken: unknown = this.#broken.signal.reason;
      // After a sync failed, another one that succeeds proves nothing: what the journal claims already is all there is.
      if (broken === undefined) await this.#flush().catch(() => undefined);
      if (signal.aborted) {
        record.state = "paused";
        this.#state = "paused";
      } else {
        const failure = toFailure(this.#inVain(await this.#explain(broken ?? thrown)));
        log.warn({ id: record.id, code: failure.code, message: failure.message }, "a download stopped");
        const routes = this.#roads.flatMap(({ problem }) => problem ?? []);
        this.#passes = passes({ failure, routes });
        const paused = pauses({ failure, routes, bytes: this.#bytes(), ranges: record.ranges });
        record.state = paused ? "paused" : "failed";
        record.failure = failure;
        if (!paused) record.endedAt = clock.date();
        this.#state = record.state;
        // The file was kept aside under another name: this download has no part any more.
        if (failure.code === "checksum-mismatch") this.#keepWrong(failure);
        await this.#sweep();
      }
    } finally {
      clearInterval(ticker);
      if (!signal.aborted || signal.reason !== "suspend") record.heldBy = null;
      record.seconds = this.#seconds(clock.now());
      this.#runningSince = undefined;
      for (const road of this.#roads) road.agents.close();
      await this.#part?.close().catch(() => undefined);
      this.#part = undefined;
      this.#lookForProofs = undefined;
      if (signal.reason !== "cancel") this.#saveLast();
      this.#learn();
    }
  }

  /** The last record of a run. A store that cannot be written must not end the process; the journal claims less then. */
  #saveLast(): void {
    try {
      this.#save();
    } catch (error) {
      this.#options.log.error(
        { id: this.record.id, error: describe(error) },
        "a download could not be recorded",
      );
      this.#missed();
      if (this.record.state === "done") return;
      this.record.failure ??= toFailure(
        new AppError("disk-error", { file: "the download list", detail: describe(error) }),
      );
    }
  }

  /** A full disk is said in figures. */
  async #explain(error: unknown): Promise<unknown> {
    const full = error instanceof AppError && error.code === "disk-full";
    const total = this.record.identity?.total ?? null;
    if (!full || total === null) return error;
    return describeFullDisk(folderOf(this.record), total - this.#bytes(), this.#options.disk);
  }

  /** A part in which nothing is leaves with the failure that it met. */
  async #sweep(): Promise<void> {
    const file = this.partPath();
    const empty =
      this.record.done.length === 0 && this.#plainBytes === 0 && (this.#ledger?.doneBytes ?? 0) === 0;
    if (file === undefined || !this.#part || !empty) return;
    if (await this.#part.inPlace()) await unlink(file).catch(() => undefined);
    this.#disown();
  }

  #keepWrong({ params: { file } }: Failure): void {
    const { partId, done } = this.record;
    const known = typeof file === "string" && partId !== null;
    this.record.wrong = known ? { name: file, id: partId, done } : null;
    this.#disown();
  }

  #disown(): void {
    Object.assign(this.record, { partName: null, partId: null, done: [] });
    this.#ledger = undefined;
  }

  async #fetch(signal: AbortSignal): Promise<void> {
    const refused = new Map<string, Failure>();
    let restarted = false;
    // Without them, another file might come, or an error page, and words are not to be sent in their place.
    if (this.record.sealedHeaders !== null) throw new AppError("headers-locked", {});
    await this.#resolve();
    if (this.record.again) await this.#startOver();
    for (;;) {
      for (const road of this.#roads) road.agents.close();
      this.#roads = this.#makeRoads();
      for (const road of this.#roads) {
        const problem = refused.get(road.route.name) ?? road.problem;
        if (problem) leaveOut(road, problem);
      }
      try {
        return await this.#attempt(signal);
      } catch (error) {
        if (error instanceof Quarantine) {
          refused.set(error.route, differs(error.route, error.detail));
          await this.#drop(error.route);
          continue;
        }
        if (error instanceof AppError && error.code === "file-changed" && !restarted && !signal.aborted) {
          restarted = true;
          await this.#restart();
          continue;
        }
        // A stream's relay has used up its quota: who is left begins anew.
        if (error instanceof AppError && error.code === "relay-quota" && !signal.aborted) {
          const full = this.#roads.filter((road) => this.#quota(road)?.state === "full");
          const fresh = full.filter(({ route }) => !refused.has(route.name));
          for (const { route } of fresh) refused.set(route.name, toFailure(error));
          if (fresh.length > 0 && full.length < this.#roads.length) continue;
        }
        if (!(error instanceof Rebase)) throw this.#expired(error);
        // The relays carried another file than the trusted route: what they brought is worthless.
        // Mirrors that did not lead are judged anew: what they brought is fetched again, and compared.
        const liars = this.#roads.filter(
          (road) =>
            !road.route.endToEnd &&
            (!road.route.mirror || road.route.name === this.#leader) &&
            wasAsked(road),
        );
        for (const { route } of liars) {
          refused.set(route.name, differs(route.name, `${error.detail}, as the direct route has it`));
        }
        await this.#forget();
      }
    }
  }

  /** A link that worked, and by which nothing more is given out: what is here is worth a new one. */
  #expired(error: unknown): unknown {
    if (!(error instanceof AppError) || error.code !== "http-status" || this.#bytes() === 0) return error;
    const { host, status } = error.params;
    if (![401, 403, 404, 410].includes(Number(status))) return error;
    return new AppError("link-expired", { host: host ?? "", status: status ?? 0 }, error);
  }

  /** Drops what came over a route that was found to bring wrong bytes; the others fetch it again. */
  async #drop(route: string): Promise<void> {
    const { record } = this;
    await this.#flushing.catch(() => undefined);
    record.done = record.done.filter(([, , name]) => name !== route);
    this.#ledger = record.identity?.total ? new Ledger(record.identity.total, record.done) : undefined;
    this.#flushed = this.#ledger?.doneBytes ?? 0;
    this.#transfer = undefined;
    record.warnings = [...new Set([...record.warnings, "repaired" as const])];
    this.#save();
  }

  /** The file changed on the server: begins again with what it is now. What came before is kept beside it. */
  async #restart(): Promise<void> {
    const { record } = this;
    const had = this.#bytes() > 0;
    // Without a ledger, no flush begins: the part is closed soon.
    this.#ledger = undefined;
    this.#transfer = undefined;
    await this.#flushing.catch(() => undefined);
    const file = this.partPath();
    if (file !== undefined && this.#part && (await this.#part.inPlace()) && had) {
      await this.#putAside(file, "earlier version");
      await this.#part.close();
      this.#part = undefined;
      Object.assign(record, { partName: null, partId: null });
    } else await this.#part?.resize(0);
    this.#plainBytes = 0;
    Object.assign(record, { done: [], identity: null, trusted: false, keptBytes: 0 });
    record.restarts++;
    record.warnings = [...new Set([...record.warnings, "restarted" as const])];
    this.#save();
  }

  /** Gives a part a name beside the file's that says what it is. Out: where it is now. */
  #putAside(file: string, what: string): Promise<string> {
    const [stem, extension] = splitExtension(nameOf(this.record, this.source));
    const name = `${stem} (${what})${extension}${partEnding}`;
    return renameOverNothing(file, folderOf(this.record), name, false, this.#options.disk);
  }

  /** Begins from zero. What came before is kept beside it, under a name that says so, until the new file is right. */
  async #startOver(): Promise<void> {
    const { record } = this;
    const { disk } = this.#options;
    const file = this.partPath();
    const part = file && (await reopenOr(file, 0, record.partId, disk));
    if (part) {
      const had = record.done.length > 0;
      await part.close();
      if (had) {
        const kept = await this.#putAside(part.path, "earlier try");
        record.aside = [...record.aside, { folder: folderOf(record), name: path.basename(kept), part: true }];
      } else await unlink(part.path).catch(() => undefined);
    }
    this.#plainBytes = 0;
    Object.assign(record, { ...fromZero(), again: false });
    this.#save();
  }

  /** The new file is right: what parts of earlier tries are worth is nothing any more. Without a proof they stay. */
  async #clearAside(): Promise<void> {
    const { record } = this;
    if (record.integrity?.level === "unproved") return;
    for (const { folder, name, part } of record.aside)
      if (part) await unlink(path.join(folder, name)).catch(() => undefined);
    record.aside = record.aside.filter(({ part }) => !part);
  }

  /** Drops everything that was fetched, for a fresh start with the same part file's name. */
  async #forget(): Promise<void> {
    this.#ledger = undefined;
    this.#transfer = undefined;
    // A flush under way would claim the old bytes again after they are gone.
    await this.#flushing.catch(() => undefined);
    Object.assign(this.record, { done: [], identity: null, trusted: false });
    this.#save();
    await this.#part?.resize(0);
  }

  async #attempt(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#options;
    await this.#reopen();
    const whole = this.record.identity?.total ?? undefined;
    // Everything came in an earlier session, which ended before the file had its name: there is nothing to ask for.
    if (this.#part && whole !== undefined && whole > 0 && new Ledger(whole, this.record.done).complete) {
      this.#plainBytes = whole;
      return this.#complete(whole, signal);
    }
    if (this.record.newSource !== null) await this.#relink(this.record.newSource, signal);
    const rounds = new Map<Road, number>();
    for (;;) {
      const able = this.#roads.filter(({ state, reserve }) => state !== "out" && !reserve);
      const answers = able.map((road, index) => ({
        road,
        opening: this.#open(road, index === 0, signal),
      }));
      const choice = await chooseReference(answers, clock, signal);
      if (choice.kind === "opening") {
        return choice.opening.kind === "ranges"
          ? await this.#byRanges(choice.opening, answers, signal)
          : await this.#plain(choice.opening, answers, signal);
      }
      // No road answered well. Those whose trouble may pass are asked again.
      const waits = choice.failures.map(({ road, error }) => {
        const failures = (rounds.get(road) ?? 0) + 1;
        rounds.set(road, failures);
        const judgement = judge(
          error,
          {
            failures,
            proved: this.#bytes() > 0,
            others: false,
            retryAfterMs: road.retryAfterMs,
          },
          random(),
        );
        if (judgement.kind !== "retry") leaveOut(road, toFailure(error));
        return judgement.kind === "retry" ? judgement.waitMs : undefined;
      });
      const wait = Math.min(...waits.filter((ms) => ms !== undefined));
      if (!Number.isFinite(wait)) {
        const spare = this.#roads.find(({ reserve }) => reserve);
        if (!spare) throw failureOfAll(this.#failures());
        spare.reserve = false;
        continue;
      }
      for (const { road } of choice.failures) road.counts.retries++;
      await clock.sleep(wait, signal);
      signal.throwIfAborted();
    }
  }

  /** Why each road is out; throws `no-relay` where none was ever meant. */
  #failures(): { road: Road; error: AppError }[] {
    if (this.#roads.length === 0) throw new AppError("no-relay", {});
    return this.#roads.flatMap((road) => (road.problem ? [{ road, error: fromFailure(road.problem) }] : []));
  }

  /** Goes over to a new link, once it proves to lead to the same file; nothing is there to compare before the first byte. */
  async #relink(link: string, signal: AbortSignal): Promise<void> {
    const { record } = this;
    const ask = { ...this.#ask(signal), source: new URL(link) };
    const [part, ledger] = [this.#part, this.#ledger];
    if (part && ledger && ledger.doneBytes > 0) {
      const failures: { road: Road; error: AppError }[] = [];
      for (const road of this.#roads
        .filter(({ route }) => !route.mirror)
        .toSorted((a, b) => Number(b.route.endToEnd) - Number(a.route.endToEnd))) {
        try {
          record.identity = await proveLink(road, ask, ledger.total, record.done, part, this.#options.random);
          failures.length = 0;
          break;
        } catch (error) {
          if (!(error instanceof AppError) || signal.aborted) throw error;
          if (error.code === "link-differs") {
            record.newSource = null;
            throw error;
          }
          failures.push({ road, error });
        }
      }
      if (failures.length > 0) throw failureOfAll(failures);
    }
    record.source = link;
    record.newSource = null;
    this.#save();
  }

  /** Opens what an earlier session left, and trusts no more of it than the journal claims. */
  async #reopen(): Promise<void> {
    const { record } = this;
    const file = this.partPath();
    if (file === undefined || this.#part) return;
    const { disk } = this.#options;
    const total = record.identity?.total ?? null;
    if (record.done.length > 0 && total !== null) {
      const ledger = ledgerOf(total, record.done);
      if (ledger?.complete && record.partId !== null && record.fileName !== null)
        await takeNameBack(file, record.fileName, record.partId, total, disk);
      const part = ledger && (await reopenOr(file, total, record.partId, disk));
      if (part) {
        this.#part = part;
        await part.resize(total);
        this.#ledger = ledger;
        this.#flushed = ledger.doneBytes;
        return;
      }
      this.#options.log.warn({ id: record.id }, "what an earlier session left is gone; it begins anew");
    }
    // Nothing in it counts; where it is ours, it may be written anew, and where it is not, another name is taken later.
    Object.assign(record, { done: [], identity: null, trusted: false, keptBytes: 0 });
    const part =
      (await PartFile.create(file, disk)) ??
      (record.partId === null ? undefined : await reopenOr(file, 0, record.partId, disk));
    Object.assign(record, part ? { partId: part.id } : { partName: null, partId: null });
    this.#part = part;
    await part?.resize(0);
  }

  /** The range that the first request of a road asks for. */
  #firstRange(lead: boolean): Asked {
    const gap = (this.#ledger ?? this.#draftLedger())?.free[0] ?? { start: 0, end: firstAsk };
    // A session that goes on asks for a little that is here already, and compares (HTTP, row 7).
    const overlap = this.#ledger ? Math.min(overlapBytes, gap.start) : 0;
    if (lead) return { start: gap.start - overlap, end: Math.min(gap.end, gap.start + firstAsk) };
    return { start: 0, end: Math.min(sampleBytes, this.#ledger?.total ?? sampleBytes) };
  }

  /** What a comparison of this source left would fill, so that the first request asks for something new. */
  #draftLedger(): Ledger | undefined {
    const draft = this.#options.store.drafts.get(this.source.href);
    return draft?.identity.total ? new Ledger(draft.identity.total, draft.done) : undefined;
  }

  #ask(signal: AbortSignal): Ask {
    const { clock } = this.#options;
    const { headers, acceptPage } = this.record;
    const total = this.#ledger?.total;
    return { source: this.source, roads: this.#roads, headers, acceptPage, total, signal, clock };
  }

  #open(road: Road, lead: boolean, signal: AbortSignal): Promise<Opening> {
    const open = () => openRoad(road, this.#firstRange(lead), this.#ask(signal));
    const missing = this.#ledger ? this.#ledger.total - this.#ledger.doneBytes : Infinity;
    // Other people's servers may count every connection.
    const ahead = missing > firstAsk && ownRelay(road.route);
    let opening = open();
    if (ahead) {
      dialAhead(road, dialled, this.#ask(signal));
      opening = opening.catch((error: unknown) => this.#openAlone(road, error, open, signal));
    }
    opening.catch(() => undefined);
    return opening;
  }

  /** Asks again without the further connections, for whose sake a proxy may have refused; it may count them a little longer. */
  async #openAlone(
    road: Road,
    thrown: unknown,
    open: () => Promise<Opening>,
    signal: AbortSignal,
  ): Promise<Opening> {
    const { clock } = this.#options;
    let error = thrown;
    for (const waitMs of [50, 300, 1000]) {
      if (!(error instanceof AppError) || error.code !== "relay-refused") break;
      road.agents.close();
      await clock.sleep(waitMs, signal);
      signal.throwIfAborted();
      try {
        return await open();
      } catch (again) {
        error = again;
      }
    }
    throw error;
  }

  async #byRanges(
    chosen: Opening & { kind: "ranges" },
    answers: readonly { road: Road; opening: Promise<Opening> }[],
    signal: AbortSignal,
  ): Promise<void> {
    const { record } = this;
    const { clock, random, log, store } = this.#options;
    const total = chosen.part.total ?? 0;
    this.#proofs(chosen, signal);
    const resumed = record.identity !== null && this.#ledger !== undefined;
    const reference =
      resumed && record.identity
        ? { ...record.identity, total: this.#ledger?.total ?? total }
        : { ...(chosen.road.route.mirror ? sizeOnly(chosen.identity) : chosen.identity), total };
    this.#leader = chosen.road.route.name;
    record.ranges = true;
    if (!resumed) {
      record.trusted = chosen.road.route.endToEnd;
      await this.#name(chosen);
      await this.#prepare(reference);
    }
    const { part, ledger } = this.#need();
    if (!resumed) record.keptBytes = await adoptDraft(store, this.source.href, reference, ledger, part);
    this.#state = "running";
    this.#save();
    this.#changed();
    const seats = this.#seats;
    const transfer = new Transfer({
      source: this.source,
      headers: record.headers,
      reference,
      trust: {
        given: () => record.trusted,
        give: () => {
          record.trusted = true;
        },
      },
      introducer: resumed ? undefined : chosen.road,
      roads: [...answers.map(({ road }) => road), ...this.#roads.filter(({ reserve }) => reserve)],
      ledger,
      part,
      scheduler: leaseScheduler,
      keepAll: record.mode === "all",
      proved: record.checksum !== null,
      throttle: this.#limit,
      seats,
      samples: this.#samples,
      acceptPage: record.acceptPage,
      lanesKnown: ({ route }) => {
        const at = seatOf(route, this.source);
        return rememberedLanes(store, at.host, at.route, clock.date());
      },
      lanesLearned: ({ route }, lanes) => {
        const at = seatOf(route, this.source);
        rememberLanes(store, at.host, at.route, lanes, clock.date());
      },
      learned: (road, cap) => {
        const at = seatOf(road.route, this.source);
        const hosts = new Set([at.host, road.at?.host ?? at.host]);
        // What others have beside it, the host bears too.
        const borne = Math.max(cap, seats?.learned(road.route.name) ?? cap);
        for (const host of hosts) rememberCap(store, host, at.route, borne, clock.date());
      },
      clock,
      random,
      log,
      signal,
    });
    this.#transfer = transfer;
    const first = this.#firstRangeOf(ledger);
    await transfer.run(
      answers.map(({ road, opening }, index) => ({
        road,
        opening,
        lease: index === 0 && first ? ledger.take(first.start, first.end, road.route.name) : undefined,
      })),
    );
    await this.#flush();
    await this.#complete(total, signal);
  }

  /** What the leading road asked for, as far as it is still free (a draft may have brought it). */
  #firstRangeOf(ledger: Ledger): Asked | undefined {
    const gap = ledger.free[0];
    return gap && { start: gap.start, end: Math.min(gap.end, gap.start + firstAsk) };
  }

  async #plain(
    opening: Opening & { kind: "plain" },
    answers: readonly { road: Road; opening: Promise<Opening> }[],
    signal: AbortSignal,
  ): Promise<void> {
    const { record } = this;
    const { clock, random } = this.#options;
    for (const other of answers) {
      if (other.road === opening.road) continue;
      void other.opening.then(
        ({ answer }) => answer.close(),
        () => undefined,
      );
    }
    // What an earlier session fetched by ranges is compared with the stream, and the stream fills what is missing.
    if (record.done.length > 0 && record.identity && this.#ledger) {
      opening.answer.close();
      const { part, ledger } = this.#need();
      const reference = { ...record.identity, total: ledger.total };
      this.#state = "running";
      this.#changed();
      const throttle = this.#limit;
      const ask = this.#ask(signal);
      await fillByStream(opening.road, { ledger, part, reference, ask, clock, throttle, signal });
      await this.#flush();
      return await this.#complete(ledger.total, signal);
    }
    record.ranges = false;
    record.identity = opening.identity;
    this.#proofs(opening, signal);
    record.warnings = [...new Set([...pageWarnings(opening, this.source), ...plainWarnings(opening)])];
    await this.#name(opening);
    const { part } = this.#need();
    if (opening.identity.total !== null)
      await checkRoom(folderOf(record), opening.identity.total, this.#options.disk);
    const throttle = this.#limit;
    let current = opening;
    for (let failures = 1; ; failures++) {
      this.#plainBytes = 0;
      await part.resize(0);
      current.road.state = "active";
      current.road.at = current.at;
      current.road.lanes = 1;
      current.road.bytes = 0;
      current.road.firstAt = Infinity;
      this.#state = "running";
      this.#changed();
      try {
        const written = (position: number) => {
          // The first bytes of this one.
          if (this.#plainBytes === 0) this.#wholes++;
          this.#plainBytes = position;
          current.road.bytes = position;
          current.road.heardAt = clock.now();
          current.road.firstAt = Math.min(current.road.firstAt, current.road.heardAt);
        };
        const size = await runPlain(current, { part, clock, throttle, signal, written });
        current.road.lanes = 0;
        await part.sync();
        record.identity = { ...current.identity, total: size };
        record.done = size > 0 ? [[0, size, current.road.route.name]] : [];
        this.#save();
        return await this.#complete(size, signal);
      } catch (error) {
        if (!(error instanceof AppError) || signal.aborted) throw error;
        const judgement = judge(
          error,
          { failures, proved: true, others: false, retryAfterMs: undefined },
          random(),
        );
        if (judgement.kind !== "retry" || failures >= 3) throw error;
        current.road.counts.retries++;
        await clock.sleep(judgement.waitMs, signal);
        signal.throwIfAborted();
        const again = await openRoad(current.road, undefined, this.#ask(signal));
        if (again.kind !== "plain") throw error;
        current = again;
      }
    }
  }

  /** What came is lost, whatever the sentences say that speak of parts. */
  #inVain(error: unknown): unknown {
    if (!(error instanceof AppError) || !this.inVain || !(error.code in lostBy)) return error;
    const { got, total, detail } = error.params;
    return new AppError(
      "whole-lost",
      {
        host: error.params["host"] ?? this.source.host,
        got: got ?? this.#plainBytes,
        detail: detail ?? (total === undefined ? "no answer" : `it was to be ${total} bytes`),
      },
      error,
    );
  }

  /** Settles the file's name, once, and makes its part file. */
  async #name(opening: Opening): Promise<void> {
    const { record } = this;
    record.warnings = [...new Set([...record.warnings, ...pageWarnings(opening, this.source)])];
    if (this.#part) return;
    const { store, disk } = this.#options;
    const place = await claimPlace(record, opening, store, this.#shared.folders.choose, disk);
    this.#part = place.part;
    Object.assign(record, {
      placedIn: place.folder === record.folder ? null : place.folder,
      fileName: place.fileName,
      partName: place.partName,
      partId: place.part.id,
    });
  }

  async #prepare(reference: Identity & { readonly total: number }): Promise<void> {
    const { record } = this;
    const { part } = this.#need(false);
    await checkRoom(folderOf(record), reference.total, this.#options.disk);
    await part.resize(reference.total);
    record.identity = reference;
    this.#ledger = new Ledger(reference.total);
    this.#flushed = 0;
  }

  #need(withLedger?: true): { part: PartFile; ledger: Ledger };
  #need(withLedger: false): { part: PartFile };
  #need(): { part: PartFile; ledger: Ledger | undefined } {
    if (!this.#part) throw new AppError("internal", { detail: "no part file" });
    return { part: this.#part, ledger: this.#ledger };
  }

  async #complete(size: number, signal: AbortSignal): Promise<void> {
    const { record } = this;
    this.#state = "checking";
    this.#changed();
    const { part } = this.#need(false);
    const routes = this.#roads.map(({ route }) => route);
    const ask = this.#ask(signal);
    const done = this.#ledger?.done() ?? record.done;
    const result = await finish({
      part,
      size,
      folder: folderOf(record),
      name: record.fileName ?? nameOf(this.record, this.source),
      exact: record.wantedName !== null,
      checksums: await this.#checksums(),
      mend: async (hash) => {
        const fetcher = createFetcher(routes, ask);
        try {
          return await repair({
            part,
            done,
            routes,
            fetch: (...asked) => fetcher.fetch(...asked),
            hash,
            signal,
          });
        } finally {
          fetcher.close();
        }
      },
      wantSha256: record.wantSha256,
      signal,
    });
    record.fileName = path.basename(result.path);
    record.partName = null;
    record.partId = null;
    record.sha256 = result.sha256;
    record.integrity = integrityOf(result.checked, done, routes, this.#samples.compared);
    if (result.faults.length > 0) record.warnings = [...new Set([...record.warnings, "repaired" as const])];
    for (const { route, judge: by, offset } of result.faults) {
      const road = this.#roads.find((one) => one.route.name === route);
      const detail = `byte ${offset} differs from ${by}`;
      if (road) road.problem = toFailure(new AppError("different-file", { route, detail }));
    }
  }

  /** Notes checksums in an answer's headers, and looks for others beside the file, unless the user gave one. */
  #proofs(opening: Opening, signal: AbortSignal): void {
    this.#lookForProofs = () => this.#findProofs(opening, signal);
    if (this.record.checksum === null) this.#lookForProofs();
  }

  #findProofs({ road, answer, at, identity }: Opening, signal: AbortSignal): void {
    this.#lookForProofs = undefined;
    this.#digests = road.route.endToEnd ? digestsIn(answer) : [];
    const routes = this.#roads
      .filter(({ state, reserve }) => state !== "out" && !reserve)
      .map(({ route }) => route);
    const { total: _size, ...ask } = this.#ask(signal);
    // A relay could name a Metalink file of its own.
    const url = road.route.endToEnd ? metalinkAddress(answer.header("link"), at) : undefined;
    const metalink = url && identity.total !== null ? { url, size: identity.total } : undefined;
    this.#beside = lookBeside(routes, this.record.findChecksum, metalink, ask).catch(() => []);
  }

  /** What the user gave; else what headers and files beside the source say. */
  async #checksums(): Promise<Found[]> {
    const given = this.record.checksum === null ? undefined : parseChecksum(this.record.checksum);
    const one = given && fromHex(given.algorithm, given.hex, "given");
    if (one) return [one];
    return [...this.#digests, ...(await this.#beside)];
  }

  #tick(): void {
    const now = this.#options.clock.now();
    this.#warnOfQuotas();
    this.#wasLimited ||= !this.#limit.unlimited;
    if (now - this.#flushedAt >= flushMs) this.#flush().catch((error: unknown) => this.#broken.abort(error));
    this.#changed();
  }

  /** Data first, then the journal: what the journal claims is always on disk. */
  #flush(): Promise<void> {
    this.#flushedAt = this.#options.clock.now();
    // One at a time, in order, whatever became of the one before.
    const before = this.#flushing.catch(() => undefined);
    this.#flushing = this.#flushAfter(before);
    return this.#flushing;
  }

  async #flushAfter(before: Promise<void>): Promise<void> {
    await before;
    const [part, ledger] = [this.#part, this.#ledger];
    if (!part || !ledger || ledger.doneBytes === this.#flushed) return;
    const bytes = ledger.doneBytes;
    const done = [...ledger.done()];
    await part.sync();
    // Begun anew meanwhile: these bytes are no longer part of the file.
    if (this.#ledger !== ledger) return;
    this.record.done = done.map(([start, end, route]) => [start, end, route]);
    try {
      this.#save();
    } catch (error) {
      // The journal claims less meanwhile; that is all.
      const now = this.#options.clock.now();
      this.#heldSince ??= now;
      if (!showsHeld(error) || now - this.#heldSince > mostHeldMs) throw error;
      return;
    }
    this.#flushed = bytes;
  }

  #save(): void {
    const { clock, store } = this.#options;
    const record = { ...this.record, seconds: this.#seconds(clock.now()) };
    store.downloads.save(record);
    this.#written = { state: record.state, seconds: record.seconds };
    this.#unwritten = false;
    this.#heldSince = undefined;
  }
}
