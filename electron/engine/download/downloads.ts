/** All downloads: those at work in this process, and those in the store. */
import { randomUUID } from "node:crypto";
import { unlink } from "node:fs/promises";
import path from "node:path";
import { AppError, describe, toFailure } from "../../common/errors.ts";
import { byTurn, type Priority } from "../../common/queue-order.ts";
import { isLocked } from "../../common/relay-secrets.ts";
import { maybeSecret } from "../../common/request-headers.ts";
import { parseRelaySpec } from "../../common/relay-spec.ts";
import type { DownloadView } from "../../common/views.ts";
import { safeFileName } from "../http/file-name.ts";
import { hasEnded, takeHostSlot } from "../store/host-slot.ts";
import type { DownloadRecord } from "../store/store.ts";
import type { DownloadRequest, Downloads, EngineOptions, Start } from "../types.ts";
import { checkFile } from "../verify/check-file.ts";
import { printChecksum } from "./checksum.ts";
import { folderOf } from "./claim-place.ts";
import { toClear } from "./clearing.ts";
import { Download, type Shared } from "./download.ts";
import { fromZero } from "./from-zero.ts";
import { exists } from "./part-file.ts";
import type { TrafficBook } from "../pool/traffic-book.ts";
import { changeHow, howOf, recordRelay } from "./how.ts";
import { createHostSeats } from "./host-seats.ts";
import { move } from "./moving.ts";
import { findSame } from "./same-download.ts";
import { createQueue } from "./queue.ts";
import { createRetries } from "./retries.ts";
import { createSchedule, lateness } from "./schedule.ts";
import type { SharedLimit } from "./throttle.ts";

const emitMs = 200;
/** How long nobody is started after the store refused a start. */
const stuckMs = 2000;
/** After these, what is there cannot be continued: the same request begins anew. */
const ended = new Set<string | undefined>(["checksum-mismatch", "file-changed", "part-lost"]);

export interface DownloadManager extends Downloads {
  /** Pauses everything; resolves when all of it is on disk. */
  close(): Promise<void>;
}

/** What all that runs in an engine shares beyond its options. */
export interface Together extends EngineOptions {
  readonly traffic: TrafficBook;
}

/** Makes the manager. `limit` is of all together; `changed` hears of a download at most 5 times a second, and at every change of state. */
export function createDownloads(
  options: Together,
  limit: SharedLimit,
  changed: (view: DownloadView) => void,
  removed: (id: string) => void,
): DownloadManager {
  const { store, clock } = options;
  const live = new Map<string, Download>();
  const { traffic } = options;
  const host = options.resumeItself ? takeHostSlot(store) : undefined;
  const closing = new AbortController();
  const shared: Shared = {
    host: host?.number ?? null,
    limit,
    seats: createHostSeats(clock),
    traffic,
    closing: closing.signal,
    folders: { choose: (_source, _name, folder) => folder },
  };
  const queue = createQueue<Download>();
  const retry = createRetries(options, changed, goOnWith);
  const schedule = createSchedule(options, due);
  let atOnce = options.atOnce ?? Infinity;
  let closed = false;

  /** Those that stop only to go on another way: their place is theirs. What their user said meanwhile. */
  const turning = new Map<string, { paused: boolean }>();
  const full = () =>
    [...live.values()].filter((one) => one.active || turning.has(one.record.id)).length >= atOnce;
  const room = { full, fits: (download: Download) => download.seated };

  /** Starts a download where there is room, else lets it wait. Throws what `start` throws. */
  function enter(download: Download, change: Partial<DownloadRecord> = {}): void {
    if (closed) throw new AppError("not-allowed", { detail: "Detour is closing" });
    if (!queue.holds(download.record.id) && !full() && download.seated) return download.start(change);
    const held = queue.holds(download.record.id);
    queue.push(download);
    try {
      download.wait(change);
    } catch (error) {
      if (!held) queue.drop(download.record.id);
      throw error;
    }
  }

  /** Lets a new or stopped download begin when it shall. */
  function begin(download: Download, start: Start, change: Partial<DownloadRecord> = {}): void {
    const at = typeof start === "object" && start.at > clock.date() ? start.at : null;
    if (at === null && start !== "paused") enter(download, { ...change, startAt: null });
    else {
      unqueue(download);
      download.hold({ ...change, startAt: at, late: null });
    }
    schedule.note(download);
  }

  /** What waited to be tried again. Throws what `start` throws. */
  function goOnWith({ record: { id } }: Download): void {
    // Another process may have gone on with it, stopped it for its user, or taken it off the list.
    const download = find(id);
    if (download && !download.active && download.record.failure !== null) enter(download);
  }

  /** The time of a download has come. Throws what `start` throws: then it is still to come. */
  function due(id: string): void {
    // Another process may have started it, or taken it off the list.
    const download = find(id);
    const planned = download?.record.startAt ?? null;
    if (!download || planned === null || download.active || download.record.state === "done") return;
    const now = clock.date();
    if (planned > now) return schedule.note(download);
    enter(download, { startAt: null, late: lateness(planned, now) });
  }

  /** What its user says of a download counts: nothing that was planned for it is left. */
  function drop(id: string): void {
    retry.forget(id);
    const download = find(id);
    if (!download || download.record.startAt === null) return;
    if (!download.active) download.hold({ startAt: null });
    schedule.note(download);
  }

  /** One that may still go on. Throws `not-found`, or `not-allowed` where it is finished. */
  function needOpen(id: string): Download {
    const download = need(id);
    if (download.record.state === "done")
      throw new AppError("not-allowed", { detail: "the download is finished" });
    return download;
  }

  /** Of one that is to begin otherwise than it did. Throws `not-allowed` where it runs or is finished. */
  function stopped(id: string): Download {
    const download = needOpen(id);
    if (download.active)
      throw new AppError("not-allowed", { detail: "the download is running; pause or cancel it first" });
    return download;
  }

  let pumping = false;
  /** Whether the store took no start just now: all wait until it does. */
  let stuck = false;
  /** Starts those who waited, as far as there is room now. */
  function pump(): void {
    // What one that starts or rests sets off is looked at when all had their turn.
    if (closed || pumping || stuck) return;
    pumping = true;
    try {
      queue.next({ ...room, full: () => stuck || full() }, begun);
    } finally {
      pumping = false;
    }
  }

  function begun({ record: { id } }: Download): void {
    // Another process may have gone on with it, or taken it off the list.
    const download = find(id);
    if (!download || download.active || download.record.state === "done") return;
    try {
      download.start();
    } catch (error) {
      options.log.warn({ id, error: describe(error) }, "a download that waited could not start");
      // Where another process has it, that one tells of it.
      if (error instanceof AppError && error.code === "already-running") return download.rest();
      queue.push(download);
      void waitForStore();
    }
  }

  async function waitForStore(): Promise<void> {
    stuck = true;
    await clock.sleep(stuckMs, closing.signal);
    stuck = false;
    pump();
  }

  /** What ran or waited its turn when its host ended, and rests here; as the queue has it. */
  function interrupted(): { readonly record: DownloadRecord; readonly download: Download }[] {
    const ended = new Map<number, boolean>();
    const over = (number: number | null) => {
      if (number === null || number === shared.host) return number !== null;
      const known = ended.get(number) ?? hasEnded(store, number);
      ended.set(number, known);
      return known;
    };
    return store.downloads
      .held()
      .filter(({ heldBy }) => over(heldBy))
      .toSorted(byTurn)
      .flatMap((record) => {
        const download = find(record.id, () => record);
        const rests = download && !download.active && !queue.holds(record.id) && download.retryAt === null;
        return rests ? [{ record, download }] : [];
      });
  }

  /** Takes a download out of the queue: its user has spoken. */
  function unqueue(download: Download): void {
    if (queue.drop(download.record.id)) download.rest();
  }

  /** At most one event in 200 ms, but never a late or lost change of state. */
  function listen(): (download: Download) => void {
    let last = { at: -Infinity, state: "" };
    return (download) => {
      const view = download.view();
      const now = clock.now();
      // What is left out of one at work comes with its next tick; one that rests has none.
      if (download.active && view.state === last.state && now - last.at < emitMs * 0.9) return;
      last = { at: now, state: view.state };
      changed(view);
    };
  }

  const comeBack = (download: Download) => {
    if (options.resumeItself) retry.after(download);
  };

  /** One that could not start says why, and is tried again. */
  function tryLater(download: Download, error: unknown): void {
    download.hinder(toFailure(error));
    comeBack(download);
  }

  function adopt(record: DownloadRecord): Download {
    const tell = listen();
    const download: Download = new Download(record, options, shared, (ended) => {
      const over = !download.active && !queue.holds(record.id);
      // First, so that who hears of a failure hears whether it is tried again.
      if (ended && !turning.has(record.id)) comeBack(download);
      tell(download);
      if (over) pump();
    });
    live.set(record.id, download);
    return download;
  }

  /** The store's word for what this process does not work on: another process may have gone on with it. */
  function find(id: string, read = () => store.downloads.get(id)): Download | undefined {
    const held = live.get(id);
    if (held?.active) return held;
    const record = read();
    if (!record) return undefined;
    if (held?.outran(record)) return held;
    const same = held?.record.state === record.state && held.record.seconds === record.seconds;
    if (!same) return adopt(record);
    // What else another process noted of it counts, too: it would be written over with the rest.
    Object.assign(held.record, record);
    return held;
  }

  function need(id: string): Download {
    const download = find(id);
    if (!download) throw new AppError("not-found", { what: "download", id });
    return download;
  }

  function all(): Download[] {
    // As they were just read: to read each of thousands a second time would take as long again.
    return store.downloads.list().flatMap((record) => find(record.id, () => record) ?? []);
  }

  function unfinished(request: DownloadRequest): DownloadRecord | undefined {
    const folder = path.resolve(request.folder);
    // Under a new link, it may have gone over to that already.
    const links = [request.source, ...(request.continueWith ? [request.continueWith] : [])];
    return links
      .flatMap(({ href }) => store.downloads.ofSource(href))
      .findLast(
        (record) =>
          record.state !== "done" &&
          !ended.has(record.failure?.code) &&
          record.folder === folder &&
          record.wantedName === (request.name ?? null),
      );
  }

  /** Notes something of a download that is not finished: here, or under its lock where it rests. */
  function note(id: string, work: (download: Download) => void): void {
    const download = needOpen(id);
    if (download.active) return work(download);
    const lock = store.lock(download.lockName()) ?? throwRunning(download);
    try {
      work(download);
    } finally {
      lock.release();
    }
  }

  function forget(ids: readonly string[]): void {
    store.downloads.remove(ids);
    for (const id of ids) {
      live.delete(id);
      removed(id);
    }
  }

  /** Stops what runs and lets it go on with a change, in the place that it has, unless its user pauses it meanwhile. */
  async function turn(
    running: Download,
    change: (download: Download) => Partial<DownloadRecord>,
  ): Promise<void> {
    const { id } = running.record;
    const mine = { paused: false };
    turning.set(id, mine);
    try {
      // Where Detour ends meanwhile, it goes on the next time.
      await running.interrupt("suspend");
    } finally {
      turning.delete(id);
    }
    // It may have come to its end meanwhile.
    const download = needOpen(id);
    const changes = change(download);
    try {
      if (mine.paused) download.hold(changes);
      else enter(download, changes);
    } catch (error) {
      if (!closed) tryLater(download, error);
      throw error;
    } finally {
      pump();
    }
  }

  /** Throws away what is unfinished of it, and takes it off the list. */
  async function discard(download: Download): Promise<void> {
    // The lock first: another process may be at work on what would be thrown away.
    const lock = store.lock(download.lockName()) ?? throwRunning(download);
    await deletePart(download).finally(() => lock.release());
    forget([download.record.id]);
  }

  /** Writes places down, and tells of those that changed. */
  function place(changes: readonly { id: string; order?: number; priority?: Priority }[]): void {
    store.downloads.place(changes);
    for (const { id, ...change } of changes) {
      const download = live.get(id) ?? find(id);
      if (!download) continue;
      Object.assign(download.record, change);
      changed(download.view());
    }
  }

  return {
    list: () => all().map((download) => download.view()),
    busy: () => [...live.values()].some(({ active }) => active),
    get: (id) => find(id)?.view(),
    report: (id) => find(id)?.report(),

    async add(request) {
      if (closed) throw new AppError("not-allowed", { detail: "Detour is closing" });
      if (request.mode === "relay" && request.relays.length === 0) throw new AppError("no-relay", {});
      if (request.mirrors?.some(({ username, password }) => username || password)) {
        throw new AppError("bad-option", {
          option: "mirror",
          problem: "a mirror's address must not carry a user name or password",
        });
      }
      if (request.name !== undefined && safeFileName(request.name) !== request.name) {
        throw new AppError("bad-option", {
          option: "name",
          problem: `${request.name} is not a file name that works everywhere`,
        });
      }
      const earlier = unfinished(request);
      const known = earlier && find(earlier.id);
      if (known?.active) return known.view();
      if (known) retry.forget(known.record.id);
      const { start = "now" } = request;
      if (known && !request.restart) {
        const link = request.continueWith?.href ?? null;
        begin(known, start, {
          ...plan(request, earlier),
          newSource: link === known.record.source ? null : link,
        });
        return known.view();
      }
      if (request.name !== undefined && (await exists(path.join(request.folder, request.name)))) {
        throw new AppError("file-exists", { file: path.join(request.folder, request.name) });
      }
      if (known) {
        unqueue(known);
        await discard(known);
      }
      // Nothing is there that a new link could go on with: it is simply the address.
      const source = request.continueWith ?? request.source;
      const download = adopt(newRecord({ ...request, source }, clock.date(), store.downloads.queueEnd()));
      try {
        begin(download, start);
      } catch (error) {
        live.delete(download.record.id);
        throw error;
      }
      return download.view();
    },

    same: (request) => findSame(request, store, options.disk),

    async pause(id) {
      drop(id);
      const download = need(id);
      const turn = turning.get(id);
      if (turn) turn.paused = true;
      unqueue(download);
      await download.interrupt("pause");
      download.leave();
    },
    async suspend(id) {
      const download = need(id);
      unqueue(download);
      await download.interrupt("suspend");
    },
    interrupted: () => interrupted().length,
    goOn() {
      if (closed) return;
      for (const { record, download } of interrupted()) {
        const locked = lockOf(record);
        try {
          if (locked) download.hinder(toFailure(locked));
          else if (record.tryAt !== null) retry.at(download, record.tryAt);
          else enter(download);
        } catch (error) {
          options.log.warn({ id: record.id, error: describe(error) }, "a download could not go on by itself");
          if (error instanceof AppError && error.code === "already-running") continue;
          tryLater(download, error);
        }
      }
    },
    leave() {
      for (const { download } of interrupted()) download.leave();
    },
    async resume(id) {
      drop(id);
      const download = needOpen(id);
      if (download.stopping) await download.settled();
      if (!download.active && !queue.holds(id)) enter(download);
    },
    async restart(id) {
      drop(id);
      const before = need(id);
      if (before.stopping) await before.settled();
      const download = stopped(id);
      const { record } = download;
      const { failure, aside } = record;
      const file = failure?.params["file"];
      // What failed its checksum lies there under a name of its own.
      const wrong =
        failure?.code === "checksum-mismatch" && typeof file === "string"
          ? [{ folder: folderOf(record), name: file, part: false }]
          : [];
      enter(download, { again: true, aside: [...aside, ...wrong], newSource: null });
    },
    schedule(id, at) {
      retry.forget(id);
      begin(stopped(id), at === null ? "paused" : { at });
    },
    keepTime() {
      for (const record of store.downloads.planned()) {
        const download = find(record.id);
        if (download) schedule.note(download);
      }
      schedule.begin();
    },
    setRetry: (policy) => retry.set(policy),
    async relink(id, source) {
      drop(id);
      const download = needOpen(id);
      await turn(download, () => ({ newSource: source.href }));
      return download.view();
    },
    source: (id) => need(id).source,
    how: (id) => howOf(need(id).record),
    async change(id, change) {
      if (need(id).stopping) await need(id).settled();
      const download = needOpen(id);
      // What is wrong with it is said before anything is stopped for it.
      const how = changeHow(download.record, change);
      if (!download.active) {
        note(id, (one) => one.change(how));
        // Where its host had no seat for it, it may have one now.
        return pump();
      }
      if (download.view().state === "checking")
        throw new AppError("not-allowed", { detail: "the file is being checked; wait until that is over" });
      if (download.inVain)
        throw new AppError("not-allowed", {
          detail:
            "its server gives it only as a whole, so that what came would be lost; pause it first if you want that",
        });
      await turn(download, ({ record }) => changeHow(record, change));
    },
    async cancel(id) {
      drop(id);
      const download = needOpen(id);
      unqueue(download);
      await download.interrupt("cancel");
      await discard(download);
    },
    async remove(id) {
      drop(id);
      const download = need(id);
      if (download.active)
        throw new AppError("not-allowed", { detail: "the download is running; pause or cancel it first" });
      unqueue(download);
      await discard(download);
    },
    clear(clearing) {
      const over = store.downloads.ended().filter(({ id }) => {
        const download = live.get(id);
        // One that is tried again soon is not over.
        return !download?.active && !queue.holds(id) && (download?.retryAt ?? null) === null;
      });
      const ids = toClear(over, clearing);
      forget(ids);
      return ids.length;
    },
    connections: (id) => need(id).connections(),
    setLimit: (id, bytesPerSecond) => note(id, (download) => download.setLimit(bytesPerSecond)),
    async setChecksum(id, checksum) {
      const text = checksum && printChecksum(checksum);
      const download = needOpen(id);
      const { failure, checksum: before, wrong } = download.record;
      const failed = !download.active && failure?.code === "checksum-mismatch" && wrong !== null;
      // What a file beside it said is not unsaid by saying nothing.
      if (!failed || (text === null && before === null)) return note(id, (one) => one.setChecksum(text));
      try {
        const back = await download.takeBack();
        if (!download.active) enter(download, { ...back, checksum: text });
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "part-lost") throw error;
        note(id, (one) => {
          one.setChecksum(text);
          one.lose(toFailure(error));
        });
      }
    },
    async verify(id, checksum) {
      const { record } = need(id);
      if (record.state !== "done" || record.fileName === null)
        throw new AppError("not-allowed", { detail: "the download is not finished" });
      return checkFile(path.join(folderOf(record), record.fileName), checksum, closing.signal);
    },
    setOnFinish: (id, onFinish) => note(id, (download) => download.setOnFinish(onFinish)),
    move(ids, to) {
      const line = store.downloads.queue();
      const known = new Set(line.map(({ id }) => id));
      const anchor = typeof to === "string" ? undefined : "before" in to ? to.before : to.after;
      // A finished one has no place; who was taken off the list meanwhile does not hold up the others.
      if (!ids.some((id) => known.has(id))) need(ids[0] ?? "");
      if (anchor !== undefined && !known.has(anchor)) need(anchor);
      const moved = [...move(line, new Set(ids), to)].map(([id, order]) => ({ id, order }));
      place(moved);
      return moved;
    },
    prioritise(ids, priority) {
      const asked = new Set(ids);
      const known = store.downloads.queue().filter(({ id }) => asked.has(id));
      if (known.length === 0) need(ids[0] ?? "");
      place(known.map(({ id }) => ({ id, priority })));
    },
    setFolders(choose) {
      shared.folders.choose = choose;
    },
    setAtOnce(count) {
      atOnce = count;
      pump();
    },
    async settled(id) {
      let download = need(id);
      while (queue.holds(id) || download.active) {
        await queue.left(id);
        download = live.get(id) ?? download;
        await download.settled();
      }
      return download.view();
    },
    async close() {
      closed = true;
      closing.abort(new AppError("interrupted", {}));
      retry.close();
      schedule.close();
      for (const download of live.values()) unqueue(download);
      await Promise.all([...live.values()].map((download) => download.interrupt("suspend")));
      for (const download of live.values()) download.recordAgain();
      host?.release();
    },
  };
}

/** Deletes what is unfinished of a download, of earlier tries too; a finished file is never touched. */
async function deletePart(download: Download): Promise<void> {
  const part = download.partPath();
  if (download.record.state === "done") return;
  if (part !== undefined) await unlink(part).catch(() => undefined);
  for (const { folder, name, part: mine } of download.record.aside)
    if (mine) await unlink(path.join(folder, name)).catch(() => undefined);
}

function throwRunning(download: Download): never {
  throw new AppError("already-running", { file: download.view().name });
}

/** What a new request changes of an unfinished download: how it is fetched, never what it is. */
function plan(request: DownloadRequest, earlier?: DownloadRecord) {
  return {
    mode: request.mode,
    relays: request.relays.map((relay) => recordRelay(relay, earlier?.relays)),
    connections: request.connections,
    checksum: request.checksum ? printChecksum(request.checksum) : null,
    wantSha256: request.sha256 ?? false,
    limit: request.limit ?? null,
    acceptPage: request.acceptPage ?? false,
    findChecksum: request.findChecksum ?? false,
    ...headersOf(request, earlier),
    ...(request.onFinish && { onFinish: request.onFinish }),
    ...(request.mirrors && { mirrors: request.mirrors.map(({ href }) => href) }),
  };
}

/** Why a download cannot go on by itself: a secret of it cannot be read here. */
function lockOf({ relays, sealedHeaders }: DownloadRecord): AppError | undefined {
  if (sealedHeaders !== null) return new AppError("headers-locked", {});
  // Without its secret a relay would be left out, and what was meant for it would go another way unasked.
  const locked = relays.find(({ spec, use }) => use !== "never" && isLocked(parseRelaySpec(spec)));
  return locked && new AppError("secret-locked", { relay: locked.name });
}

/** Who gives none that sign in did not take back those that cannot be read here: it must not go on without them unasked. */
function headersOf({ headers = {} }: DownloadRequest, earlier?: DownloadRecord) {
  if (!earlier || earlier.sealedHeaders === null || Object.keys(headers).some(maybeSecret))
    return { headers: { ...headers }, sealedHeaders: null };
  return { headers: { ...earlier.headers, ...headers }, sealedHeaders: earlier.sealedHeaders };
}

function newRecord(request: DownloadRequest, date: number, order: number): DownloadRecord {
  return {
    mirrors: [],
    onFinish: null,
    ...plan(request),
    id: randomUUID(),
    source: request.source.href,
    folder: path.resolve(request.folder),
    sorted: request.sorted ?? false,
    ...fromZero(),
    wantedName: request.name ?? null,
    state: "unfinished",
    counts: {},
    restarts: 0,
    newSource: null,
    failure: null,
    seconds: 0,
    createdAt: date,
    finishedAt: null,
    endedAt: null,
    startAt: null,
    late: null,
    heldBy: null,
    tryAt: null,
    again: false,
    aside: [],
    order,
    priority: "normal",
  };
}
