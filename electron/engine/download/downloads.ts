/** All downloads: those at work in this process, and those in the store. */
import { randomUUID } from "node:crypto";
import { unlink } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../common/errors.ts";
import { printRelaySpec } from "../../common/relay-spec.ts";
import type { DownloadView } from "../../common/views.ts";
import { safeFileName } from "../http/file-name.ts";
import type { DownloadRecord } from "../store/store.ts";
import type { DownloadRequest, Downloads, EngineOptions } from "../types.ts";
import { printChecksum } from "./checksum.ts";
import { Download } from "./download.ts";
import { exists } from "./part-file.ts";

const emitMs = 200;
/** After these, what is there cannot be continued: the same request begins anew. */
const ended = new Set<string | undefined>(["checksum-mismatch", "file-changed", "part-lost"]);

export interface DownloadManager extends Downloads {
  /** Pauses everything; resolves when all of it is on disk. */
  close(): Promise<void>;
}

/** Makes the manager. `changed` hears of a download at most 5 times a second, and at every change of state. */
export function createDownloads(
  options: EngineOptions,
  changed: (view: DownloadView) => void,
  removed: (id: string) => void,
): DownloadManager {
  const { store, clock } = options;
  const live = new Map<string, Download>();
  let closed = false;

  /** At most one event in 200 ms, but never a late or lost change of state. */
  function listen(): (download: Download) => void {
    let last = { at: -Infinity, state: "" };
    return (download) => {
      const view = download.view();
      const now = clock.now();
      if (view.state === last.state && now - last.at < emitMs * 0.9) return;
      last = { at: now, state: view.state };
      changed(view);
    };
  }

  function adopt(record: DownloadRecord): Download {
    const tell = listen();
    const download: Download = new Download(record, options, () => tell(download));
    live.set(record.id, download);
    return download;
  }

  /** The store's word for what this process does not work on: another process may have gone on with it. */
  function find(id: string): Download | undefined {
    const held = live.get(id);
    if (held?.active) return held;
    const record = store.downloads.get(id);
    if (!record) return undefined;
    const same = held?.record.state === record.state && held.record.seconds === record.seconds;
    return same ? held : adopt(record);
  }

  function need(id: string): Download {
    const download = find(id);
    if (!download) throw new AppError("not-found", { what: "download", id });
    return download;
  }

  function all(): Download[] {
    return store.downloads.list().flatMap((record) => find(record.id) ?? []);
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

  function forget(download: Download): void {
    live.delete(download.record.id);
    store.downloads.remove(download.record.id);
    removed(download.record.id);
  }

  return {
    list: () => all().map((download) => download.view()),
    get: (id) => find(id)?.view(),
    report: (id) => find(id)?.report(),

    async add(request) {
      if (closed) throw new AppError("not-allowed", { detail: "Detour is closing" });
      if (request.mode === "relay" && request.relays.length === 0) throw new AppError("no-relay", {});
      if (request.name !== undefined && safeFileName(request.name) !== request.name) {
        throw new AppError("bad-option", {
          option: "name",
          problem: `${request.name} is not a file name that works everywhere`,
        });
      }
      const earlier = unfinished(request);
      const known = earlier && find(earlier.id);
      if (known?.active) return known.view();
      if (known && !request.restart) {
        const link = request.continueWith?.href ?? null;
        known.start({ ...plan(request), newSource: link === known.record.source ? null : link });
        return known.view();
      }
      if (request.name !== undefined && (await exists(path.join(request.folder, request.name)))) {
        throw new AppError("file-exists", { file: path.join(request.folder, request.name) });
      }
      if (known) {
        // The lock first: another process may be at work on what would be thrown away.
        const lock = store.lock(known.lockName()) ?? throwRunning(known);
        await deletePart(known).finally(() => lock.release());
        forget(known);
      }
      // Nothing is there that a new link could go on with: it is simply the address.
      const source = request.continueWith ?? request.source;
      const download = adopt(newRecord({ ...request, source }, clock.date()));
      try {
        download.start();
      } catch (error) {
        live.delete(download.record.id);
        throw error;
      }
      return download.view();
    },

    async pause(id) {
      await need(id).interrupt("pause");
    },
    async resume(id) {
      const download = need(id);
      if (download.record.state === "done")
        throw new AppError("not-allowed", { detail: "the download is finished" });
      if (download.stopping) await download.settled();
      download.start();
    },
    async relink(id, source) {
      const download = need(id);
      if (download.record.state === "done")
        throw new AppError("not-allowed", { detail: "the download is finished" });
      await download.interrupt("pause");
      download.start({ newSource: source.href });
      return download.view();
    },
    async cancel(id) {
      const download = need(id);
      if (download.record.state === "done")
        throw new AppError("not-allowed", { detail: "the download is finished" });
      await download.interrupt("cancel");
      const lock = store.lock(download.lockName()) ?? throwRunning(download);
      await deletePart(download).finally(() => lock.release());
      forget(download);
    },
    async remove(id) {
      const download = need(id);
      if (download.active)
        throw new AppError("not-allowed", { detail: "the download is running; pause or cancel it first" });
      const lock = store.lock(download.lockName()) ?? throwRunning(download);
      await deletePart(download).finally(() => lock.release());
      forget(download);
    },
    async settled(id) {
      const download = need(id);
      await download.settled();
      return download.view();
    },
    async close() {
      closed = true;
      await Promise.all([...live.values()].map((download) => download.interrupt("pause")));
    },
  };
}

/** Deletes what is unfinished of a download; a finished file is never touched. */
async function deletePart(download: Download): Promise<void> {
  const part = download.partPath();
  if (part !== undefined && download.record.state !== "done") await unlink(part).catch(() => undefined);
}

function throwRunning(download: Download): never {
  throw new AppError("already-running", { file: download.view().name });
}

/** What a new request changes of an unfinished download: how it is fetched, never what it is. */
function plan(request: DownloadRequest) {
  return {
    mode: request.mode,
    relays: request.relays.map(({ name, spec }) => ({ name, spec: printRelaySpec(spec) })),
    connections: request.connections,
    checksum: request.checksum ? printChecksum(request.checksum) : null,
    wantSha256: request.sha256 ?? false,
    limit: request.limit ?? null,
    acceptPage: request.acceptPage ?? false,
    findChecksum: request.findChecksum ?? false,
    headers: { ...request.headers },
  };
}

function newRecord(request: DownloadRequest, date: number): DownloadRecord {
  return {
    ...plan(request),
    id: randomUUID(),
    source: request.source.href,
    folder: path.resolve(request.folder),
    wantedName: request.name ?? null,
    state: "unfinished",
    fileName: null,
    partName: null,
    partId: null,
    identity: null,
    trusted: false,
    ranges: true,
    done: [],
    keptBytes: 0,
    warnings: [],
    counts: {},
    sha256: null,
    integrity: null,
    restarts: 0,
    newSource: null,
    failure: null,
    seconds: 0,
    createdAt: date,
    finishedAt: null,
  };
}
