/** The very end: what a slow lane still holds is fetched a second time over another one, and whoever is first counts. */
import type { Clock } from "../clock.ts";
import { AppError } from "../../common/errors.ts";
import { readSmall } from "../http/read-small.ts";
import { hedge, hedgeBudget, type Hedge } from "./hedging.ts";
import type { Lane } from "./lane.ts";
import type { Ledger } from "./ledger.ts";
import type { PartFile } from "./part-file.ts";
import type { RangeRequests } from "./range-requests.ts";
import type { LaneState } from "./scheduler.ts";

/** A copy is held in memory until it is whole. */
const mostBytes = 4 * 1024 * 1024;
/** Of leases no larger than this the scheduler takes nothing from other routes' lanes while there are second copies. */
const leastBudget = 128 * 1024;
/** One that takes so many times as long as it should, and so much more, is given up: somebody else may try. */
const patience = { ms: 300, times: 3 } as const;

export interface SecondCopyOptions {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly part: Pick<PartFile, "write">;
  readonly requests: RangeRequests;
  readonly signal: AbortSignal;
}

export class SecondCopies {
  readonly #options: SecondCopyOptions;
  #budget: number;

  constructor(options: SecondCopyOptions) {
    this.#options = options;
    this.#budget = hedgeBudget(options.ledger.total);
  }

  /** Whether the budget allows what the scheduler leaves to second copies: with less, lanes take from each other again. */
  get able(): boolean {
    return this.#budget >= leastBudget;
  }

  /** What an idle lane should fetch a second time; undefined where nothing pays. */
  find(idle: LaneState, states: readonly LaneState[], lanes: readonly Lane[]): Hedge | undefined {
    const copied = new Set(lanes.flatMap((lane) => (lane.copied ? [lane.id] : [])));
    return hedge(idle, states, copied, Math.min(this.#budget, mostBytes));
  }

  /**
   * Fetches a second copy. Where it is whole before the first one is, and about when it should be, it is written, and the slow lane gives up what it
   * lacks. Out: bytes that were written. Rejects as `RangeRequests.get` does, or with AppError of the network or the disk.
   */
  async fetch(lane: Lane, victim: Lane, { start, end, expectedMs }: Hedge): Promise<number> {
    const { ledger, part, requests, signal } = this.#options;
    const over = new AbortController();
    const done = new AbortController();
    const both = AbortSignal.any([signal, over.signal]);
    this.#budget -= end - start;
    lane.copying = true;
    victim.copied = () => over.abort();
    lane.close = () => over.abort();
    const late = AbortSignal.any([both, done.signal]);
    lane.lateCopy = false;
    void (async () => {
      await this.#options.clock.sleep(patience.ms + patience.times * expectedMs, late);
      if (late.aborted) return;
      lane.lateCopy = true;
      over.abort();
    })();
    try {
      const checked = await requests.get(lane.road, { start, end }, start, both);
      if (checked.flipped !== undefined || checked.end < end) {
        checked.answer.close();
        return 0;
      }
      const bytes = await readSmall(checked.answer, end - start, both);
      if (bytes.length < end - start) {
        const { host } = checked.answer;
        throw new AppError("truncated", { host, got: bytes.length, total: end - start });
      }
      const { lease } = victim;
      if (!lease || lease.end !== end || both.aborted) return 0;
      // What the first copy's lane has in hand is its own to write.
      const from = Math.max(start, lease.position, victim.arrivedTo);
      if (from >= end) return 0;
      ledger.trim(lease, from);
      const mine = ledger.take(from, end, lane.road.route.name);
      victim.copied = undefined;
      victim.stalled = true;
      victim.close?.();
      try {
        await part.write([bytes.subarray(from - start)], from);
        ledger.advance(mine, end - from);
      } finally {
        ledger.release(mine);
      }
      return end - from;
    } catch (error) {
      if (over.signal.aborted && !signal.aborted) return 0;
      throw error;
    } finally {
      done.abort();
      lane.copying = false;
      lane.close = undefined;
      victim.copied = undefined;
    }
  }
}
