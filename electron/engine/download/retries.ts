/** Downloads that a disk, a network or a busy server stopped are tried again by themselves, as often as their user likes. */
import { defaultRetryWait } from "../../common/defaults.ts";
import { describe } from "../../common/errors.ts";
import type { DownloadView } from "../../common/views.ts";
import type { EngineOptions, RetryPolicy } from "../types.ts";
import { folderOf } from "./claim-place.ts";
import { checkRoom } from "./disk-error.ts";
import type { Download } from "./download.ts";
import { enoughInVain, retryWaitMs } from "./pausing.ts";

export interface Retries {
  /** To be called when a run is over: a download that failed for a reason that may pass is tried again later. */
  after(download: Download): void;
  /** Tries one again at a time, ms since 1970, or now where that is past: an earlier run of Detour planned it. */
  at(download: Download, at: number): void;
  /** Sets how often and when; what waits and was tried as often already waits no longer. */
  set(policy: RetryPolicy): void;
  /** Drops what is planned for a download, and how often it was tried: its user has spoken. */
  forget(id: string): void;
  /** Drops all, for good. */
  close(): void;
}

interface Wait {
  readonly download: Download;
  readonly tries: number;
  readonly controller: AbortController;
  /** When, ms since 1970, where that was planned already. */
  readonly at?: number;
}

/** Makes the plan of retries. `changed` hears of a download whose next try was set; `go` starts one, or lets it wait its turn. */
export function createRetries(
  options: EngineOptions,
  changed: (view: DownloadView) => void,
  go: (download: Download) => void,
): Retries {
  const { clock, log, disk } = options;
  const waits = new Map<string, Wait>();
  const past = new Map<string, { tries: number; bytes: number; wholes: number }>();
  let policy: RetryPolicy = { tries: null, firstMs: defaultRetryWait * 1000 };
  let closed = false;
  const enough = (tries: number) => policy.tries !== null && tries >= policy.tries;

  function end(id: string): void {
    const wait = waits.get(id);
    waits.delete(id);
    if (!wait) return;
    wait.download.retryAt = null;
    wait.controller.abort();
  }

  function begin(planned: Wait): void {
    waits.set(planned.download.record.id, planned);
    void wait(planned);
  }

  async function wait(planned: Wait): Promise<void> {
    const { download, tries, controller, at } = planned;
    const { signal } = controller;
    // A look at a disk that is still full, or at a store that another program holds, is no try, but the next one comes later, too.
    for (let looks = 0; ; looks++) {
      const left = looks === 0 && at !== undefined ? Math.max(0, at - clock.date()) : undefined;
      // A clock that was set back does not make it wait for ever.
      const ms = Math.min(left ?? Infinity, retryWaitMs(tries + looks, policy.firstMs));
      download.tryLater(clock.date() + ms);
      changed(download.view());
      await clock.sleep(ms, signal);
      if (signal.aborted) return;
      const room = await hasRoom(download);
      if (signal.aborted) return;
      if (room && goesOn(planned, looks)) return;
    }
  }

  /** Lets one go on. Out: whether that is settled: else the store cannot be used just now, or another process has it. */
  function goesOn(planned: Wait, looks: number): boolean {
    const { download } = planned;
    const { id } = download.record;
    waits.delete(id);
    download.retryAt = null;
    try {
      go(download);
      return true;
    } catch (error) {
      if (looks === 0) log.warn({ id, error: describe(error) }, "a download could not go on by itself yet");
      waits.set(id, planned);
      return false;
    }
  }

  async function hasRoom({ record }: Download): Promise<boolean> {
    if (record.failure?.code !== "disk-full") return true;
    const total = record.identity?.total ?? 0;
    const done = record.done.reduce((sum, [start, stop]) => sum + stop - start, 0);
    return checkRoom(folderOf(record), total - done, disk).then(
      () => true,
      () => false,
    );
  }

  return {
    after(download) {
      const { id } = download.record;
      if (closed || waits.has(id) || !download.mayPass) return;
      const bytes = download.safeBytes;
      const before = past.get(id);
      // What came meanwhile, and stays, shows that it can work: it is counted, and waited, anew.
      const tries = before && before.bytes === bytes ? before.tries + 1 : 0;
      const wholes = (before?.wholes ?? 0) + download.wholes;
      past.set(id, { tries, bytes, wholes });
      if (enough(tries) || enoughInVain(wholes)) return;
      begin({ download, tries, controller: new AbortController() });
    },
    at(download, at) {
      const { id } = download.record;
      if (closed || waits.has(id)) return;
      begin({ download, tries: 0, controller: new AbortController(), at });
    },
    set(next) {
      policy = next;
      for (const { download, tries } of waits.values()) {
        if (!enough(tries)) continue;
        end(download.record.id);
        download.leave();
        changed(download.view());
      }
    },
    forget(id) {
      const held = waits.get(id);
      end(id);
      past.delete(id);
      if (held) changed(held.download.view());
    },
    close() {
      closed = true;
      for (const id of waits.keys()) end(id);
    },
  };
}
