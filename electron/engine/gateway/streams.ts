/** The streams of one request: one that others read already, or one of its own, within what all may read ahead. */
import { AppError } from "../../common/errors.ts";
import { openStream } from "../stream/open-stream.ts";
import type { OpenStream } from "../stream/types.ts";
import type { Road } from "../download/road.ts";
import type { Throttle } from "../download/throttle.ts";
import type { Roads } from "./gateway.ts";
import type { Shared } from "./serve.ts";
import { SharedStream } from "./shared-stream.ts";

const MiB = 1024 * 1024;
/** A stream needs so much to be worth its lanes. */
const leastWindow = 4 * MiB;
/** Small: on a slow line a client waits for all of the first request, which has no more than its part of the line. */
const firstBytes = 128 * 1024;
/** So much of a stream's window stays for clients that are a little behind, and no more. */
const kept = { part: 1 / 4, most: 16 * MiB } as const;

/** How often, and how long, somebody who fell behind asks for room of his own. */
const room = { lookMs: 250, patienceMs: 60_000 } as const;

/** What is known of servers and routes, from downloads and from other streams. */
export interface StreamMemory {
  /** How many connections a source's server bears over a route; undefined where nothing is known. */
  remembered(source: URL, route: string): number | undefined;
  learned(source: URL, route: string, cap: number): void;
  /** What a stream's roads showed, when it is over. */
  showed(source: URL, roads: readonly Road[]): void;
}

export interface StreamsOptions {
  readonly source: URL;
  readonly roads: Roads;
  /** The client's own: who sends others may be given another file. */
  readonly headers: Readonly<Record<string, string>>;
  /** Connections that the client's own request has over a route now, beside the stream's. */
  readonly beside: (route: string) => number;
  readonly throttle: Throttle;
  readonly shared: Shared;
}

type Range = { readonly start: number; readonly end: number };

export class Streams {
  readonly #options: StreamsOptions;
  readonly #key: string;

  constructor(options: StreamsOptions) {
    this.#options = options;
    const named = Object.entries(options.headers).toSorted(([a], [b]) => (a < b ? -1 : 1));
    this.#key = JSON.stringify([options.source.href, options.roads.mode, named]);
  }

  /** Whether there is room for a stream, or one to share. */
  get able(): boolean {
    const { window, streams } = this.#options.shared;
    return window.left >= leastWindow || streams.has(this.#key);
  }

  /**
   * A stream for a range; `left` ends the attempt, not the stream. Rejects with AppError, as `openStream` does, and
   * `not-available` where no room is left.
   */
  async open(range: Range, left: AbortSignal): Promise<OpenStream> {
    const { streams } = this.#options.shared;
    const joined = streams.get(this.#key)?.join(range);
    if (joined) return joined;
    const { stream, share, release } = await this.#own(range, left);
    const keep = Math.min(share * kept.part, kept.most);
    const alone = async (rest: Range, gone: AbortSignal) => (await this.#ownInTime(rest, gone)).stream;
    const made = new SharedStream(stream, keep, alone, () => {
      if (streams.get(this.#key) === made) streams.delete(this.#key);
      release();
    });
    // The newest takes the place of one that is further on: who comes next is nearer to it.
    streams.set(this.#key, made);
    const reader = made.join(range);
    if (reader) return reader;
    streams.delete(this.#key);
    release();
    await stream.close();
    throw new AppError("file-changed", { host: this.#options.source.host, detail: "its size is another" });
  }

  /** As `#own`, but waits for room as long as a client will: its answer has begun, and cannot be had over one connection any more. */
  async #ownInTime(range: Range, left: AbortSignal) {
    const { clock } = this.#options.shared;
    for (const since = clock.now(); ; await clock.sleep(room.lookMs, left)) {
      try {
        return await this.#own(range, left);
      } catch (error) {
        const full = error instanceof AppError && error.code === "not-available";
        if (!full || left.aborted || clock.now() - since > room.patienceMs) throw error;
      }
    }
  }

  async #own(range: Range, left: AbortSignal) {
    const { source, roads, headers, beside, throttle, shared } = this.#options;
    const { window, clock, random, log, connections, memory } = shared;
    // Whoever comes later finds something left.
    const share = Math.min(window.each, Math.max(window.left / 4, leastWindow), window.left);
    if (share < leastWindow) throw new AppError("not-available", { detail: "all read-ahead is in use" });
    window.left -= share;
    let held = true;
    const release = () => {
      if (held) window.left += share;
      held = false;
    };
    const stop = new AbortController();
    const abort = () => stop.abort(left.reason);
    left.addEventListener("abort", abort, { once: true });
    try {
      left.throwIfAborted();
      const stream = await openStream({
        source,
        routes: roads.routes,
        mode: roads.mode,
        range,
        headers,
        connections,
        windowBytes: share,
        firstBytes,
        acceptPage: true,
        throttle,
        remembered: (route) => memory?.remembered(source, route),
        learned: (route, cap) => memory?.learned(source, route, cap + beside(route)),
        clock,
        random,
        log,
        signal: AbortSignal.any([shared.signal, stop.signal]),
      });
      let open = true;
      const close = async () => {
        release();
        if (open) memory?.showed(source, stream.roads());
        open = false;
        await stream.close();
      };
      return { stream: { ...stream, close }, share, release };
    } catch (error) {
      release();
      throw error;
    } finally {
      left.removeEventListener("abort", abort);
    }
  }
}
